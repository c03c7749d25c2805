//! The form of answers: what succeeded, what failed, and the headers that let a browser's script read them.

use super::Fault;
use crate::{rate_limit::FailedGuess, refusal};
use axum::{
    body::Body,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::Response,
};
use shapes::{Exception, exception};

const CONTENT_TYPE: &str = "application/x-amz-json-1.1";

/// The answer of an operation that succeeded.
pub(super) fn success(body: Vec<u8>) -> Response {
    let mut response = Response::new(Body::from(body));
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static(CONTENT_TYPE));
    with_cors(response)
}

/// The answer to a fault, in Cognito's form.
pub(crate) fn error(fault: &Fault) -> Response {
    let (exception, message) = match fault {
        Fault::Refused(refusal) => refusal::to_cognito(refusal),
        Fault::Protocol(exception, text) => (*exception, text.clone()),
        Fault::Store(store::Error::Conflict(what)) => {
            tracing::warn!(what, "a change lost every race for its row");
            (exception::TOO_MANY_REQUESTS, "Too many requests".to_owned())
        }
        Fault::Store(failed) => {
            tracing::error!(error = %failed, "the store failed");
            internal()
        }
        Fault::Internal(text) => {
            tracing::error!(error = text, "an operation failed");
            internal()
        }
    };
    let body = serde_json::json!({ "__type": exception.name, "message": message }).to_string();
    let mut response = Response::new(Body::from(body));
    *response.status_mut() =
        StatusCode::from_u16(exception.status).unwrap_or(StatusCode::BAD_REQUEST);
    let out = response.headers_mut();
    out.insert(header::CONTENT_TYPE, HeaderValue::from_static(CONTENT_TYPE));
    put(out, "x-amzn-errortype", &format!("{}:", exception.name));
    put(out, "x-amzn-errormessage", &message);
    if matches!(fault, Fault::Refused(refused) if refusal::is_failed_guess(refused)) {
        response.extensions_mut().insert(FailedGuess);
    }
    with_cors(response)
}

fn internal() -> (Exception, String) {
    (
        exception::INTERNAL_ERROR,
        "Something failed here. It was logged under the id of this request.".to_owned(),
    )
}

/// The longest text in a header, in characters.
pub(super) const HEADER_TEXT: usize = 512;

/// Headers hold visible ASCII only, and not much of it: a message can quote what the caller sent.
fn put(headers: &mut HeaderMap, name: &'static str, text: &str) {
    let shown = |c: char| {
        if c == ' ' || c.is_ascii_graphic() {
            c
        } else {
            '?'
        }
    };
    let text: String = text.chars().take(HEADER_TEXT).map(shown).collect();
    if let Ok(value) = HeaderValue::from_str(&text) {
        headers.insert(HeaderName::from_static(name), value);
    }
}

/// **Source** headers captured from Cognito's answers to browsers.
pub(super) fn with_cors(mut response: Response) -> Response {
    let out = response.headers_mut();
    out.insert(
        header::ACCESS_CONTROL_ALLOW_ORIGIN,
        HeaderValue::from_static("*"),
    );
    out.insert(
        header::ACCESS_CONTROL_EXPOSE_HEADERS,
        HeaderValue::from_static("x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,Date"),
    );
    response
}
