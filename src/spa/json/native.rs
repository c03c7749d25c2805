//! A crate that reads JSON as browsers do. For native tests.

use super::Json;
use serde_json::Value;

/// The value of a JSON text.
pub(super) fn value_of(text: &str) -> Option<Json> {
    serde_json::from_str(text).ok().map(json)
}

fn json(value: Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Bool(bool) => Json::Bool(bool),
        Value::Number(number) => match number.as_u64() {
            Some(whole) => Json::Whole(whole),
            None => Json::Float(number.as_f64().unwrap_or(f64::NAN)),
        },
        Value::String(text) => Json::Text(text),
        Value::Array(list) => Json::List(list.into_iter().map(json).collect()),
        Value::Object(members) => Json::Object(
            members
                .into_iter()
                .map(|(name, value)| (name, json(value)))
                .collect(),
        ),
    }
}
