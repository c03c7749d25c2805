//! The ground of every page: one column, the arcade behind, the card in the middle, the footer at the bottom.

use crate::drawn::{Drawn, Element, element};

const CARD: &[(&str, &str)] = &[(
    "class",
    "lg-card modal-content background-customizable visible-md visible-lg",
)];

/// The page, with `card` in its card, then `below`.
pub(crate) fn page(card: Vec<Drawn>, below: Vec<Drawn>) -> Drawn {
    element("div", &[("class", "lg-page")])
        .child(arcade())
        .child(element("main", CARD).child(card))
        .child(below)
        .into()
}

/// Eight arches, 132 wide in steps of 160, on a field of 1280 by 600.
const ARCHES: &str = "M14 600V216a66 66 0 0 1 132 0V600ZM174 600V216a66 66 0 0 1 132 0V600ZM334 600V216a66 66 0 0 1 132 0V600ZM494 600V216a66 66 0 0 1 132 0V600ZM654 600V216a66 66 0 0 1 132 0V600ZM814 600V216a66 66 0 0 1 132 0V600ZM974 600V216a66 66 0 0 1 132 0V600ZM1134 600V216a66 66 0 0 1 132 0V600Z";

const ARCADE: &[(&str, &str)] = &[
    ("class", "lg-arcade"),
    ("viewBox", "0 0 1280 600"),
    ("preserveAspectRatio", "xMidYMax slice"),
    ("aria-hidden", "true"),
];

/// The row of arches behind the card: one path, a shade off the page, silent and without a request.
fn arcade() -> Element {
    element("svg", ARCADE).child(element("path", &[("fill", "currentColor"), ("d", ARCHES)]))
}
