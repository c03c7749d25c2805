//! A QR code, dark on white in every colour scheme and theme: cameras read nothing else reliably.

use crate::{
    node::{IntoNode, element},
    render_context::use_render_context,
};
use leptos::prelude::*;
use wire::{screen::Qr, text::Text};

/// The code with its quiet zone, and with a label for screen readers.
#[component]
pub(crate) fn QrCode(code: Qr, label: Text) -> impl IntoNode {
    const SVG: &[(&str, &str)] = &[
        ("class", "lg-qr"),
        ("role", "img"),
        ("shape-rendering", "crispEdges"),
    ];
    const PATH: &[(&str, &str)] = &[("stroke", "#000"), ("fill", "none")];
    let side = code.modules + 2 * Qr::QUIET;
    let background = element("rect", &[("fill", "#fff")])
        .attr("width", side.to_string())
        .attr("height", side.to_string());
    let modules = element("path", PATH)
        .attr("transform", format!("translate({0} {0})", Qr::QUIET))
        .attr("d", code.path());
    element("svg", SVG)
        .attr("viewBox", format!("0 0 {side} {side}"))
        .attr("aria-label", use_render_context().about_client(label))
        .child(background)
        .child(modules)
}
