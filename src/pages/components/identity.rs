//! Whose account a page is about: a small disc with an initial, and the identifier or the name.

use crate::{
    components::icon,
    node::{Element, IntoNode, element},
};
use leptos::prelude::*;

/// The chip below the heading.
pub(super) fn chip(identifier: &str) -> Element {
    element("p", &[("class", "lg-identity")])
        .child(disc(identifier))
        .child(element("span", &[("class", "lg-identity-name")]).child(identifier))
}

/// Somebody to go on as: the disc, the name, and the identifier below it where that is not the name.
#[component]
pub(crate) fn Person(name: String, detail: String) -> impl IntoNode {
    let detail = (!detail.is_empty())
        .then(|| element("span", &[("class", "lg-person-detail")]).child(detail));
    element("span", &[("class", "lg-person")])
        .child(disc(&name))
        .child(
            element("span", &[("class", "lg-person-text")])
                .child(element("span", &[("class", "lg-person-name")]).child(name))
                .child(detail),
        )
        .child(icon::line(icon::ON))
}

/// The disc with the initial of `name`, which the style sheet makes a capital: Unicode's tables would weigh more than
/// the page.
fn disc(name: &str) -> Element {
    let initial = name
        .chars()
        .find(|c| c.is_ascii_alphanumeric() || !c.is_ascii())
        .map(String::from);
    element(
        "span",
        &[("class", "lg-identity-disc"), ("aria-hidden", "true")],
    )
    .child(initial)
}
