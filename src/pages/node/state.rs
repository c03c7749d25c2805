//! What a part of a page is while it stands in the document.

use leptos::{
    prelude::*,
    tachys::{
        renderer::{Rndr, types},
        view::Mountable,
    },
};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::Event;

/// What a [`Node`](super::Node) is while it is in the document.
pub(crate) enum State {
    /// An element, text or a placeholder; what lives on it and in it; what listens to it.
    Leaf(types::Node, Vec<State>, Vec<Closure<dyn FnMut(Event)>>),
    /// One after the other; at least one where it stands for a part of the page.
    Fragment(Vec<State>),
    /// What follows signals.
    Dynamic(RenderEffect<State>),
}

impl Mountable for State {
    fn unmount(&mut self) {
        match self {
            Self::Leaf(node, inside, listeners) => {
                Rndr::remove(node);
                inside.clear();
                listeners.clear();
            }
            Self::Fragment(several) => several.iter_mut().for_each(Mountable::unmount),
            Self::Dynamic(now) => now.unmount(),
        }
    }

    fn mount(&mut self, parent: &types::Element, marker: Option<&types::Node>) {
        match self {
            Self::Leaf(node, ..) => Rndr::insert_node(parent, node, marker),
            Self::Fragment(several) => several
                .iter_mut()
                .for_each(|each| each.mount(parent, marker)),
            Self::Dynamic(now) => now.mount(parent, marker),
        }
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        match self {
            Self::Leaf(node, ..) => Rndr::get_parent(node)
                .and_then(|parent| parent.dyn_into().ok())
                .is_some_and(|parent| {
                    child.mount(&parent, Some(node));
                    true
                }),
            Self::Fragment(several) => several
                .first()
                .is_some_and(|first| first.insert_before_this(child)),
            Self::Dynamic(now) => now.insert_before_this(child),
        }
    }

    /// Needed only to spread attributes over a view, which is not done here.
    fn elements(&self) -> Vec<types::Element> {
        Vec::new()
    }
}
