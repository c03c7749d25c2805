//! The layout of every page: one column with the card in the middle and the footer at the bottom, before the arches of
//! the background. Where the brand's layout is `split` and the window is wide, that column stands beside a panel.

use crate::node::{Children, Element, IntoNode, element};
use leptos::prelude::*;
use wire::theme;

/// The page: its background, and the children before it.
#[component]
pub(crate) fn Layout(layout: theme::Layout, children: Children) -> impl IntoNode {
    let (class, panel): (&[_], _) = match layout {
        theme::Layout::Centered => (&[("class", "lg-page")], None),
        theme::Layout::Split => (&[("class", "lg-page lg-split")], Some(panel())),
    };
    element("div", class)
        .child(arcade())
        .child(panel)
        .child(children)
}

/// The card in the middle.
#[component]
pub(crate) fn Card(children: Children) -> impl IntoNode {
    const CARD: &[(&str, &str)] = &[(
        "class",
        "lg-card modal-content background-customizable visible-md visible-lg",
    )];
    element("main", CARD).child(children)
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

/// Three rows of four arches, one within the other, 148 apart on a field of 592 by 524: each with its colour and opacity.
const RINGS: [&[(&str, &str)]; 3] = [
    &[
        ("fill", "#000"),
        ("fill-opacity", ".2"),
        (
            "d",
            "M8 524V66a66 66 0 0 1 132 0V524ZM156 524V66a66 66 0 0 1 132 0V524ZM304 524V66a66 66 0 0 1 132 0V524ZM452 524V66a66 66 0 0 1 132 0V524Z",
        ),
    ],
    &[
        ("fill", "#fff"),
        ("fill-opacity", ".12"),
        (
            "d",
            "M30 524V124a44 44 0 0 1 88 0V524ZM178 524V124a44 44 0 0 1 88 0V524ZM326 524V124a44 44 0 0 1 88 0V524ZM474 524V124a44 44 0 0 1 88 0V524Z",
        ),
    ],
    &[
        ("fill", "#fff"),
        ("fill-opacity", ".16"),
        (
            "d",
            "M46 524V186a28 28 0 0 1 56 0V524ZM194 524V186a28 28 0 0 1 56 0V524ZM342 524V186a28 28 0 0 1 56 0V524ZM490 524V186a28 28 0 0 1 56 0V524Z",
        ),
    ],
];

const PANEL: &[(&str, &str)] = &[
    ("class", "lg-panel"),
    ("viewBox", "0 0 592 524"),
    ("preserveAspectRatio", "xMidYMax slice"),
    ("aria-hidden", "true"),
];

/// The panel beside the form. Its background colour is in the style sheet; the arches are shades of it.
fn panel() -> Element {
    RINGS
        .into_iter()
        .fold(element("svg", PANEL), |panel, ring| {
            panel.child(element("path", ring))
        })
}
