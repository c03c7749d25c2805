//! The session was ended.

use super::{Head, View};
use crate::{components::link, node::Node, render_context::RenderContext};
use wire::{screen::SignedOut, text::Text};

fields!(SignedOut { home sign_in });

impl View for SignedOut {
    const FORM: bool = false;

    fn head(&self) -> Head {
        Head::new(Text::SignedOutTitle).lead(Text::SignedOutLead)
    }

    fn body(&self, at: &RenderContext) -> Vec<Node> {
        let home = self
            .home
            .as_deref()
            .map(|home| link::primary(home, at.about_client(Text::SignedOutHome)));
        let again = self
            .sign_in
            .as_deref()
            .map(|again| link::secondary(again, at.text(Text::SignedOutAgain)));
        vec![link::choices(home.into_iter().chain(again).collect())]
    }
}
