//! Reading a request body as JSON, stricter than `serde_json::Value` does: no name twice in one object.

use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};
use std::fmt;

/// Reads one JSON value and nothing after it.
///
/// **Errors**: the text says where reading stopped and why, and repeats nothing of the body.
pub(crate) fn read(body: &[u8]) -> Result<Value, String> {
    let text =
        std::str::from_utf8(body).map_err(|_| "The request body is not UTF-8.".to_owned())?;
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let value = Strict
        .deserialize(&mut deserializer)
        .and_then(|value| deserializer.end().map(|()| value));
    value.map_err(|error| {
        let place = format!("line {} column {}", error.line(), error.column());
        match error.classify() {
            serde_json::error::Category::Data => {
                format!("The request body has the same member twice in one object, at {place}.")
            }
            serde_json::error::Category::Eof
            | serde_json::error::Category::Syntax
            | serde_json::error::Category::Io => {
                format!("The request body is not JSON this service can read, from {place}.")
            }
        }
    })
}

/// Builds a `Value`. Nesting deeper than 128 is refused by the deserializer itself.
struct Strict;

impl<'de> DeserializeSeed<'de> for Strict {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Number::from_f64(value)
            .map(Value::Number)
            .ok_or_else(|| E::custom("not a finite number"))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E: Error>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(value) = access.next_element_seed(Self)? {
            list.push(value);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some(name) = access.next_key_seed(Name)? {
            let value = access.next_value_seed(Self)?;
            if map.insert(name, value).is_some() {
                return Err(A::Error::custom("the same member twice"));
            }
        }
        Ok(Value::Object(map))
    }
}

/// Reads the name of a member.
struct Name;

impl<'de> DeserializeSeed<'de> for Name {
    type Value = String;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<String, D::Error> {
        String::deserialize(deserializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(body: &[u8], expect: Result<Value, &str>) {
        assert_eq!(read(body), expect.map_err(str::to_owned));
    }

    #[test]
    fn json_is_read_whole_and_only_once() {
        check(
            b"{\"a\":[1,-2,1.5,true,null,\"\\u00e4\"]}",
            Ok(serde_json::json!({"a": [1, -2, 1.5, true, null, "ä"]})),
        );
        check(b" {} \n", Ok(serde_json::json!({})));
        let twice =
            "The request body has the same member twice in one object, at line 1 column 13.";
        check(b"{\"a\":1,\"a\":1}", Err(twice));
        let unreadable = "The request body is not JSON this service can read, from line 1 column ";
        for (body, column) in [
            ("", 0),
            ("{", 1),
            ("{}{", 3),
            ("{'a':1}", 2),
            ("[1,]", 4),
            ("1e999", 5),
            ("NaN", 1),
        ] {
            check(body.as_bytes(), Err(&format!("{unreadable}{column}.")));
        }
        check(b"\"\xff\"", Err("The request body is not UTF-8."));
        assert!(
            read(b"\"\\ud800\"").is_err(),
            "half of a surrogate pair is not text"
        );
    }

    #[test]
    fn nesting_has_a_limit() {
        let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(read(nested(127).as_bytes()).is_ok());
        assert!(read(nested(128).as_bytes()).is_err());
        assert!(read("[".repeat(1_000_000).as_bytes()).is_err());
        assert!(read("{\"a\":".repeat(100_000).as_bytes()).is_err());
    }
}
