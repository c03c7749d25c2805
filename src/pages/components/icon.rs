//! The few icons, each one path on a 20 by 20 grid. They stand beside words and are silent to screen readers.

use crate::node::{Element, element};

/// A filled disc with an exclamation mark.
pub(super) const WARNING: &str = "M10 1.8a8.2 8.2 0 1 0 0 16.4 8.2 8.2 0 0 0 0-16.4ZM9.1 5.6a.9.9 0 0 1 1.8 0v5a.9.9 0 0 1-1.8 0v-5Zm.9 9a1.1 1.1 0 1 0 0-2.2 1.1 1.1 0 0 0 0 2.2Z";
/// A filled disc with a tick.
pub(super) const DONE: &str = "M10 1.8a8.2 8.2 0 1 0 0 16.4 8.2 8.2 0 0 0 0-16.4Zm4.1 6.3-4.9 5.4a.9.9 0 0 1-1.3 0L5.8 11.3a.9.9 0 0 1 1.3-1.3l1.4 1.4L12.8 6.9a.9.9 0 0 1 1.3 1.2Z";
/// An eye.
pub(super) const EYE: &str = "M1.8 10S4.6 4.4 10 4.4 18.2 10 18.2 10 15.4 15.6 10 15.6 1.8 10 1.8 10ZM10 7.5a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5Z";
/// The stroke that crosses the eye out.
pub(super) const SLASH: &str = "M3.4 3.4l13.2 13.2";
/// A tick.
pub(super) const TICK: &str = "m4 10.5 4 4 8-8.5";
/// A ring.
pub(super) const RING: &str = "M10 5.2a4.8 4.8 0 1 1 0 9.6 4.8 4.8 0 0 1 0-9.6Z";
/// An upward arrow on a bar, as on the key.
pub(super) const CAPS: &str = "M10 3 3.5 10H7v3.5h6V10h3.5L10 3ZM7 16.8h6";
/// A chevron that points on.
pub(super) const ON: &str = "m7.5 4.5 5.5 5.5-5.5 5.5";
/// A globe.
pub(super) const GLOBE: &str = "M10 2.2a7.8 7.8 0 1 1 0 15.6 7.8 7.8 0 0 1 0-15.6ZM2.5 10h15M10 2.2c2.2 2.2 3.2 4.8 3.2 7.8s-1 5.6-3.2 7.8c-2.2-2.2-3.2-4.8-3.2-7.8s1-5.6 3.2-7.8Z";

/// Two sheets, one behind the other.
pub(super) const COPY: &str = "M7.5 7.5h9v9h-9ZM12.5 7.5v-4h-9v9h4";

/// A filled icon.
pub(super) fn solid(path: &'static str) -> Element {
    const SVG: &[(&str, &str)] = &[
        ("class", "lg-icon"),
        ("viewBox", "0 0 20 20"),
        ("fill", "currentColor"),
        ("aria-hidden", "true"),
    ];
    element("svg", SVG).child(element("path", &[("fill-rule", "evenodd")]).attr("d", path))
}

/// A drawn icon.
pub(super) fn line(path: &'static str) -> Element {
    strokes("lg-icon lg-icon-line").child(element("path", &[]).attr("d", path))
}

/// A drawn icon of this class, of which the paths are still to come.
pub(super) fn strokes(class: &'static str) -> Element {
    const SVG: &[(&str, &str)] = &[
        ("viewBox", "0 0 20 20"),
        ("fill", "none"),
        ("stroke", "currentColor"),
        ("aria-hidden", "true"),
    ];
    element("svg", SVG).attr("class", class)
}
