//! What went wrong, above the form: one message, with a way out where there is one; and good news in the same place.

use crate::{
    components::{icon, link::link},
    node::{Element, Node, dynamic, element},
    render_context::RenderContext,
    screens,
    words::Piece,
};
use leptos::prelude::*;
use wire::{route, screen::Message, text::Text};

/// The screen's own alert.
pub(crate) fn alert(at: &RenderContext) -> Node {
    screens::head(&at.page.screen)
        .alert
        .map(|message| draw(at, &message))
        .into()
}

/// The alert of a form that did not reach the server.
pub(crate) fn submit_error(at: &RenderContext) -> Node {
    let submit_error = at.state.submit_error;
    let (words, label) = (at.words.clone(), at.text(Text::AlertLabel));
    dynamic(move || {
        submit_error
            .get()
            .map(|text| {
                element("p", &[("class", "lg-alert-box")])
                    .child(icon::solid(icon::WARNING))
                    .child(spoken(&label).child(words.text(text)))
            })
            .into()
    })
}

/// Good news.
pub(crate) fn notice(at: &RenderContext) -> Node {
    screens::head(&at.page.screen)
        .notice
        .map(|message| {
            element("p", &[("class", "lg-notice-box")])
                .child(icon::solid(icon::DONE))
                .child(element("span", &[]).child(at.say(&message)))
        })
        .into()
}

/// The words of an alert, after what only a screen reader is told.
fn spoken(label: &str) -> Element {
    let label = element("span", &[("class", "lg-unseen")]).child(format!("{label} "));
    element("span", &[]).child(label)
}

fn draw(at: &RenderContext, message: &Message) -> Node {
    let id = if screens::signs_in(&at.page.screen) {
        "loginErrorMessage"
    } else {
        "errorMessage"
    };
    let mut words = spoken(at.words.text(Text::AlertLabel));
    for piece in at.words.pieces(message) {
        words = match piece {
            Piece::Plain(plain) => words.child(plain),
            Piece::Argument(_, Some(value)) => words.child(value),
            Piece::Argument(_, None) => words.child(way_out(at, message.text)),
        };
    }
    element("p", &[("class", "lg-alert-box errorMessage-customizable")])
        .attr("id", id)
        .child(icon::solid(icon::WARNING))
        .child(words)
        .into()
}

/// The link with which an alert ends.
fn way_out(at: &RenderContext, alert: Text) -> Element {
    let (text, path) = if matches!(alert, Text::AlertCredentials | Text::AlertResetRequired) {
        (Text::AlertResetLink, route::FORGOT_PASSWORD)
    } else {
        (Text::AlertSignInLink, route::LOGIN)
    };
    link(at, text, path)
}
