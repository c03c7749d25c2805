//! Links below a form, links that look like buttons, and the line for support.

use crate::{
    node::{Children, Element, IntoNode, element},
    render_context::{RenderContext, use_render_context},
};
use leptos::prelude::*;
use wire::{screen::Message, text::Text};

/// A link to a page of ours.
pub(super) fn page_link(context: &RenderContext, text: Text, path: &str) -> Element {
    element("a", &[])
        .attr("href", context.to(path))
        .child(context.words.text(text))
}

/// The line below the form: a question, if any, and the link that answers it.
#[component]
pub(crate) fn FootLink(
    #[prop(optional)] question: Option<Text>,
    text: Text,
    /// The path of a page of ours.
    #[prop(into)]
    path: String,
) -> impl IntoNode {
    let context = use_render_context();
    element("p", &[("class", "lg-foot redirect-customizable")])
        .child(question.map(|question| format!("{} ", context.words.text(question))))
        .child(page_link(&context, text, &path))
}

/// A lesser way on, below a field.
#[component]
pub(crate) fn AsideLink(text: Text, path: &'static str) -> impl IntoNode {
    element("p", &[("class", "lg-aside")]).child(page_link(&use_render_context(), text, path))
}

/// The one way on from a page without a form.
#[component]
pub(crate) fn PrimaryLink(text: Text, href: String) -> impl IntoNode {
    button_link("lg-button lg-button-primary", text, href)
}

/// Another way on.
#[component]
pub(crate) fn SecondaryLink(text: Text, href: String) -> impl IntoNode {
    button_link("lg-button lg-button-secondary", text, href)
}

/// A way on to an app of this device, where that is a phone.
#[component]
pub(crate) fn PhoneLink(text: Text, href: String) -> impl IntoNode {
    button_link("lg-button lg-button-secondary lg-on-phones", text, href)
}

/// A link that looks like a button. Its text may name the app.
fn button_link(class: &'static str, text: Text, href: String) -> Element {
    element("a", &[])
        .attr("class", class)
        .attr("href", href)
        .child(use_render_context().about_client(text))
}

/// Ways on of equal rank, one below the other.
#[component]
pub(crate) fn Choices(children: Children) -> impl IntoNode {
    element("div", &[("class", "lg-choices")]).child(children)
}

/// The line that people read out to whoever supports the app.
#[component]
pub(crate) fn Support(#[prop(into)] message: Message) -> impl IntoNode {
    element("p", &[("class", "lg-support")]).child(use_render_context().say(&message))
}
