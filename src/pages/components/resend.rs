//! Asks for another code: a form of its own, at rest while the server would refuse.
//!
//! Without script the button is never disabled: nothing would enable it, and the server keeps the limit anyway.

use crate::{
    components::form::{hidden, posting},
    node::{Node, dynamic, element},
    render_context::RenderContext,
};
use leptos::prelude::*;
use std::time::Duration;
use wire::{screen::Message, text::Text};

/// The line below the form, posting the user name to `path`, marked as asking `again`.
pub(crate) fn resend(at: &RenderContext, path: &str, username: &str, in_seconds: u32) -> Node {
    let left = RwSignal::new(0);
    let status = at.state.status;
    let (ask, available) = (at.text(Text::ResendButton), at.text(Text::ResendAvailable));
    let words = at.words.clone();
    let wait = move || {
        left.set(in_seconds);
        let end = now() + f64::from(in_seconds);
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
    };
    let mut button = element(
        "button",
        &[("class", "lg-resend-button"), ("type", "submit")],
    )
    .bind("disabled", move || (left.get() != 0).then_some("".into()))
    // An element, that is replaced: a line that changes in place would count as a shift of the layout.
    .child(dynamic(move || {
        let line = element("span", &[]);
        match left.get() {
            0 => line.child(&*ask),
            left => line.child(words.say(&Message::with(Text::ResendIn, "time", clock(left)))),
        }
        .into()
    }));
    if in_seconds > 0 {
        button = button.on_attach(move |_| wait());
    }
    let lead = format!("{} ", at.words.text(Text::NoCodeYet));
    posting(at, "lg-resend", "resendcodeform", path)
        .child(hidden("username", username))
        .child(hidden("again", "true"))
        .child(element("span", &[("class", "lg-resend-lead")]).child(lead))
        .child(button)
        .into()
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
