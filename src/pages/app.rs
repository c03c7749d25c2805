//! The one view of the pages, and where the parts of a screen stand in it.
//!
//! The alert and the status line outlive the page they stand on, so that a screen reader hears what changes in them.
//! Everything else is built anew for each page: nothing typed on one page shows up on the next.

use crate::{
    components::{alert, brand, footer, head, page},
    drawn::{Drawn, element, live},
    scene::{Live, Scene},
    screens,
    words::Words,
};
use leptos::prelude::*;
use std::sync::Arc;

const ALERT: &[(&str, &str)] = &[
    ("class", "lg-alert"),
    ("id", "alert"),
    ("role", "alert"),
    ("tabindex", "-1"),
];
const NOTICE: &[(&str, &str)] = &[("class", "lg-notice"), ("id", "notice"), ("role", "status")];
const STATUS: &[(&str, &str)] = &[("class", "lg-unseen"), ("id", "status"), ("role", "status")];

/// The view below `#app`.
pub(crate) fn app(words: Arc<Words>, now: Live) -> Drawn {
    let summoned = now
        .turn
        .with_untracked(|turn| turn.first() && screens::head(&turn.page.screen).alert.is_some());
    let part = move |draw| part(words.clone(), now, draw);
    let alert = element("div", ALERT)
        .flag("autofocus", summoned)
        .child(part(alert::alert))
        .child(part(alert::trouble));
    let notice = element("div", NOTICE).child(part(alert::notice));
    let status = element("p", STATUS).child(live(move || now.status.get().into()));
    let layout = now.turn.with_untracked(|turn| turn.page.frame.brand.layout);
    page::page(
        layout,
        vec![
            part(brand::brand),
            part(head::head),
            alert.into(),
            notice.into(),
            part(screens::body),
        ],
        vec![part(footer::footer), status.into()],
    )
}

/// The part that `draw` draws, anew on every page.
fn part(words: Arc<Words>, now: Live, draw: fn(&Scene) -> Drawn) -> Drawn {
    live(move || {
        let turn = now.turn.get();
        draw(&Scene {
            words: words.clone(),
            live: now,
            first: turn.first(),
            page: turn.page,
        })
    })
}
