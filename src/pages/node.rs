//! The elements of the pages: a tree of elements and text, with some parts that follow signals.
//!
//! # Why not tags in `view!`
//!
//! Screens and components are `#[component]`s, composed in `view!`. The elements inside a component are described with
//! [`element`], because `view!` gives each element a type, and code of its own to build, patch and hydrate it. Measured
//! on 14 screens and 19 components (brotli, all that `/login` loads; the bound is 86 KB):
//!
//! | | KB |
//! |---|---:|
//! | components called as functions, elements as nodes | 78.6 |
//! | **components in `view!`, elements as nodes** | **82.3** |
//! | everything in `view!`, with `--cfg erase_components` | 134.5 |
//! | everything in `view!` | 183.0 |
//!
//! (Since then the rows with nodes are 5.7 KB less: `hydrate` does without the context in which Leptos hands over
//! resources.) A further screen of known components costs 0.2 KB, with tags in `view!` 0.4 KB; one that brings a component
//! 0.9 KB against 1.8 KB. Moreover `view!` turns tags without a variable part into HTML strings and sets `innerHTML`, which
//! the pages' Content-Security-Policy refuses (Trusted Types): such a page hydrates, and dies when it is drawn in the
//! browser. Here neither can happen by mistake: a tag is no [`IntoNode`], so the compiler refuses it.
//!
//! A part that follows signals is replaced as a whole instead of being patched: what was typed on one page must not stay
//! in an input of the next.
//!
//! # What it takes from Leptos
//!
//! From `tachys`, the renderer below Leptos: `Render` (`build`, `rebuild`), `RenderHtml` (`to_html_with_buf`, `hydrate`),
//! `Mountable`, `AddAnyAttr` (which does nothing here), `Cursor` and `PositionState` (the walk over the server's HTML), and
//! `Rndr` (the calls of the DOM). From `leptos`: `RenderEffect`, `View` and `ToChildren`, which `view!` writes; from
//! `any_spawner`, the start of the executor. Comment markers in the HTML are ours on both sides: none is read by Leptos.
//!
//! # A new version of Leptos
//!
//! 1. Set it in the root `Cargo.toml` (exactly: these traits are internals of Leptos). `cargo check -p pages` with
//!    `--features ssr`, then with `--features hydrate`, names each method that changed. All of them are in `node/view.rs`,
//!    `node/state.rs` and `node/convert.rs`; what they must do is said by `tachys`'s own `view/tuples.rs` (a fragment),
//!    `view/strings.rs` (text and its marker), `html/element/mod.rs` (an element) and `reactive_graph/mod.rs` (a closure),
//!    and for `hydrate` by `mount.rs` of `leptos`.
//! 2. `cargo test -p pages --features ssr`: `node/tests.rs` has the HTML of each kind of node.
//! 3. `node --test tests/browser/nodes.test.mjs`: each kind of node, and every sample, hydrated and drawn anew under the
//!    pages' own policy.
//! 4. `cargo xtask size`.

mod convert;
#[cfg(feature = "ssr")]
mod html;
mod state;
#[cfg(all(test, feature = "ssr"))]
mod tests;
mod view;

pub(crate) use convert::{Children, ChildrenFn, IntoNode};
#[cfg(feature = "ssr")]
pub(crate) use html::escape;
#[cfg(feature = "hydrate")]
pub(crate) use view::hydrate;

use leptos::{
    prelude::*,
    tachys::renderer::{Rndr, types},
};
use state::State;
use std::borrow::Cow;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::Event;

type AttributeValue = Cow<'static, str>;
type Listener = Box<dyn FnMut(Event) + Send>;
type OnAttach = Box<dyn FnOnce(&types::Element) + Send>;

/// A part of a page.
pub(crate) enum Node {
    /// An element with what is in it.
    Element(Box<Element>),
    /// Text that is not empty.
    Text(String),
    /// Nodes in a row; an empty one draws nothing, and keeps its place by a comment.
    Fragment(Vec<Node>),
    /// Drawn anew with every change of a signal that it read.
    Dynamic(Box<dyn Fn() -> Node + Send>),
}

/// An element that is being described.
pub(crate) struct Element {
    name: &'static str,
    constant: &'static [(&'static str, &'static str)],
    attributes: Vec<(&'static str, Value)>,
    children: Vec<Node>,
    listeners: Vec<(&'static str, Listener)>,
    on_attach: Option<OnAttach>,
}

/// The value of an attribute; an attribute without a value is left out.
enum Value {
    /// Set once.
    Static(AttributeValue),
    /// Set with every change of a signal that it read.
    Dynamic(Box<dyn Fn() -> Option<AttributeValue> + Send>),
}

/// An element with those of its attributes that are always the same. An empty value stands for an attribute without one.
pub(crate) fn element(
    name: &'static str,
    constant: &'static [(&'static str, &'static str)],
) -> Element {
    Element {
        name,
        constant,
        attributes: Vec::new(),
        children: Vec::new(),
        listeners: Vec::new(),
        on_attach: None,
    }
}

/// What `draw` gives, drawn anew with every change of a signal that it read.
pub(crate) fn dynamic<N: IntoNode>(draw: impl Fn() -> N + Send + 'static) -> Node {
    Node::Dynamic(Box::new(move || draw().into_node()))
}

impl Node {
    /// Appends this node to `nodes`; of a fragment, what is in it.
    fn flatten_into(self, nodes: &mut Vec<Node>) {
        match self {
            Self::Fragment(fragment) => {
                for node in fragment {
                    node.flatten_into(nodes);
                }
            }
            Self::Element(_) | Self::Text(_) | Self::Dynamic(_) => nodes.push(self),
        }
    }
}

impl Element {
    /// Adds an attribute.
    pub(crate) fn attr(mut self, name: &'static str, value: impl Into<AttributeValue>) -> Self {
        self.attributes.push((name, Value::Static(value.into())));
        self
    }

    /// Adds an attribute without a value, if `on`.
    pub(crate) fn flag(self, name: &'static str, on: bool) -> Self {
        if on { self.attr(name, "") } else { self }
    }

    /// Adds an attribute that follows the signals that `value` reads.
    pub(crate) fn bind(
        mut self,
        name: &'static str,
        value: impl Fn() -> Option<AttributeValue> + Send + 'static,
    ) -> Self {
        self.attributes
            .push((name, Value::Dynamic(Box::new(value))));
        self
    }

    /// Adds a listener to an event.
    pub(crate) fn on(
        mut self,
        event: &'static str,
        listener: impl FnMut(Event) + Send + 'static,
    ) -> Self {
        self.listeners.push((event, Box::new(listener)));
        self
    }

    /// Hands the element to `on_attach` as soon as it is in a browser's document or hydrated; never on the server.
    pub(crate) fn on_attach(
        mut self,
        on_attach: impl FnOnce(&types::Element) + Send + 'static,
    ) -> Self {
        self.on_attach = Some(Box::new(on_attach));
        self
    }

    /// Adds a child after those that are there.
    pub(crate) fn child(mut self, child: impl IntoNode) -> Self {
        child.into_node().flatten_into(&mut self.children);
        self
    }

    /// Attaches what is described to `node`, an element of the document: all its attributes where the node is `new`,
    /// else only what follows signals and what listens.
    fn attach(self, node: types::Element, new: bool, mut inside: Vec<State>) -> State {
        if new {
            for (name, value) in self.constant {
                Rndr::set_attribute(&node, name, value);
            }
        }
        for (name, value) in self.attributes {
            match value {
                Value::Static(value) => {
                    if new {
                        Rndr::set_attribute(&node, name, &value);
                    }
                }
                Value::Dynamic(value) => {
                    let node = node.clone();
                    inside.push(State::Dynamic(RenderEffect::new(move |before| {
                        let value = value();
                        if new || Option::is_some(&before) {
                            match value {
                                Some(value) => Rndr::set_attribute(&node, name, &value),
                                None => Rndr::remove_attribute(&node, name),
                            }
                        }
                        State::Fragment(Vec::new())
                    })));
                }
            }
        }
        let listeners = self
            .listeners
            .into_iter()
            .map(|(event, listener)| {
                let listener = Closure::wrap(listener as Box<dyn FnMut(Event)>);
                drop(
                    node.add_event_listener_with_callback(event, listener.as_ref().unchecked_ref()),
                );
                listener
            })
            .collect();
        if let Some(on_attach) = self.on_attach {
            on_attach(&node);
        }
        State::Leaf(node.into(), inside, listeners)
    }
}
