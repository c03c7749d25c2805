//! Whose account a page is about: a small disc with an initial, and the identifier.

use crate::drawn::{Draw, Drawn};
use leptos::prelude::*;

/// The chip below the heading.
pub(crate) fn chip(identifier: &str) -> Drawn {
    view! { <p class="lg-identity">{disc(identifier)} <span class="lg-identity-name">{identifier.to_owned()}</span></p> }
    .drawn()
}

/// The disc with the initial of `name`.
pub(crate) fn disc(name: &str) -> Drawn {
    let initial: String = name
        .chars()
        .find(|c| c.is_alphanumeric())
        .map(|c| c.to_uppercase().collect())
        .unwrap_or_default();
    view! { <span class="lg-identity-disc" aria-hidden="true">{initial}</span> }.drawn()
}
