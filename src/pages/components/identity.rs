//! Whose account a page is about: a small disc with an initial, and the identifier.

use crate::node::{Element, element};

/// The chip below the heading.
pub(crate) fn chip(identifier: &str) -> Element {
    element("p", &[("class", "lg-identity")])
        .child(disc(identifier))
        .child(element("span", &[("class", "lg-identity-name")]).child(identifier))
}

/// The disc with the initial of `name`, which the style sheet makes a capital: Unicode's tables would weigh more than
/// the page.
pub(crate) fn disc(name: &str) -> Element {
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
