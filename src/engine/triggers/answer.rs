//! An answer as it arrived, and what it says.

use crate::egress;
use http::StatusCode;
use serde_json::Value;

/// The largest answer that is read; more is cut off.
///
/// **Source** Lambda quotas: 6 MB for the answer of a synchronous invocation.
pub(super) const LIMIT_BYTES: usize = 6 * 1024 * 1024;

/// The longest text of a function that is handed on, in characters.
const THROWN_CHARS: usize = 2048;

/// The header by which the Lambda Invoke API says that the function threw.
const FUNCTION_ERROR: &str = "x-amz-function-error";

/// An answer as it arrived.
pub(super) struct Answer {
    /// The status.
    pub(super) status: StatusCode,
    /// The value of `X-Amz-Function-Error`.
    pub(super) function_error: Option<String>,
    /// The body; `None` if it is larger than an answer may be.
    pub(super) body: Option<Vec<u8>>,
}

/// What a function said.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Said {
    /// The event that the function received, with its response.
    Returned(Value),
    /// The message of an error that the function threw.
    Thrown(String),
    /// An answer that cannot be read.
    Unreadable,
}

impl From<egress::Answer> for Answer {
    fn from(answer: egress::Answer) -> Self {
        let error = answer.headers.get(FUNCTION_ERROR);
        Self {
            status: answer.status,
            function_error: error
                .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned()),
            body: answer.body,
        }
    }
}

impl Answer {
    /// The body as JSON.
    pub(super) fn json(&self) -> Option<Value> {
        serde_json::from_slice(self.body.as_ref()?).ok()
    }
}

/// A body that should be the event.
pub(super) fn returned(body: Option<Value>) -> Said {
    match body {
        Some(event @ Value::Object(_)) => Said::Returned(event),
        Some(_) | None => Said::Unreadable,
    }
}

/// The words of an error object, `{"errorMessage", "errorType"}`; of one without words, its type.
pub(super) fn thrown(error: &Value) -> Option<Said> {
    let text = |name: &str| error.get(name)?.as_str().filter(|text| !text.is_empty());
    let words = text("errorMessage").or_else(|| text("errorType"))?;
    Some(Said::Thrown(words.chars().take(THROWN_CHARS).collect()))
}
