//! Something is wrong with the request itself: what happened, what to do, and what to tell support.

use super::Head;
use crate::{
    components::link,
    drawn::{Drawn, element},
    scene::Scene,
};
use wire::{
    screen::{Failure, Message},
    text::Text,
};

pub(super) fn head(screen: &Failure) -> Head {
    Head::new(screen.heading.clone()).lead(screen.lead.clone())
}

pub(super) fn body(at: &Scene, screen: &Failure) -> Vec<Drawn> {
    let restart = screen
        .restart
        .as_deref()
        .map(|restart| link::primary(restart, at.text(Text::StartAgain)));
    let support = at.say(&Message {
        text: Text::ErrorCode,
        args: vec![
            ("code".to_owned(), screen.code.clone()),
            ("request_id".to_owned(), screen.request_id.clone()),
        ],
    });
    vec![
        link::choices(restart.into_iter().collect()),
        element("p", &[("class", "lg-support")])
            .child(support)
            .into(),
    ]
}
