//! Asks for another code: a form of its own, at rest while the server would refuse.
//!
//! Without script the button is never disabled: nothing would enable it, and the server keeps the limit anyway.

use crate::{
    components::form::hidden,
    drawn::{Draw, Drawn},
    scene::Scene,
};
use leptos::prelude::*;
use std::time::Duration;
use wire::{screen::Message, text::Text};

/// The line below the form, posting the user name to `path`, marked as asking `again`.
pub(crate) fn resend(at: &Scene, path: &str, username: &str, in_seconds: u32) -> Drawn {
    let left = RwSignal::new(0);
    let status = at.live.status;
    let (button, available) = (at.text(Text::ResendButton), at.text(Text::ResendAvailable));
    let words = at.words.clone();
    // Effects run in the browser only: there, and not before, the button starts to wait.
    Effect::new(move || {
        if in_seconds == 0 {
            return;
        }
        left.set(in_seconds);
        let end = now() + f64::from(in_seconds);
        let available = available.clone();
        let tick = move || {
            let rest = (end - now()).ceil().max(0.0) as u32;
            if left.try_get_untracked().is_some_and(|left| left > 0) {
                left.set(rest);
                if rest == 0 {
                    status.set(available.clone());
                }
            }
        };
        if let Ok(ticks) = set_interval_with_handle(tick, Duration::from_secs(1)) {
            on_cleanup(move || ticks.clear());
        }
    });
    view! {
        <form class="lg-resend" name="resendcodeform" method="post" action=at.to(path)>
            {hidden("_csrf", &at.frame().csrf)}
            {hidden("username", username)}
            {hidden("again", "true")}
            <span class="lg-resend-lead">{at.text(Text::NoCodeYet)} " "</span>
            <button class="lg-resend-button" type="submit" disabled=move || left.get() != 0>
                // Drawn, that is replaced: a line that changes in place would count as a shift of the layout.
                {move || {
                    let line = match left.get() {
                        0 => button.clone(),
                        left => words.say(&Message::with(Text::ResendIn, "time", clock(left))),
                    };
                    view! { <span>{line}</span> }.drawn()
                }}
            </button>
        </form>
    }
    .drawn()
}

/// Seconds on the clock that goes on while the tab sleeps.
fn now() -> f64 {
    #[cfg(feature = "hydrate")]
    let now = js_sys::Date::now() / 1000.0;
    #[cfg(not(feature = "hydrate"))]
    let now = 0.0;
    now
}

/// `0:24`.
fn clock(seconds: u32) -> String {
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::clock;

    #[test]
    fn the_clock_shows_minutes_and_seconds() {
        assert_eq!([24, 60, 125].map(clock), ["0:24", "1:00", "2:05"]);
    }
}
