//! The line at the bottom of the page: languages and the operator's links.

use crate::{
    components::language::LanguageSwitch,
    node::{IntoNode, element},
    render_context::use_render_context,
};
use leptos::prelude::*;

/// The footer.
#[component]
pub(crate) fn Footer() -> impl IntoNode {
    let context = use_render_context();
    let links = context.frame().links.iter().map(|link| {
        element("a", &[("class", "lg-footer-link"), ("rel", "noreferrer")])
            .attr("href", link.href.clone())
            .child(context.words.text(link.text))
    });
    element("footer", &[("class", "lg-footer")])
        .child(view! { <LanguageSwitch/> })
        .child(links.collect::<Vec<_>>())
}
