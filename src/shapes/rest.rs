//! Requests of REST-JSON, whose members stand in the path, the query string, the headers and the body.

use crate::decode::{Decode, DecodeError, object, typed};
use crate::scalar;
use crate::shape::{Location, Member};
use serde_json::{Map, Value};

/// A request as it came, taken apart.
#[derive(Debug, Clone, Copy)]
pub struct RestRequest<'a> {
    /// The labels of the path with their values, percent-decoded.
    pub labels: &'a [(&'a str, &'a str)],
    /// The parameters of the query string, decoded.
    pub query: &'a [(String, String)],
    /// The headers whose values are text, with names in lower case.
    pub headers: &'a [(&'a str, &'a str)],
    /// The body; empty where there is none.
    pub body: &'a [u8],
}

/// Reads and checks a request.
///
/// **Errors**: as [`crate::decode()`].
pub fn decode_rest<T: Decode>(request: &RestRequest<'_>) -> Result<T, DecodeError> {
    typed(collect(T::members(), request)?)
}

/// The members from all places, by their names in the model.
fn collect(
    members: &[Member],
    request: &RestRequest<'_>,
) -> Result<Map<String, Value>, DecodeError> {
    let mut body = match request.body {
        [] => Map::new(),
        body => object(body)?,
    };
    let mut collected = Map::new();
    for member in members {
        let text = match member.location {
            Location::Body => {
                let value = body.swap_remove(member.name);
                collected.extend(value.map(|value| (member.name.to_owned(), value)));
                continue;
            }
            Location::Label(name) => only(request.labels, name)?,
            Location::Query(name) => only(request.query, name)?,
            Location::Header(name) => only(request.headers, &name.to_ascii_lowercase())?,
        };
        if let Some(text) = text {
            let value =
                scalar::read(&member.shape.kind, text).map_err(DecodeError::Serialization)?;
            collected.insert(member.name.to_owned(), value);
        }
    }
    Ok(collected)
}

/// The value of that name.
///
/// **Errors**: there are several.
fn only<'a, T: AsRef<str>>(
    pairs: &'a [(T, T)],
    name: &str,
) -> Result<Option<&'a str>, DecodeError> {
    let mut values = pairs.iter().filter(|(other, _)| other.as_ref() == name);
    let first = values.next().map(|(_, value)| value.as_ref());
    match values.next() {
        None => Ok(first),
        Some(_) => Err(DecodeError::Serialization(
            "The request has the same member twice.".to_owned(),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sync::{ListIdentityPoolUsageRequest, ListRecordsRequest, UpdateRecordsRequest};
    use serde::Serialize;
    use serde_json::json;

    const LABELS: &[(&str, &str)] = &[
        ("IdentityPoolId", "eu-1:0a"),
        ("IdentityId", "eu-1:0b"),
        ("DatasetName", "notes"),
    ];

    #[track_caller]
    fn check<T: Decode + Serialize>(
        labels: &[(&str, &str)],
        query: &[(&str, &str)],
        headers: &[(&str, &str)],
        body: &str,
        expect: Result<Value, DecodeError>,
    ) {
        let query: Vec<_> = query
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        let request = RestRequest {
            labels,
            query: &query,
            headers,
            body: body.as_bytes(),
        };
        let understood = decode_rest::<T>(&request)
            .map(|request| serde_json::to_value(request).expect("a request is always JSON"));
        assert_eq!(understood, expect);
    }

    #[test]
    fn members_stand_in_path_query_header_and_body() {
        check::<ListRecordsRequest>(
            LABELS,
            &[("lastSyncCount", "7"), ("maxResults", "10"), ("other", "x")],
            &[],
            "",
            Ok(
                json!({"DatasetName": "notes", "IdentityId": "eu-1:0b", "IdentityPoolId": "eu-1:0a",
                "LastSyncCount": 7, "MaxResults": 10}),
            ),
        );
        check::<UpdateRecordsRequest>(
            LABELS,
            &[],
            &[("x-amz-client-context", "c")],
            r#"{"SyncSessionToken":"t","DeviceId":"d","DatasetName":"other"}"#,
            Ok(
                json!({"ClientContext": "c", "DatasetName": "notes", "DeviceId": "d",
                "IdentityId": "eu-1:0b", "IdentityPoolId": "eu-1:0a", "SyncSessionToken": "t"}),
            ),
        );
    }

    #[test]
    fn each_is_checked_where_it_stands() {
        let unreadable = |text: &str| Err(DecodeError::Serialization(text.to_owned()));
        check::<ListIdentityPoolUsageRequest>(
            &[],
            &[("maxResults", "many")],
            &[],
            "",
            unreadable("STRING_VALUE cannot be converted to Integer"),
        );
        check::<ListIdentityPoolUsageRequest>(
            &[],
            &[("maxResults", "2147483648")],
            &[],
            "",
            unreadable("NUMBER_VALUE cannot be converted to Integer"),
        );
        check::<ListIdentityPoolUsageRequest>(
            &[],
            &[("nextToken", "a"), ("nextToken", "b")],
            &[],
            "",
            unreadable("The request has the same member twice."),
        );
        check::<UpdateRecordsRequest>(
            LABELS,
            &[],
            &[],
            "[]",
            unreadable("The request body is not a JSON object."),
        );
        let labels = [("IdentityPoolId", "eu"), LABELS[1], LABELS[2]];
        check::<UpdateRecordsRequest>(
            &labels,
            &[],
            &[],
            "{}",
            Err(DecodeError::Constraint(
                "2 validation errors detected: \
                 Value 'eu' at 'identityPoolId' failed to satisfy constraint: \
                 Member must satisfy regular expression pattern: [\\w-]+:[0-9a-f-]+; \
                 Value null at 'syncSessionToken' failed to satisfy constraint: Member must not be null"
                    .to_owned(),
            )),
        );
    }
}
