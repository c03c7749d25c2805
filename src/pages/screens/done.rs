//! A step succeeded and there is nothing more to do here, such as an address confirmed by link.

use super::Head;
use crate::{components::link, drawn::Drawn, scene::Scene};
use wire::{screen::Done, text::Text};

pub(super) fn head(screen: &Done) -> Head {
    Head::new(screen.heading.clone()).lead(screen.lead.clone())
}

pub(super) fn body(at: &Scene, screen: &Done) -> Vec<Drawn> {
    let next = screen
        .next
        .as_deref()
        .map(|next| link::primary(next, at.text(Text::GoOn)));
    vec![link::choices(next.into_iter().collect())]
}
