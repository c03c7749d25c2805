//! A form that works without script: it posts to its own page, with the authorization request in the query.

use crate::{
    node::{Children, Element, IntoNode, element},
    render_context::{RenderContext, use_render_context},
};
use leptos::prelude::*;
use std::borrow::Cow;

/// The id of the page's own form, by which controls outside it belong to it.
pub(super) const ID: &str = "form";

/// The page's own form.
#[component]
pub(crate) fn Form(
    /// Its name among Cognito's hooks.
    name: &'static str,
    /// The path of the page it posts to.
    path: &'static str,
    children: Children,
) -> impl IntoNode {
    let context = use_render_context();
    post_form(&context, "lg-form cognito-asf", name, path)
        .attr("id", ID)
        .attr("novalidate", "")
        .child(children)
}

/// A form that posts its anti-forgery token, and nothing else yet, to `path`.
pub(super) fn post_form(
    context: &RenderContext,
    class: &'static str,
    name: &'static str,
    path: &str,
) -> Element {
    element("form", &[("method", "post")])
        .attr("class", class)
        .attr("name", name)
        .attr("action", context.to(path))
        .child(hidden_input("_csrf", context.frame().csrf.clone()))
}

/// A hidden input: a value that the form sends and does not show.
#[component]
pub(crate) fn HiddenField(name: &'static str, #[prop(into)] value: String) -> impl IntoNode {
    hidden_input(name, value)
}

pub(super) fn hidden_input(name: &'static str, value: impl Into<Cow<'static, str>>) -> Element {
    element("input", &[("type", "hidden")])
        .attr("name", name)
        .attr("value", value)
}

/// The user name in a form that asks for a password only: not shown, but there for password managers.
#[component]
pub(crate) fn HiddenUsername(name: &'static str, #[prop(into)] value: String) -> impl IntoNode {
    const INPUT: &[(&str, &str)] = &[
        ("class", "lg-unseen"),
        ("type", "text"),
        ("autocomplete", "username"),
        ("readonly", ""),
        ("tabindex", "-1"),
        ("aria-hidden", "true"),
    ];
    element("input", INPUT)
        .attr("name", name)
        .attr("value", value)
}

/// A password field that is not shown yet, for password managers that fill user name and password at once.
#[component]
pub(crate) fn HiddenPassword(name: &'static str) -> impl IntoNode {
    const INPUT: &[(&str, &str)] = &[
        ("class", "lg-unseen"),
        ("type", "password"),
        ("autocomplete", "current-password"),
        ("maxlength", "256"),
        ("tabindex", "-1"),
        ("aria-hidden", "true"),
    ];
    element("input", INPUT).attr("name", name)
}
