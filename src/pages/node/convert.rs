//! What may stand for a [`Node`]: what `view!` gives, and what may stand between braces in it.

use super::{Element, Node};
use leptos::{
    children::{ChildrenOptContainer, ToChildren},
    prelude::{Render, View},
};

/// What can be drawn as a [`Node`]. Components return `impl IntoNode` where others return `impl IntoView`.
///
/// An element that is written as a tag (`<p>`) in `view!` is none: it would be code of its own, and HTML that Trusted
/// Types refuse. The compiler says so where it is used.
pub(crate) trait IntoNode: Render {
    /// Makes a node of it.
    fn into_node(self) -> Node;
}

/// What stands between the tags of a component.
pub(crate) type Children = Node;

/// What stands between the tags of a component that draws it more than once.
pub(crate) struct ChildrenFn(pub(crate) Box<dyn Fn() -> Node + Send>);

impl IntoNode for Node {
    fn into_node(self) -> Node {
        self
    }
}

impl IntoNode for Element {
    fn into_node(self) -> Node {
        Node::Element(Box::new(self))
    }
}

impl IntoNode for String {
    fn into_node(self) -> Node {
        if self.is_empty() {
            Node::Fragment(Vec::new())
        } else {
            Node::Text(self)
        }
    }
}

impl IntoNode for &str {
    fn into_node(self) -> Node {
        self.to_owned().into_node()
    }
}

impl<N: IntoNode> IntoNode for Option<N> {
    fn into_node(self) -> Node {
        self.map_or(Node::Fragment(Vec::new()), N::into_node)
    }
}

impl<N: IntoNode> IntoNode for Vec<N> {
    fn into_node(self) -> Node {
        let mut nodes = Vec::new();
        for node in self {
            node.into_node().flatten_into(&mut nodes);
        }
        Node::Fragment(nodes)
    }
}

/// What `view!` makes of one component.
impl<N: IntoNode> IntoNode for View<N> {
    fn into_node(self) -> Node {
        self.into_inner().into_node()
    }
}

/// What `view!` makes of several things in a row.
macro_rules! tuples {
    ($(($($name:ident)+))+) => { $(
        impl<$($name: IntoNode),+> IntoNode for ($($name,)+) {
            #[expect(non_snake_case, reason = "a place in the tuple has the name of its type")]
            fn into_node(self) -> Node {
                let ($($name,)+) = self;
                let mut nodes = Vec::new();
                $($name.into_node().flatten_into(&mut nodes);)+
                Node::Fragment(nodes)
            }
        }
    )+ };
}

tuples! {
    (A B)
    (A B C)
    (A B C D)
    (A B C D E)
    (A B C D E F)
    (A B C D E F G)
    (A B C D E F G H)
    (A B C D E F G H I)
    (A B C D E F G H I J)
    (A B C D E F G H I J K)
    (A B C D E F G H I J K L)
}

impl<F: FnOnce() -> N, N: IntoNode> ToChildren<F> for Children {
    fn to_children(children: F) -> Self {
        children().into_node()
    }
}

/// `view!` hands over a single text as it is.
impl<N: IntoNode> ToChildren<ChildrenOptContainer<N>> for Children {
    fn to_children(child: ChildrenOptContainer<N>) -> Self {
        child.0.into_node()
    }
}

impl<F: Fn() -> N + Send + 'static, N: IntoNode> ToChildren<F> for ChildrenFn {
    fn to_children(children: F) -> Self {
        Self(Box::new(move || children().into_node()))
    }
}
