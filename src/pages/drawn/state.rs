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

/// What is kept of a [`Drawn`](super::Drawn) while it is in the document.
pub(crate) enum State {
    /// An element, text or a placeholder; what lives on it and in it; what listens to it.
    Node(types::Node, Vec<State>, Vec<Closure<dyn FnMut(Event)>>),
    /// One after the other; at least one where it stands for a part of the page.
    Several(Vec<State>),
    /// What follows signals.
    Live(RenderEffect<State>),
}

impl Mountable for State {
    fn unmount(&mut self) {
        match self {
            Self::Node(node, kept, listeners) => {
                Rndr::remove(node);
                kept.clear();
                listeners.clear();
            }
            Self::Several(several) => several.iter_mut().for_each(Mountable::unmount),
            Self::Live(now) => now.unmount(),
        }
    }

    fn mount(&mut self, parent: &types::Element, marker: Option<&types::Node>) {
        match self {
            Self::Node(node, ..) => Rndr::insert_node(parent, node, marker),
            Self::Several(several) => several
                .iter_mut()
                .for_each(|each| each.mount(parent, marker)),
            Self::Live(now) => now.mount(parent, marker),
        }
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        match self {
            Self::Node(node, ..) => Rndr::get_parent(node)
                .and_then(|parent| parent.dyn_into().ok())
                .is_some_and(|parent| {
                    child.mount(&parent, Some(node));
                    true
                }),
            Self::Several(several) => several
                .first()
                .is_some_and(|first| first.insert_before_this(child)),
            Self::Live(now) => now.insert_before_this(child),
        }
    }

    /// Needed only to spread attributes over a view, which is not done here.
    fn elements(&self) -> Vec<types::Element> {
        Vec::new()
    }
}
