//! A step succeeded and there is nothing more to do here, such as an address confirmed by link.

use super::{Head, View};
use crate::{components::link, node::Node, render_context::RenderContext};
use wire::{screen::Done, text::Text};

fields!(Done { heading lead next });

impl View for Done {
    const FORM: bool = false;

    fn head(&self) -> Head {
        Head::new(self.heading.clone()).lead(self.lead.clone())
    }

    fn body(&self, at: &RenderContext) -> Vec<Node> {
        let next = self
            .next
            .as_deref()
            .map(|next| link::primary(next, at.text(Text::GoOn)));
        vec![link::choices(next.into_iter().collect())]
    }
}
