//! Tokens that lead to the next page of a list: sealed, bound to the list they are of, and expiring.

use domain::{refusal, time::Timestamp};
use engine::{app::App, fault::Fault};
use serde_json::{Value, json};
use std::time::Duration;

/// How long a token is accepted.
///
/// **Source** `ListUsers` API reference: after an hour.
const LIFETIME: Duration = Duration::from_hours(1);

/// The token for what follows `next` in `list`; a list is its operation and everything that selects its items.
pub(crate) fn seal(app: &App, list: &Value, next: Option<&str>) -> Option<String> {
    let next = next?;
    let until = app.now() + LIFETIME;
    Some(
        app.secrets.cookie_seal(
            json!({ "list": list, "after": next, "until": until })
                .to_string()
                .as_bytes(),
            PURPOSE,
        ),
    )
}

/// Reads a token: the place from which `list` goes on.
///
/// **Errors** [`refusal::Parameter::ListInvalid`] for a token of another list, an old one, or none of ours.
pub(crate) fn open(app: &App, list: &Value, token: Option<&str>) -> Result<Option<String>, Fault> {
    let Some(token) = token else { return Ok(None) };
    let opened = app.secrets.cookie_open(token, PURPOSE);
    let cursor = opened.and_then(|plain| serde_json::from_slice::<Value>(&plain).ok());
    let lost = || refusal::Parameter::ListInvalid("Invalid pagination token given.".to_owned());
    let cursor = cursor
        .filter(|cursor| cursor["list"] == *list)
        .ok_or_else(lost)?;
    let until = cursor["until"].as_i64().map_or(Timestamp(0), Timestamp);
    if until <= app.now() {
        return Err(refusal::Parameter::ListInvalid(
            "The pagination token has expired. List again from the start.".to_owned(),
        )
        .into());
    }
    Ok(Some(cursor["after"].as_str().ok_or_else(lost)?.to_owned()))
}

const PURPOSE: &str = "page";
