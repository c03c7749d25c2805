//! Values that are written as plain text: parameters of forms and query strings, labels of paths, headers.

use crate::check::WrongType;
use crate::shape::Kind;
use serde_json::Value;

/// The JSON value that a text stands for; whether it keeps its limits is checked later.
///
/// **Errors**: the text is not one of this kind, or the kind has no text.
pub(crate) fn read(kind: &Kind, text: &str) -> Result<Value, WrongType> {
    let whole = |wanted| {
        let number = text.parse::<i64>();
        number.map(Value::from).map_err(|_| cannot_be(wanted))
    };
    match kind {
        Kind::String { .. } | Kind::Enum(_) | Kind::Blob(_) => Ok(Value::from(text)),
        Kind::Boolean => match text {
            "true" => Ok(Value::Bool(true)),
            "false" => Ok(Value::Bool(false)),
            _ => Err(cannot_be("Boolean")),
        },
        Kind::Integer(_) => whole("Integer"),
        Kind::Long(_) => whole("Long"),
        Kind::Timestamp => {
            let at: jiff::Timestamp = text.parse().map_err(|_| cannot_be("Timestamp"))?;
            Ok(Value::from(at.as_duration().as_secs_f64()))
        }
        Kind::List { .. } | Kind::Map { .. } | Kind::Structure(_) | Kind::Document => {
            Err("Unexpected field type".to_owned())
        }
    }
}

fn cannot_be(wanted: &str) -> WrongType {
    format!("STRING_VALUE cannot be converted to {wanted}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shape::Bounds;
    use serde_json::json;

    #[test]
    fn texts_are_values() {
        #[track_caller]
        fn check(kind: &Kind, text: &str, expect: Result<Value, &str>) {
            assert_eq!(read(kind, text), expect.map_err(str::to_owned), "{text}");
        }
        let text = Kind::String {
            length: Bounds::NONE,
            pattern: None,
        };
        check(&text, "12", Ok(json!("12")));
        check(&Kind::Enum(&["A"]), "B", Ok(json!("B")));
        check(&Kind::Blob(Bounds::NONE), "aGk=", Ok(json!("aGk=")));
        check(&Kind::Boolean, "true", Ok(json!(true)));
        check(
            &Kind::Boolean,
            "True",
            Err("STRING_VALUE cannot be converted to Boolean"),
        );
        check(&Kind::Integer(Bounds::NONE), "-7", Ok(json!(-7)));
        check(
            &Kind::Integer(Bounds::NONE),
            "7.0",
            Err("STRING_VALUE cannot be converted to Integer"),
        );
        check(
            &Kind::Long(Bounds::NONE),
            "9223372036854775807",
            Ok(json!(i64::MAX)),
        );
        check(
            &Kind::Long(Bounds::NONE),
            "",
            Err("STRING_VALUE cannot be converted to Long"),
        );
        check(
            &Kind::Timestamp,
            "2018-04-25T03:55:10.5Z",
            Ok(json!(1_524_628_510.5)),
        );
        check(
            &Kind::Timestamp,
            "1524628110",
            Err("STRING_VALUE cannot be converted to Timestamp"),
        );
        check(&Kind::Document, "{}", Err("Unexpected field type"));
    }
}
