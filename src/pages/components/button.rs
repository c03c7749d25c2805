//! Buttons that send a form. While it is on its way the button keeps its width and its name, and a spinner joins it.

use crate::{
    node::{Children, Element, IntoNode, element},
    render_context::use_render_context,
};
use leptos::prelude::*;
use wire::text::Text;

const CLASSES: &str = "lg-button lg-button-primary btn btn-primary submitButton-customizable";

/// The one primary button of a page.
#[component]
pub(crate) fn SubmitButton(
    /// The name that scripts of Cognito users look for.
    name: &'static str,
    text: Text,
) -> impl IntoNode {
    let context = use_render_context();
    button_box(
        element("button", &[("class", CLASSES), ("type", "submit")])
            .attr("name", name)
            .child(context.words.text(text)),
    )
}

/// The primary button of the sign-in page: an `<input>`, because `input[name=signInSubmitButton]` is what scripts press.
///
/// **Source** Cognito's classic pages, observed markup.
#[component]
pub(crate) fn SignInButton(text: Text) -> impl IntoNode {
    const INPUT: &[(&str, &str)] = &[
        ("class", CLASSES),
        ("type", "submit"),
        ("name", "signInSubmitButton"),
    ];
    let context = use_render_context();
    button_box(element("input", INPUT).attr("value", context.text(text)))
}

/// A secondary button that sends `name=value`.
#[component]
pub(crate) fn ChoiceButton(
    name: &'static str,
    value: &'static str,
    children: Children,
) -> impl IntoNode {
    const BUTTON: &[(&str, &str)] = &[
        ("class", "lg-button lg-button-secondary"),
        ("type", "submit"),
    ];
    button_box(
        element("button", BUTTON)
            .attr("name", name)
            .attr("value", value)
            .child(children),
    )
}

/// The box in which the spinner joins the button.
fn button_box(button: Element) -> Element {
    element("span", &[("class", "lg-button-box")]).child(button)
}
