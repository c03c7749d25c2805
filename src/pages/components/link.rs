//! Links below a form, and links that look like buttons.

use crate::{
    drawn::{Draw, Drawn},
    scene::Scene,
};
use leptos::prelude::*;
use wire::text::Text;

/// The line below the form: a question, if any, and the link that answers it.
pub(crate) fn foot(at: &Scene, question: Option<Text>, text: Text, path: &str) -> Drawn {
    let question = question.map(|question| format!("{} ", at.text(question)));
    view! { <p class="lg-foot redirect-customizable">{question} <a href=at.to(path)>{at.text(text)}</a></p> }
    .drawn()
}

/// The one way on from a page without a form.
pub(crate) fn primary(href: String, words: String) -> Drawn {
    view! { <a class="lg-button lg-button-primary" href=href>{words}</a> }.drawn()
}

/// Another way on.
pub(crate) fn secondary(href: String, words: String) -> Drawn {
    view! { <a class="lg-button lg-button-secondary" href=href>{words}</a> }.drawn()
}

/// A lesser way on, below a field.
pub(crate) fn aside(at: &Scene, text: Text, path: &str) -> Drawn {
    view! { <p class="lg-aside"><a href=at.to(path)>{at.text(text)}</a></p> }.drawn()
}

/// Ways on of equal rank, one below the other.
pub(crate) fn choices(choices: Vec<Drawn>) -> Drawn {
    view! { <div class="lg-choices">{choices}</div> }.drawn()
}
