//! What must hold for every request of every operation, asked of the tables themselves.

use crate::decode::{Decode, Invalid};
use crate::idp;
use crate::shape::{Bounds, Kind, Member, Shape};
use serde::Serialize;
use serde_json::{Map, Value, json};

/// One operation's request.
pub(crate) struct Request {
    pub(crate) operation: &'static str,
    pub(crate) members: fn() -> &'static [Member],
    pub(crate) read: fn(&[u8]) -> Result<Value, Invalid>,
}

/// Decodes a request and gives what its typed form serialises to.
pub(crate) fn read<T: Decode + Serialize>(body: &[u8]) -> Result<Value, Invalid> {
    crate::decode::<T>(body)
        .map(|request| serde_json::to_value(request).expect("a request is always JSON"))
}

/// Texts of which each pattern of the models takes at least one.
const TEXTS: &[&str] = &[
    "eu-1_abc012345",
    "123456",
    "cognito:english",
    "arn:aws:iam:eu:123456789012:role/x",
    "arn:aws:s3:::bucket",
    "import-1",
    "Level1",
    "terms-of-use",
    "tkn0123456789abcdefghijklmno",
    "a@example.com",
    "Your code is {####}",
    "{##link##}",
    "01234567-89ab-4cde-8f01-23456789abcd",
    "abcdefghijklmnopqrstuvwxyz",
    "plain",
    "",
];

/// A value that the shape takes, as full as it can be.
fn sample(shape: &Shape) -> Value {
    match &shape.kind {
        Kind::String { length, pattern } => {
            let fits = |text: &&&str| {
                pattern.is_none_or(|pattern| pattern.matches(text)) && within(text.len(), *length)
            };
            Value::from(
                *TEXTS
                    .iter()
                    .find(fits)
                    .unwrap_or_else(|| panic!("no text fits {shape:?}")),
            )
        }
        Kind::Enum(names) => Value::from(names[0]),
        Kind::Boolean => Value::Bool(true),
        Kind::Integer(bounds) | Kind::Long(bounds) => Value::from(bounds.min.unwrap_or(1)),
        Kind::Timestamp => Value::from(1),
        Kind::Blob(_) => Value::from("aGk="),
        Kind::List { member, .. } => Value::Array(vec![sample(member)]),
        Kind::Map { key, value, .. } => {
            let Value::String(key) = sample(key) else {
                panic!("a key is text")
            };
            Value::Object(Map::from_iter([(key, sample(value))]))
        }
        Kind::Structure(members) => structure(members),
        Kind::Document => json!({"any": ["thing", 1.5, null]}),
    }
}

fn within(length: usize, bounds: Bounds) -> bool {
    let length = i64::try_from(length).expect("a short text");
    bounds.min.is_none_or(|min| min <= length) && bounds.max.is_none_or(|max| length <= max)
}

fn structure(members: &[Member]) -> Value {
    members
        .iter()
        .map(|member| (member.name.to_owned(), sample(member.shape)))
        .collect()
}

/// The JSON pointer of every value within a value.
fn pointers(value: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    match value {
        Value::Object(map) => map
            .iter()
            .for_each(|(name, value)| pointers(value, &format!("{at}/{name}"), found)),
        Value::Array(list) => {
            list.iter()
                .enumerate()
                .for_each(|(index, value)| pointers(value, &format!("{at}/{index}"), found));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// A refusal is readable, and its constraints are counted.
#[track_caller]
fn check_refusal(operation: &str, refusal: &Invalid) {
    match refusal {
        Invalid::Serialization(text) => assert!(!text.is_empty(), "{operation}"),
        Invalid::Constraint(text) => {
            let (count, rest) = text
                .split_once(" validation error")
                .expect("begins with a count");
            let count: usize = count.parse().expect("begins with a number");
            let (plural, rest) = rest.split_once(" detected: ").expect("says detected");
            assert_eq!(
                plural,
                if count == 1 { "" } else { "s" },
                "{operation}: {text}"
            );
            assert!(
                rest.starts_with("Value ") && !text.contains('\0'),
                "{operation}: {text}"
            );
            assert_eq!(
                rest.matches("' failed to satisfy constraint: M").count(),
                count.min(100),
                "{operation}: {text}"
            );
        }
    }
}

#[test]
fn every_operation_has_a_request_and_a_table() {
    assert_eq!(idp::OPERATIONS.len(), 141);
    assert_eq!(idp::operation::REQUESTS.len(), 141);
    assert_eq!(
        idp::OPERATIONS
            .iter()
            .filter(|operation| !operation.signed)
            .count(),
        34
    );
    assert_eq!(
        idp::OPERATIONS
            .iter()
            .filter(|operation| operation.empty_body)
            .count(),
        13
    );
}

#[test]
fn an_empty_object_is_a_request_or_names_what_is_missing() {
    for request in idp::operation::REQUESTS {
        let missing = (request.members)()
            .iter()
            .filter(|member| member.required)
            .count();
        match (request.read)(b"{}") {
            Ok(value) => assert_eq!((missing, value), (0, json!({})), "{}", request.operation),
            Err(refusal) => {
                check_refusal(request.operation, &refusal);
                let text = refusal.to_string();
                assert_eq!(
                    text.matches("Member must not be null").count(),
                    missing,
                    "{}: {text}",
                    request.operation
                );
            }
        }
    }
}

#[test]
fn a_full_request_is_understood_without_loss() {
    for request in idp::operation::REQUESTS {
        let sample = structure((request.members)());
        assert_eq!(
            (request.read)(sample.to_string().as_bytes()),
            Ok(sample),
            "{}",
            request.operation
        );
    }
}

#[test]
fn no_wrong_value_anywhere_panics_or_is_answered_badly() {
    let nested = (0..100).fold(json!(1), |inside, _| json!([inside]));
    let wrong = [
        json!(null),
        json!(true),
        json!(-1),
        json!(1.5),
        json!(9_000_000_000_000_000_000_i64),
        json!(""),
        json!("\0"),
        json!("ü 🦊\n".repeat(8_000)),
        json!([]),
        json!([null]),
        json!(vec!["x"; 500]),
        json!({}),
        json!({"": null, "\0": "\0", "x": {"y": []}}),
        nested,
    ];
    for request in idp::operation::REQUESTS {
        let sample = structure((request.members)());
        let mut places = Vec::new();
        pointers(&sample, "", &mut places);
        for place in places {
            for value in &wrong {
                let mut body = sample.clone();
                *body
                    .pointer_mut(&place)
                    .expect("the place is in the sample") = value.clone();
                let body = body.to_string();
                match (request.read)(body.as_bytes()) {
                    Ok(understood) => {
                        let again = (request.read)(understood.to_string().as_bytes());
                        assert_eq!(again, Ok(understood), "{}: {place}", request.operation);
                    }
                    Err(refusal) => check_refusal(request.operation, &refusal),
                }
            }
        }
    }
}

#[test]
fn every_pattern_compiles() {
    for pattern in idp::PATTERNS {
        pattern.matches("");
    }
}
