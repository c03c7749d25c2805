//! A QR code, dark on white in every colour scheme and theme: cameras read nothing else reliably.

use crate::node::{Element, element};
use wire::screen::Qr;

/// The code with its quiet zone, in words for who does not see it.
pub(crate) fn qr(code: &Qr, words: String) -> Element {
    const SVG: &[(&str, &str)] = &[
        ("class", "lg-qr"),
        ("role", "img"),
        ("shape-rendering", "crispEdges"),
    ];
    const PATH: &[(&str, &str)] = &[("stroke", "#000"), ("fill", "none")];
    let side = code.modules + 2 * Qr::QUIET;
    let ground = element("rect", &[("fill", "#fff")])
        .attr("width", side.to_string())
        .attr("height", side.to_string());
    let modules = element("path", PATH)
        .attr("transform", format!("translate({0} {0})", Qr::QUIET))
        .attr("d", code.path());
    element("svg", SVG)
        .attr("viewBox", format!("0 0 {side} {side}"))
        .attr("aria-label", words)
        .child(ground)
        .child(modules)
}
