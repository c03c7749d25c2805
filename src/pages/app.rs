//! The one view of the pages, and where the parts of a screen stand in it.
//!
//! The alert and the status line outlive the page they stand on, so that a screen reader hears what changes in them.
//! Everything else is built anew for each page: nothing typed on one page shows up on the next.

use crate::{
    components::{alert, arcade, brand, footer},
    drawn::Drawn,
    scene::{Live, Scene},
    screens,
    words::Words,
};
use leptos::prelude::*;
use std::sync::Arc;

/// The view below `#app`.
pub(crate) fn app(words: Arc<Words>, live: Live) -> impl IntoView {
    let summoned = live
        .turn
        .with_untracked(|turn| screens::head(&turn.page.screen).alert.is_some());
    let part = move |draw| part(words.clone(), live, draw);
    view! {
        <div class="lg-page">
            {arcade::arcade()}
            <main class="lg-card modal-content background-customizable visible-md visible-lg">
                {part(brand::brand)}
                {part(screens::heading)}
                <div class="lg-alert" id="alert" role="alert" tabindex="-1" autofocus=summoned>
                    {part(alert::alert)}
                    {part(alert::trouble)}
                </div>
                <div class="lg-notice" id="notice" role="status">{part(alert::notice)}</div>
                {part(screens::body)}
            </main>
            {part(footer::footer)}
            <p class="lg-unseen" id="status" role="status">{move || live.status.get()}</p>
        </div>
    }
}

/// The part that `draw` draws, anew on every page.
fn part(
    words: Arc<Words>,
    live: Live,
    draw: fn(&Scene) -> Drawn,
) -> impl Fn() -> Drawn + Clone + Send + 'static {
    move || {
        let turn = live.turn.get();
        draw(&Scene {
            words: words.clone(),
            live,
            page: turn.page,
            first: turn.number == 0,
        })
    }
}
