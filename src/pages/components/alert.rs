//! What went wrong, above the form: one message, with a way out where there is one; good news in the same place; and the
//! line that only screen readers hear.

use crate::{
    components::{icon, link::page_link},
    node::{Element, IntoNode, dynamic, element},
    render_context::{EachPage, PageState, RenderContext, SubmitFailure, use_render_context},
    words::Piece,
};
use leptos::prelude::*;
use wire::{route, screen::Message, text::Text};

/// The region of alerts, which outlives the page. On the page that the server drew it takes the focus, if it has an alert.
#[component]
pub(crate) fn AlertRegion(state: PageState) -> impl IntoNode {
    const REGION: &[(&str, &str)] = &[
        ("class", "lg-alert"),
        ("id", "alert"),
        ("role", "alert"),
        ("tabindex", "-1"),
    ];
    let takes_focus = state
        .current
        .with_untracked(|current| current.first() && current.has_alert());
    element("div", REGION)
        .flag("autofocus", takes_focus)
        .child(view! {
            <EachPage state><Alert/></EachPage>
            <EachPage state><SubmitError/></EachPage>
        })
}

/// The region of good news, which outlives the page.
#[component]
pub(crate) fn NoticeRegion(state: PageState) -> impl IntoNode {
    const REGION: &[(&str, &str)] = &[("class", "lg-notice"), ("id", "notice"), ("role", "status")];
    element("div", REGION).child(view! { <EachPage state><Notice/></EachPage> })
}

/// The line that only screen readers hear, which outlives the page.
#[component]
pub(crate) fn StatusLine(state: PageState) -> impl IntoNode {
    const LINE: &[(&str, &str)] = &[("class", "lg-unseen"), ("id", "status"), ("role", "status")];
    element("p", LINE).child(dynamic(move || state.status.get()))
}

/// The screen's own alert.
#[component]
fn Alert() -> impl IntoNode {
    let context = use_render_context();
    context
        .head
        .alert
        .as_ref()
        .map(|message| alert_box(&context, message))
}

/// The alert of a form that did not reach the server.
#[component]
fn SubmitError() -> impl IntoNode {
    let context = use_render_context();
    if !context.has_form {
        return None;
    }
    let label = context.text(Text::AlertLabel);
    let network = context.text(Text::AlertNetwork);
    let busy = context.text(Text::AlertBusy);
    Some(dynamic(move || {
        context.state.submit_error.get().map(|error| {
            let words = match error {
                SubmitFailure::Network => &*network,
                SubmitFailure::Busy => &*busy,
            };
            element("p", &[("class", "lg-alert-box")])
                .child(icon::solid(icon::WARNING))
                .child(labelled(&label).child(words))
        })
    }))
}

/// Good news.
#[component]
fn Notice() -> impl IntoNode {
    let context = use_render_context();
    context.head.notice.as_ref().map(|message| {
        element("p", &[("class", "lg-notice-box")])
            .child(icon::solid(icon::DONE))
            .child(element("span", &[]).child(context.say(message)))
    })
}

/// The words of an alert, after a label that only screen readers hear.
fn labelled(label: &str) -> Element {
    let label = element("span", &[("class", "lg-unseen")]).child(format!("{label} "));
    element("span", &[]).child(label)
}

fn alert_box(context: &RenderContext, message: &Message) -> Element {
    let id = if context.signs_in {
        "loginErrorMessage"
    } else {
        "errorMessage"
    };
    let mut words = labelled(context.words.text(Text::AlertLabel));
    for piece in context.words.pieces(message) {
        words = match piece {
            Piece::Plain(plain) => words.child(plain),
            Piece::Argument(_, Some(value)) => words.child(value),
            Piece::Argument(_, None) => words.child(way_out(context, message.text)),
        };
    }
    element("p", &[("class", "lg-alert-box errorMessage-customizable")])
        .attr("id", id)
        .child(icon::solid(icon::WARNING))
        .child(words)
}

/// The link with which an alert ends.
fn way_out(context: &RenderContext, alert: Text) -> Element {
    let signs_in = matches!(
        alert,
        Text::AlertUserExists | Text::AlertAliasExists | Text::AlertAlreadyConfirmed
    );
    let (text, path) = if signs_in {
        (Text::AlertSignInLink, route::LOGIN)
    } else {
        (Text::AlertResetLink, route::FORGOT_PASSWORD)
    };
    page_link(context, text, path)
}
