//! Links below a form, and links that look like buttons.

use crate::{
    node::{Element, Node, element},
    render_context::RenderContext,
};
use wire::text::Text;

/// A link to a page of ours.
pub(crate) fn link(at: &RenderContext, text: Text, path: &str) -> Element {
    element("a", &[])
        .attr("href", at.to(path))
        .child(at.words.text(text))
}

/// The line below the form: a question, if any, and the link that answers it.
pub(crate) fn foot(at: &RenderContext, question: Option<Text>, text: Text, path: &str) -> Node {
    element("p", &[("class", "lg-foot redirect-customizable")])
        .child(question.map(|question| format!("{} ", at.words.text(question))))
        .child(link(at, text, path))
        .into()
}

/// The one way on from a page without a form.
pub(crate) fn primary(href: &str, words: String) -> Node {
    on("lg-button lg-button-primary", href, words)
}

/// Another way on.
pub(crate) fn secondary(href: &str, words: String) -> Node {
    on("lg-button lg-button-secondary", href, words)
}

/// A way on to an app of this device, where that is a phone.
pub(crate) fn on_phones(href: &str, words: String) -> Node {
    on("lg-button lg-button-secondary lg-on-phones", href, words)
}

fn on(class: &'static str, href: &str, words: String) -> Node {
    element("a", &[])
        .attr("class", class)
        .attr("href", href.to_owned())
        .child(words)
        .into()
}

/// A lesser way on, below a field.
pub(crate) fn aside(at: &RenderContext, text: Text, path: &str) -> Node {
    element("p", &[("class", "lg-aside")])
        .child(link(at, text, path))
        .into()
}

/// Ways on of equal rank, one below the other.
pub(crate) fn choices(choices: Vec<Node>) -> Node {
    element("div", &[("class", "lg-choices")])
        .child(choices)
        .into()
}
