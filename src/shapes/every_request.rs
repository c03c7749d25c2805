//! What must hold for every request of every operation of every service, asked of the tables themselves.

use crate::decode::{Decode, DecodeError};
use crate::rest::RestRequest;
use crate::shape::{Bounds, Kind, Location, Member, Pattern, Shape};
use crate::{Protocol, ServiceInfo, identity, idp, sts, sync};
use serde::Serialize;
use serde_json::{Map, Value, json};

/// A parameter of a form: its name and its value.
type Parameter = (String, String);

/// One operation's request.
pub(crate) struct Request {
    pub(crate) operation: &'static str,
    pub(crate) members: fn() -> &'static [Member],
    pub(crate) read: fn(&[u8]) -> Result<Value, DecodeError>,
    pub(crate) read_rest: fn(&RestRequest<'_>) -> Result<Value, DecodeError>,
    pub(crate) read_query: fn(&[Parameter]) -> Result<Value, DecodeError>,
}

/// Decodes a request and gives what its typed form serialises to.
pub(crate) fn read<T: Decode + Serialize>(body: &[u8]) -> Result<Value, DecodeError> {
    crate::decode::<T>(body).map(value)
}

/// The same of a request of REST-JSON.
pub(crate) fn read_rest<T: Decode + Serialize>(
    request: &RestRequest<'_>,
) -> Result<Value, DecodeError> {
    crate::decode_rest::<T>(request).map(value)
}

/// The same of a request of the query protocol.
pub(crate) fn read_query<T: Decode + Serialize>(
    parameters: &[Parameter],
) -> Result<Value, DecodeError> {
    crate::decode_query::<T>(parameters).map(value)
}

fn value(request: impl Serialize) -> Value {
    serde_json::to_value(request).expect("a request is always JSON")
}

/// Every service with its requests and patterns.
const SERVICES: &[(ServiceInfo, &[Request], &[&Pattern])] = &[
    (idp::SERVICE, idp::operation::REQUESTS, idp::PATTERNS),
    (
        identity::SERVICE,
        identity::operation::REQUESTS,
        identity::PATTERNS,
    ),
    (sync::SERVICE, sync::operation::REQUESTS, sync::PATTERNS),
    (sts::SERVICE, sts::operation::REQUESTS, sts::PATTERNS),
];

fn requests() -> impl Iterator<Item = &'static Request> {
    SERVICES.iter().flat_map(|(_, requests, _)| *requests)
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
    "eu-1:0a",
    "arn:aws:iam::123456789012:role/x",
    "arn:aws:sns:eu-1:123456789012:app/GCM/x",
    "authenticated",
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
fn pointers(value: &Value, at: &str, paths: &mut Vec<String>) {
    paths.push(at.to_owned());
    match value {
        Value::Object(map) => map
            .iter()
            .for_each(|(name, value)| pointers(value, &format!("{at}/{name}"), paths)),
        Value::Array(list) => {
            list.iter()
                .enumerate()
                .for_each(|(index, value)| pointers(value, &format!("{at}/{index}"), paths));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// A refusal is readable, and its constraints are counted.
#[track_caller]
fn check_refusal(operation: &str, refusal: &DecodeError) {
    match refusal {
        DecodeError::Serialization(text) => assert!(!text.is_empty(), "{operation}"),
        DecodeError::Constraint(text) => {
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
    #[track_caller]
    fn check(service: &ServiceInfo, operations: usize, unsigned: usize, empty: usize) {
        let count = |wanted: fn(&crate::OperationInfo) -> bool| {
            let all = service.operations.iter();
            all.filter(|operation| wanted(operation)).count()
        };
        assert_eq!(service.operations.len(), operations, "{}", service.title);
        assert_eq!(count(|operation| !operation.signed), unsigned);
        assert_eq!(count(|operation| operation.empty_body), empty);
        assert!(service.operations.is_sorted_by_key(|info| info.name));
    }
    check(&idp::SERVICE, 141, 34, 13);
    check(&identity::SERVICE, 23, 4, 4);
    check(&sync::SERVICE, 17, 0, 1);
    check(&sts::SERVICE, 11, 2, 0);
    for (service, requests, _) in SERVICES {
        assert_eq!(service.operations.len(), requests.len());
    }
}

#[test]
fn every_exception_of_an_operation_is_its_services() {
    for (service, ..) in SERVICES {
        for operation in service.operations {
            for exception in operation.errors {
                assert!(
                    service.exceptions.contains(exception),
                    "{}: {exception}",
                    operation.name
                );
            }
        }
    }
}

#[test]
fn an_empty_object_is_a_request_or_names_what_is_missing() {
    for request in requests() {
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
    for request in requests() {
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
    for request in requests() {
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

/// Text as it stands in a label, a parameter or a header.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[test]
fn a_full_request_is_understood_from_all_its_places() {
    let (_, requests, _) = SERVICES
        .iter()
        .find(|(service, ..)| service.protocol == Protocol::RestJson)
        .expect("there is a REST service");
    for request in *requests {
        let sample = structure((request.members)());
        let (mut labels, mut query, mut headers) = (Vec::new(), Vec::new(), Vec::new());
        let mut body = Map::new();
        for member in (request.members)() {
            let value = &sample[member.name];
            match member.location {
                Location::Label(name) => labels.push((name, plain(value))),
                Location::Query(name) => query.push((name.to_owned(), plain(value))),
                Location::Header(name) => headers.push((name.to_ascii_lowercase(), plain(value))),
                Location::Body => {
                    body.insert(member.name.to_owned(), value.clone());
                }
            }
        }
        let labels: Vec<_> = labels
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        let headers: Vec<_> = headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        let body = match body.is_empty() {
            true => String::new(),
            false => Value::Object(body).to_string(),
        };
        let understood = (request.read_rest)(&RestRequest {
            labels: &labels,
            query: &query,
            headers: &headers,
            body: body.as_bytes(),
        });
        assert_eq!(understood, Ok(sample), "{}", request.operation);
    }
}

/// The parameters of a form that stand for a value.
fn form(name: &str, value: &Value, parameters: &mut Vec<Parameter>) {
    match value {
        Value::Object(map) => {
            for (member, value) in map {
                let dot = if name.is_empty() { "" } else { "." };
                form(&format!("{name}{dot}{member}"), value, parameters);
            }
        }
        Value::Array(list) => {
            for (index, value) in list.iter().enumerate() {
                form(&format!("{name}.member.{}", index + 1), value, parameters);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            parameters.push((name.to_owned(), plain(value)));
        }
    }
}

#[test]
fn a_full_request_is_understood_from_a_form() {
    for request in sts::operation::REQUESTS {
        let sample = structure((request.members)());
        let mut parameters = Vec::new();
        form("", &sample, &mut parameters);
        assert_eq!(
            (request.read_query)(&parameters),
            Ok(sample),
            "{}",
            request.operation
        );
    }
}

#[test]
fn every_pattern_compiles() {
    for pattern in SERVICES.iter().flat_map(|(.., patterns)| *patterns) {
        pattern.matches("");
    }
}
