//! Requests of the AWS query protocol: form parameters whose names are paths, such as `Tags.member.1.Key`.

use crate::check::WrongType;
use crate::decode::{Decode, DecodeError, typed};
use crate::scalar;
use crate::shape::{Kind, Member, Shape};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// The parameters of a form, by name.
type Parameters<'a> = BTreeMap<&'a str, &'a str>;

/// Reads and checks a request; parameters that are no member, such as `Action`, are passed over.
///
/// **Errors**: as [`crate::decode()`].
pub fn decode_query<T: Decode>(parameters: &[(String, String)]) -> Result<T, DecodeError> {
    typed(request(T::members(), parameters)?)
}

/// The part that is the same for every request, compiled once.
fn request(
    members: &[Member],
    parameters: &[(String, String)],
) -> Result<Map<String, Value>, DecodeError> {
    let mut by_name = Parameters::new();
    for (name, value) in parameters {
        if by_name.insert(name, value).is_some() {
            return Err(DecodeError::Serialization(
                "The request has the same parameter twice.".to_owned(),
            ));
        }
    }
    structure(members, "", &by_name).map_err(DecodeError::Serialization)
}

/// The members of a structure whose parameters begin with `prefix`.
fn structure(
    members: &[Member],
    prefix: &str,
    parameters: &Parameters<'_>,
) -> Result<Map<String, Value>, WrongType> {
    let mut object = Map::new();
    for member in members {
        let name = format!("{prefix}{}", member.name);
        if let Some(value) = value(member.shape, &name, parameters)? {
            object.insert(member.name.to_owned(), value);
        }
    }
    Ok(object)
}

/// The value at `name`, if there is one. A document has no form in this protocol.
///
/// **Source** AWS query protocol: a list counts its members from one, a map its entries; an empty list is the empty
/// text.
fn value(
    shape: &Shape,
    name: &str,
    parameters: &Parameters<'_>,
) -> Result<Option<Value>, WrongType> {
    let text = parameters.get(name).copied();
    match &shape.kind {
        Kind::String { .. }
        | Kind::Enum(_)
        | Kind::Boolean
        | Kind::Integer(_)
        | Kind::Long(_)
        | Kind::Timestamp
        | Kind::Blob(_) => text.map(|text| scalar::read(&shape.kind, text)).transpose(),
        Kind::List { member, .. } => {
            let mut list = Vec::new();
            for item in items(&format!("{name}.member."), parameters) {
                list.extend(value(member, &item, parameters)?);
            }
            Ok((!list.is_empty() || text == Some("")).then_some(Value::Array(list)))
        }
        Kind::Map {
            value: entry, key, ..
        } => {
            let mut map = Map::new();
            for item in items(&format!("{name}.entry."), parameters) {
                if let Some(Value::String(key)) = value(key, &format!("{item}.key"), parameters)? {
                    let entry = value(entry, &format!("{item}.value"), parameters)?;
                    map.insert(key, entry.unwrap_or_default());
                }
            }
            Ok((!map.is_empty() || text == Some("")).then_some(Value::Object(map)))
        }
        Kind::Structure(members) => {
            let object = structure(members, &format!("{name}."), parameters)?;
            Ok((!object.is_empty()).then_some(Value::Object(object)))
        }
        Kind::Document => Ok(None),
    }
}

/// The names of the items of a list or map, in the order of their numbers.
fn items(prefix: &str, parameters: &Parameters<'_>) -> Vec<String> {
    let names = parameters.range(prefix..).map(|(name, _)| *name);
    let numbers: BTreeMap<u32, &str> = names
        .map_while(|name| name.strip_prefix(prefix))
        .filter_map(|rest| {
            let number = rest.split_once('.').map_or(rest, |(number, _)| number);
            Some((number.parse().ok()?, number))
        })
        .collect();
    numbers
        .into_values()
        .map(|number| format!("{prefix}{number}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shape::Bounds;
    use crate::sts::{AssumeRoleRequest, GetCallerIdentityRequest};
    use serde_json::json;

    fn pairs(parameters: &[(&str, &str)]) -> Vec<(String, String)> {
        parameters
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect()
    }

    const ROLE: &[(&str, &str)] = &[
        ("Action", "AssumeRole"),
        ("Version", "2011-06-15"),
        ("RoleArn", "arn:aws:iam::000000000000:role/reader"),
        ("RoleSessionName", "test"),
    ];

    fn role(more: &[(&str, &str)]) -> Result<Value, DecodeError> {
        let parameters = pairs(&[ROLE, more].concat());
        decode_query::<AssumeRoleRequest>(&parameters).map(|request| {
            let mut value = serde_json::to_value(request).expect("a request is always JSON");
            let object = value.as_object_mut().expect("a request is an object");
            object.retain(|name, _| name != "RoleArn" && name != "RoleSessionName");
            value
        })
    }

    #[test]
    fn names_are_paths() {
        assert_eq!(role(&[]), Ok(json!({})));
        assert_eq!(
            role(&[
                ("DurationSeconds", "900"),
                ("Tags.member.10.Key", "c"),
                ("Tags.member.10.Value", ""),
                ("Tags.member.2.Key", "b"),
                ("Tags.member.2.Value", "x=y"),
                ("Tags.member.1.Value", "v"),
                ("Tags.member.1.Key", "a"),
                ("TransitiveTagKeys.member.1", "a"),
                ("PolicyArns.member.1.arn", "arn:aws:iam::aws:policy/x"),
                ("ProvidedContexts", ""),
            ])
            .map_err(|error| error.to_string()),
            Err("1 validation error detected: Value '[]' at 'providedContexts' failed to satisfy constraint: \
                 Member must have length greater than or equal to 1".to_owned())
        );
        assert_eq!(
            role(&[
                ("Tags.member.10.Key", "b"),
                ("Tags.member.10.Value", ""),
                ("Tags.member.2.Key", "a"),
                ("Tags.member.2.Value", "x"),
                ("TransitiveTagKeys", ""),
                ("PolicyArns.member.1.arn", "arn:aws:iam::aws:policy/x"),
            ]),
            Ok(json!({
                "PolicyArns": [{"arn": "arn:aws:iam::aws:policy/x"}],
                "Tags": [{"Key": "a", "Value": "x"}, {"Key": "b", "Value": ""}],
                "TransitiveTagKeys": [],
            }))
        );
    }

    #[test]
    fn limits_hold_as_everywhere() {
        assert_eq!(
            role(&[("DurationSeconds", "1"), ("Tags.member.1.Key", "a")]),
            Err(DecodeError::Constraint(
                "2 validation errors detected: \
                 Value '1' at 'durationSeconds' failed to satisfy constraint: \
                 Member must have value greater than or equal to 900; \
                 Value null at 'tags.1.member.value' failed to satisfy constraint: Member must not be null"
                    .to_owned()
            ))
        );
        assert_eq!(
            role(&[("DurationSeconds", "soon")]),
            Err(DecodeError::Serialization(
                "STRING_VALUE cannot be converted to Integer".to_owned()
            ))
        );
        assert_eq!(
            role(&[("RoleArn", "x")]),
            Err(DecodeError::Serialization(
                "The request has the same parameter twice.".to_owned()
            ))
        );
        let odd = format!("Tags.member.1{}", ".member.1".repeat(100_000));
        assert_eq!(
            role(&[(&odd, "x"), ("Tags.member.x.Key", "y")]),
            Ok(json!({}))
        );
        assert!(decode_query::<GetCallerIdentityRequest>(&pairs(&[("Any", "x")])).is_ok());
    }

    #[test]
    fn maps_are_numbered_entries() {
        static TEXT: Shape = Shape::open(Kind::String {
            length: Bounds::NONE,
            pattern: None,
        });
        static MAP: Shape = Shape::open(Kind::Map {
            length: Bounds::NONE,
            key: &TEXT,
            value: &TEXT,
        });
        #[track_caller]
        fn check(pairs: &[(&str, &str)], expect: Option<Value>) {
            let parameters = pairs.iter().copied().collect();
            assert_eq!(value(&MAP, "M", &parameters), Ok(expect));
        }
        check(&[], None);
        check(&[("M", "")], Some(json!({})));
        check(
            &[
                ("M.entry.1.key", "a"),
                ("M.entry.1.value", "1"),
                ("M.entry.2.key", "b"),
                ("M.entry.3.value", "3"),
            ],
            Some(json!({"a": "1", "b": null})),
        );
    }
}
