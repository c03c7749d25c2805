//! Asks for another code: a form of its own, at rest while the server would refuse.
//!
//! Without script the button is never disabled: nothing would enable it, and the server keeps the limit anyway.

use crate::{
    components::form::{hidden_input, post_form},
    node::{IntoNode, dynamic, element},
    render_context::use_render_context,
    words,
};
use leptos::prelude::*;
use std::time::Duration;
use wire::text::Text;

/// The line below the form. It posts the user name, marked as asking `again`.
#[component]
pub(crate) fn ResendForm(
    /// The path of the page it posts to.
    path: &'static str,
    username: String,
    /// Seconds until another code may be sent.
    in_seconds: u32,
) -> impl IntoNode {
    let context = use_render_context();
    let seconds_left = RwSignal::new(in_seconds);
    // Only what counts down rests: without script nothing would end that.
    let counts = RwSignal::new(false);
    let status = context.state.status;
    let available = context.text(Text::ResendAvailable);
    let lead = format!("{} ", context.words.text(Text::NoCodeYet));
    let form = post_form(&context, "lg-resend", "resendcodeform", path);
    let count_down = move || {
        counts.set(true);
        let end = now() + f64::from(in_seconds);
        let tick = move || {
            let seconds = (end - now()).ceil().max(0.0) as u32;
            if seconds_left
                .try_get_untracked()
                .is_some_and(|seconds_left| seconds_left > 0)
            {
                seconds_left.set(seconds);
                if seconds == 0 {
                    status.set(available.clone());
                }
            }
        };
        if let Ok(ticks) = set_interval_with_handle(tick, Duration::from_secs(1)) {
            on_cleanup(move || ticks.clear());
        }
    };
    // Elements, that are replaced: a line that changes in place would count as a shift of the layout. Styles show the first
    // of the two where no script counts down.
    let (now_words, later_words) = (
        context.text(Text::ResendButton),
        context.text(Text::ResendIn),
    );
    let words = dynamic(move || {
        let later = match seconds_left.get() {
            0 => None,
            seconds_left => {
                let words = words::fill(&later_words, &[("time".to_owned(), clock(seconds_left))]);
                let later = element("span", &[("class", "lg-resend-later")]);
                Some(
                    later
                        .attr("data-seconds", seconds_left.to_string())
                        .child(words),
                )
            }
        };
        let now = element("span", &[("class", "lg-resend-now")]).child(&*now_words);
        (now, later).into_node()
    });
    let mut button = element(
        "button",
        &[("class", "lg-resend-button"), ("type", "submit")],
    )
    .bind("disabled", move || {
        (counts.get() && seconds_left.get() != 0).then_some("".into())
    })
    .child(words);
    if in_seconds > 0 {
        button = button.on_attach(move |_| count_down());
    }
    form.child(hidden_input("username", username))
        .child(hidden_input("again", "true"))
        .child(element("span", &[("class", "lg-resend-lead")]).child(lead))
        .child(button)
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
