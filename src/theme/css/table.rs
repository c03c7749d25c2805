//! The properties that a classic sheet may set, and what each takes.
//!
//! The guide documents few of them; the service takes many more, so their harmless neighbours are here too. What is not
//! here could load a file (`background-image`), move or cover other parts (`position`), hide what people need
//! (`visibility`) or put words on the page (`content`).

pub(super) const LINE_STYLES: &[&str] = &[
    "none", "hidden", "solid", "dashed", "dotted", "double", "groove", "ridge", "inset", "outset",
    "auto",
];
pub(super) const LINE_WIDTHS: &[&str] = &["thin", "medium", "thick"];

/// From and to, both taken.
pub(super) type Range = [f32; 2];
/// Takes nothing.
pub(super) const NOTHING: Range = [1.0, 0.0];

/// What a property takes.
pub(super) enum Kind {
    /// The colour of text.
    Text,
    /// The colour behind text; nothing else of `background`.
    Background,
    /// The colour, the style and the width of a line, each once in any order.
    Border,
    /// Colours of lines, up to this many.
    LineColors(usize),
    /// Widths of lines, up to this many.
    LineWidths(usize),
    /// Styles of lines, up to this many.
    LineStyles(usize),
    /// Up to so many sizes: pixels, percentages, words.
    Sizes(usize, Range, Range, &'static [&'static str]),
    /// One size across, as [`Kind::Sizes`]; what holds the whole form has a larger least.
    Across(&'static [&'static str]),
    /// One of these words.
    Words(&'static [&'static str]),
    /// A number or percentage of it, or a word.
    Number(Range, &'static [&'static str]),
    /// The size of text: never too small to read, even where a relative size is relative to another.
    FontSize,
    /// A line's height: a number, a size or a word.
    LineHeight,
    /// `block` and `inline`; `none` where the part is not needed.
    Display,
    /// Names of typefaces.
    Families,
    /// Shadows: how far they go, how soft they are, how much they grow (`None` for shadows of text).
    Shadows(Range, Range, Option<Range>),
}

/// A property that may be set.
pub(super) struct Property {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
}

const fn row(name: &'static str, kind: Kind) -> Property {
    Property { name, kind }
}

const fn padding(most: usize) -> Kind {
    Kind::Sizes(most, [0.0, 100.0], [0.0, 20.0], &[])
}

/// A part never leaves the window, and keeps room for its words between margin and padding.
const fn margin(most: usize) -> Kind {
    Kind::Sizes(most, [-32.0, 100.0], [-5.0, 20.0], &["auto"])
}

const fn corner(most: usize) -> Kind {
    Kind::Sizes(most, [0.0, 9999.0], [0.0, 100.0], &[])
}

const fn height(words: &'static [&'static str]) -> Kind {
    Kind::Sizes(1, [16.0, 400.0], [10.0, 100.0], words)
}

pub(super) const PROPERTIES: &[Property] = &[
    row("color", Kind::Text),
    row("background", Kind::Background),
    row("background-color", Kind::Background),
    row("border", Kind::Border),
    row("border-top", Kind::Border),
    row("border-right", Kind::Border),
    row("border-bottom", Kind::Border),
    row("border-left", Kind::Border),
    row("border-color", Kind::LineColors(4)),
    row("border-top-color", Kind::LineColors(1)),
    row("border-right-color", Kind::LineColors(1)),
    row("border-bottom-color", Kind::LineColors(1)),
    row("border-left-color", Kind::LineColors(1)),
    row("border-width", Kind::LineWidths(4)),
    row("border-top-width", Kind::LineWidths(1)),
    row("border-right-width", Kind::LineWidths(1)),
    row("border-bottom-width", Kind::LineWidths(1)),
    row("border-left-width", Kind::LineWidths(1)),
    row("border-style", Kind::LineStyles(4)),
    row("border-top-style", Kind::LineStyles(1)),
    row("border-right-style", Kind::LineStyles(1)),
    row("border-bottom-style", Kind::LineStyles(1)),
    row("border-left-style", Kind::LineStyles(1)),
    row("border-radius", corner(4)),
    row("border-top-left-radius", corner(2)),
    row("border-top-right-radius", corner(2)),
    row("border-bottom-right-radius", corner(2)),
    row("border-bottom-left-radius", corner(2)),
    row("outline", Kind::Border),
    row("outline-color", Kind::LineColors(1)),
    row("outline-width", Kind::LineWidths(1)),
    row("outline-style", Kind::LineStyles(1)),
    row("outline-offset", Kind::Sizes(1, [-8.0, 16.0], NOTHING, &[])),
    row("padding", padding(4)),
    row("padding-top", padding(1)),
    row("padding-right", padding(1)),
    row("padding-bottom", padding(1)),
    row("padding-left", padding(1)),
    row("margin", margin(4)),
    row("margin-top", margin(1)),
    row("margin-right", margin(1)),
    row("margin-bottom", margin(1)),
    row("margin-left", margin(1)),
    row("width", Kind::Across(&["auto"])),
    row("min-width", Kind::Across(&["auto"])),
    row("max-width", Kind::Across(&["none"])),
    row("height", height(&["auto"])),
    row("min-height", height(&["auto"])),
    row("max-height", height(&["none"])),
    row("box-sizing", Kind::Words(&["border-box", "content-box"])),
    row("display", Kind::Display),
    row("font-family", Kind::Families),
    row("font-size", Kind::FontSize),
    row("font-style", Kind::Words(&["normal", "italic", "oblique"])),
    row(
        "font-weight",
        // The guide documents `italic` here; no browser knows it, so that it is taken and changes nothing.
        Kind::Number(
            [1.0, 1000.0],
            &["normal", "bold", "bolder", "lighter", "italic"],
        ),
    ),
    row("line-height", Kind::LineHeight),
    row(
        "letter-spacing",
        Kind::Sizes(1, [-2.0, 8.0], NOTHING, &["normal"]),
    ),
    row(
        "word-spacing",
        Kind::Sizes(1, [-4.0, 32.0], NOTHING, &["normal"]),
    ),
    row(
        "text-align",
        Kind::Words(&["left", "right", "center", "justify", "start", "end"]),
    ),
    row(
        "text-decoration",
        Kind::Words(&["none", "underline", "overline", "line-through"]),
    ),
    row("text-indent", Kind::Sizes(1, [0.0, 64.0], [0.0, 20.0], &[])),
    row("text-shadow", Kind::Shadows([-8.0, 8.0], [0.0, 32.0], None)),
    row(
        "text-transform",
        Kind::Words(&["none", "uppercase", "lowercase", "capitalize"]),
    ),
    row(
        "box-shadow",
        Kind::Shadows([-32.0, 32.0], [0.0, 64.0], Some([-16.0, 16.0])),
    ),
    row("opacity", Kind::Number([0.7, 1.0], &[])),
    row(
        "cursor",
        Kind::Words(&["auto", "default", "pointer", "text", "not-allowed"]),
    ),
];
