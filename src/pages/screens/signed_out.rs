//! The session was ended.

use super::Head;
use crate::{components::link, drawn::Drawn, scene::Scene};
use wire::{screen::SignedOut, text::Text};

pub(super) fn head(_: &SignedOut) -> Head {
    Head::new(Text::SignedOutTitle).lead(Text::SignedOutLead)
}

pub(super) fn body(at: &Scene, screen: &SignedOut) -> Vec<Drawn> {
    let home = screen
        .home
        .as_deref()
        .map(|home| link::primary(home, at.about_client(Text::SignedOutHome)));
    let again = screen
        .sign_in
        .as_deref()
        .map(|again| link::secondary(again, at.text(Text::SignedOutAgain)));
    vec![link::choices(home.into_iter().chain(again).collect())]
}
