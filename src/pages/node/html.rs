//! Writing a part of a page as HTML.

use super::{Node, Value};
use leptos::tachys::view::Position;

impl Node {
    /// Text that follows text has a comment before it, and nothing is a comment: HTML knows no two texts in a row, and no
    /// empty one.
    pub(super) fn write(self, html: &mut String, position: &mut Position) {
        let attribute = |html: &mut String, name: &str, value: &str| {
            html.extend([" ", name]);
            if !value.is_empty() {
                html.extend(["=\"", &escape(value), "\""]);
            }
        };
        match self {
            Self::Text(words) => {
                if matches!(position, Position::NextChildAfterText) {
                    html.push_str("<!>");
                }
                html.push_str(&escape(&words));
                *position = Position::NextChildAfterText;
            }
            Self::Fragment(several) if several.is_empty() => {
                html.push_str("<!>");
                *position = Position::NextChild;
            }
            Self::Fragment(several) => {
                several
                    .into_iter()
                    .for_each(|each| each.write(html, position));
            }
            Self::Element(element) => {
                html.extend(["<", element.name]);
                for (name, value) in element.constant {
                    attribute(html, name, value);
                }
                for (name, value) in element.attributes {
                    let value = match value {
                        Value::Static(value) => Some(value),
                        Value::Dynamic(value) => value(),
                    };
                    if let Some(value) = value {
                        attribute(html, name, &value);
                    }
                }
                html.push('>');
                let mut inside = Position::FirstChild;
                for child in element.children {
                    child.write(html, &mut inside);
                }
                if !matches!(element.name, "input" | "img") {
                    html.extend(["</", element.name, ">"]);
                }
                *position = Position::NextChild;
            }
            Self::Dynamic(draw) => draw().write(html, position),
        }
    }
}

/// Text for an element or a double-quoted attribute.
pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
