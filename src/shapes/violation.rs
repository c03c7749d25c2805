//! The words for a value that breaks a limit, exactly as Cognito says them.

use crate::shape::{Kind, Shape};
use serde_json::Value;

/// How many violations one message spells out. All are counted; a list of a million wrong members must not be
/// answered with a message many times its size.
const SPELLED_OUT: usize = 100;

/// Everything wrong with one request.
#[derive(Debug, Default)]
pub(crate) struct Violations {
    texts: Vec<String>,
    count: usize,
}

impl Violations {
    /// Notes that the value at a path broke a rule; the rule's words follow `failed to satisfy constraint: `.
    pub(crate) fn add(
        &mut self,
        path: &Path<'_>,
        shape: &Shape,
        value: &Value,
        rule: impl FnOnce() -> String,
    ) {
        self.count += 1;
        if self.texts.len() < SPELLED_OUT {
            let mut text = String::from("Value ");
            if !path.hidden() && write_value(shape, value, &mut text, true) {
                text.push(' ');
            } else {
                text.truncate("Value ".len());
            }
            text.push_str("at '");
            path.write(&mut text);
            text.push_str("' failed to satisfy constraint: ");
            text.push_str(&rule());
            self.texts.push(text);
        }
    }

    /// The whole message; `None` if nothing is wrong.
    pub(crate) fn message(self) -> Option<String> {
        match self.count {
            0 => None,
            1 => Some(format!(
                "1 validation error detected: {}",
                self.texts.join("; ")
            )),
            count => Some(format!(
                "{count} validation errors detected: {}",
                self.texts.join("; ")
            )),
        }
    }
}

/// Where a value is, from the top of the request. **Source**: Cognito writes each name with its first letter in lower
/// case, members of a list as `1.member`, counted from one, and those of a map as `<key>.member`.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Path<'a> {
    /// The request itself.
    Root,
    /// A member of a structure; `hidden` if the structure is sensitive.
    Name {
        above: &'a Path<'a>,
        name: &'a str,
        hidden: bool,
    },
    /// A member of a list, counted from zero; `hidden` if the list is sensitive.
    Index {
        above: &'a Path<'a>,
        index: usize,
        hidden: bool,
    },
    /// A value of a map; `hidden` if the map is sensitive.
    Key {
        above: &'a Path<'a>,
        key: &'a str,
        hidden: bool,
    },
}

impl Path<'_> {
    /// Whether something on the way here is sensitive.
    fn hidden(&self) -> bool {
        match self {
            Self::Root => false,
            Self::Name { above, hidden, .. }
            | Self::Index { above, hidden, .. }
            | Self::Key { above, hidden, .. } => *hidden || above.hidden(),
        }
    }

    fn write(&self, text: &mut String) {
        match self {
            Self::Root => {}
            Self::Name { above, name, .. } => {
                above.write(text);
                if !matches!(above, Self::Root) {
                    text.push('.');
                }
                let mut letters = name.chars();
                text.extend(letters.next().map(|first| first.to_ascii_lowercase()));
                text.push_str(letters.as_str());
            }
            Self::Index { above, index, .. } => {
                above.write(text);
                text.push_str(&format!(".{}.member", index + 1));
            }
            Self::Key { above, key, .. } => {
                above.write(text);
                text.push('.');
                write_text(key, text);
                text.push_str(".member");
            }
        }
    }
}

/// Writes the value as the message repeats it; `false` if it is sensitive, or bytes, or a document, and must be left out.
fn write_value(shape: &Shape, value: &Value, text: &mut String, quoted: bool) -> bool {
    if shape.sensitive {
        return false;
    }
    if value.is_null() {
        text.push_str("null");
        return true;
    }
    if quoted {
        text.push('\'');
    }
    let is_complete = match (&shape.kind, value) {
        (Kind::List { member, .. }, Value::Array(list)) => {
            write_all('[', list.iter(), ']', text, |value, text| {
                write_value(member, value, text, false)
            })
        }
        (Kind::Map { key, value, .. }, Value::Object(map)) => {
            !key.sensitive
                && write_all('{', map.iter(), '}', text, |(name, entry), text| {
                    write_text(name, text);
                    text.push('=');
                    write_value(value, entry, text, false)
                })
        }
        (Kind::Structure(members), Value::Object(map)) => {
            let present = members
                .iter()
                .filter_map(|member| Some((member, map.get(member.name)?)));
            write_all('{', present, '}', text, |(member, value), text| {
                write_text(member.name, text);
                text.push('=');
                write_value(member.shape, value, text, false)
            })
        }
        (Kind::Blob(_) | Kind::Document, _) => false,
        (_, Value::String(value)) => {
            write_text(value, text);
            true
        }
        (_, value) => {
            text.push_str(&value.to_string());
            true
        }
    };
    if quoted {
        text.push('\'');
    }
    is_complete
}

fn write_all<T>(
    open: char,
    items: impl Iterator<Item = T>,
    close: char,
    text: &mut String,
    mut write: impl FnMut(T, &mut String) -> bool,
) -> bool {
    text.push(open);
    for (index, item) in items.enumerate() {
        if index > 0 {
            text.push_str(", ");
        }
        if !write(item, text) {
            return false;
        }
    }
    text.push(close);
    true
}

/// Writes text with NUL made visible: the message is stored and logged where NUL cannot be.
fn write_text(value: &str, text: &mut String) {
    text.push_str(&value.replace('\0', "\\u0000"));
}
