//! JSON whose parts know where they stand.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::error::Category;
use serde_json::value::RawValue;

/// The members of a JSON object as slices of the text, doubled ones too.
pub(crate) struct Object<'a>(pub(crate) Vec<(&'a RawValue, &'a RawValue)>);

impl<'de> Deserialize<'de> for Object<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;

        impl<'de> Visitor<'de> for Members {
            type Value = Object<'de>;

            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Object(members))
            }
        }

        deserializer.deserialize_map(Members)
    }
}

/// What `serde_json` says, as a sentence and without the place, which the problem has.
pub(crate) fn error_text(error: &serde_json::Error) -> String {
    let said = error.to_string();
    let what = said.split(" at line ").next().unwrap_or_default();
    match error.classify() {
        Category::Data => "A theme is a JSON object, and this is none.".to_owned(),
        Category::Eof => "The JSON ends too early.".to_owned(),
        Category::Syntax | Category::Io => format!("This is not JSON: {what}."),
    }
}

/// Whether a value is a number.
pub(crate) fn starts_number(json: &str) -> bool {
    json.starts_with(|letter: char| letter == '-' || letter.is_ascii_digit())
}

/// The number that a value is; none past the largest that a double holds.
pub(crate) fn number(json: &str) -> Option<f64> {
    serde_json::from_str(json).ok()
}
