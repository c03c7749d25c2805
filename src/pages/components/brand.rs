//! The app's name, beside its logo or, without one, beside Loggia's mark.
//!
//! The name is always in text. A logo with its stored size has its box before it arrives; one that is missing is blank, and
//! its box stays, so that nothing moves.

use crate::{
    node::{Element, IntoNode, element},
    render_context::use_render_context,
};
use leptos::prelude::*;
use wire::theme::Logo;

const ARCH: &str = "M7 25V14.5a4.5 4.5 0 0 1 9 0V25M16 25V14.5a4.5 4.5 0 0 1 9 0V25";

/// The line above the heading.
#[component]
pub(crate) fn Brand() -> impl IntoNode {
    let context = use_render_context();
    let brand = &context.frame().brand;
    element("p", &[("class", "lg-brand banner-customizable")])
        .child(brand.logo.as_ref().map_or_else(mark, logo))
        .child(element("span", &[]).child(&*brand.name))
}

fn logo(logo: &Logo) -> Element {
    element(
        "img",
        &[("class", "lg-logo logo-customizable"), ("alt", "")],
    )
    .attr("width", logo.width.to_string())
    .attr("height", logo.height.to_string())
    .attr("src", logo.src.clone())
}

fn mark() -> Element {
    element(
        "svg",
        &[
            ("class", "lg-mark"),
            ("viewBox", "0 0 32 32"),
            ("aria-hidden", "true"),
        ],
    )
    .child(element(
        "rect",
        &[
            ("class", "lg-mark-ground"),
            ("width", "32"),
            ("height", "32"),
            ("rx", "9"),
        ],
    ))
    .child(element("path", &[("class", "lg-mark-arch"), ("d", ARCH)]))
}
