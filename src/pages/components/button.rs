//! Buttons that send a form. While it is on its way the button keeps its width and its name, and a spinner joins it.

use crate::{
    node::{Element, Node, element},
    render_context::RenderContext,
};
use wire::text::Text;

const CLASSES: &str = "lg-button lg-button-primary btn btn-primary submitButton-customizable";

/// The one primary button of a page; `name` is the name that scripts of Cognito users look for.
pub(crate) fn primary(at: &RenderContext, name: &'static str, text: Text) -> Node {
    boxed(
        element("button", &[("class", CLASSES), ("type", "submit")])
            .attr("name", name)
            .child(at.words.text(text)),
    )
}

/// The primary button of the sign-in page: an `<input>`, because `input[name=signInSubmitButton]` is what scripts press.
///
/// **Source** Cognito's classic pages, observed markup.
pub(crate) fn sign_in(at: &RenderContext, text: Text) -> Node {
    boxed(
        element(
            "input",
            &[
                ("class", CLASSES),
                ("type", "submit"),
                ("name", "signInSubmitButton"),
            ],
        )
        .attr("value", at.text(text)),
    )
}

/// A secondary button that sends `name=value`.
pub(crate) fn choice(name: &'static str, value: &'static str, content: impl Into<Node>) -> Node {
    boxed(
        element(
            "button",
            &[
                ("class", "lg-button lg-button-secondary"),
                ("type", "submit"),
            ],
        )
        .attr("name", name)
        .attr("value", value)
        .child(content),
    )
}

/// The box in which the spinner joins the button.
fn boxed(button: Element) -> Node {
    element("span", &[("class", "lg-button-box")])
        .child(button)
        .into()
}
