//! The row of arches behind the card: one path, a shade off the page, silent and without a request.

use crate::drawn::{Element, element};

/// Eight arches, 132 wide in steps of 160, on a field of 1280 by 600.
const ARCHES: &str = "M14 600V216a66 66 0 0 1 132 0V600ZM174 600V216a66 66 0 0 1 132 0V600ZM334 600V216a66 66 0 0 1 132 0V600ZM494 600V216a66 66 0 0 1 132 0V600ZM654 600V216a66 66 0 0 1 132 0V600ZM814 600V216a66 66 0 0 1 132 0V600ZM974 600V216a66 66 0 0 1 132 0V600ZM1134 600V216a66 66 0 0 1 132 0V600Z";

const SVG: &[(&str, &str)] = &[
    ("class", "lg-arcade"),
    ("viewBox", "0 0 1280 600"),
    ("preserveAspectRatio", "xMidYMax slice"),
    ("aria-hidden", "true"),
];

/// The arcade.
pub(crate) fn arcade() -> Element {
    element("svg", SVG).child(element("path", &[("fill", "currentColor"), ("d", ARCHES)]))
}
