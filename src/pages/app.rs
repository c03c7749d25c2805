//! The one view of the pages, and where the parts of a screen stand in it.
//!
//! The alert and the status line outlive the page they stand on, so that a screen reader hears what changes in them.
//! Everything else is built anew for each page: nothing typed on one page shows up on the next.

use crate::{
    components::{alert, brand, footer, head, page},
    node::{Node, dynamic, element},
    render_context::{PageState, RenderContext},
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
pub(crate) fn app(words: Arc<Words>, state: PageState) -> Node {
    let summoned = state.current.with_untracked(|current| {
        current.first() && screens::head(&current.page.screen).alert.is_some()
    });
    let part = move |draw| part(words.clone(), state, draw);
    let alert = element("div", ALERT)
        .flag("autofocus", summoned)
        .child(part(alert::alert))
        .child(part(alert::submit_error));
    let notice = element("div", NOTICE).child(part(alert::notice));
    let status = element("p", STATUS).child(dynamic(move || state.status.get().into()));
    let layout = state
        .current
        .with_untracked(|current| current.page.frame.brand.layout);
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
fn part(words: Arc<Words>, state: PageState, draw: fn(&RenderContext) -> Node) -> Node {
    dynamic(move || {
        let current = state.current.get();
        draw(&RenderContext {
            words: words.clone(),
            state,
            first: current.first(),
            page: current.page,
        })
    })
}
