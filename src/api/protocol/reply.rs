//! The form of answers in every protocol: what a fault is called, and the headers that let a browser's script read them.

use super::Service;
use axum::{
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use engine::{fault::Fault, refusal, request::FailedGuess};
use shapes::Exception;

/// What a fault is called by this service, and says.
pub(super) fn explain(service: &Service, fault: &Fault) -> (Exception, String) {
    let (exception, message) = refusal::explain(fault);
    (service.exception(exception), message)
}

/// An answer with this body, which scripts of every origin may read.
pub(super) fn reply(status: u16, content_type: &'static str, body: Vec<u8>) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let content_type = [(header::CONTENT_TYPE, HeaderValue::from_static(content_type))];
    with_cors((status, content_type, body).into_response())
}

/// The answer to a fault whose body is written by a protocol; it is marked if a secret was guessed wrong.
pub(super) fn refuse(
    fault: &Fault,
    exception: Exception,
    message: &str,
    content_type: &'static str,
    body: Vec<u8>,
) -> Response {
    let mut response = reply(exception.status, content_type, body);
    let out = response.headers_mut();
    put(out, "x-amzn-errortype", &format!("{}:", exception.name));
    put(out, "x-amzn-errormessage", message);
    if matches!(fault, Fault::Refused(refusal) if refusal::is_failed_guess(refusal)) {
        response.extensions_mut().insert(FailedGuess);
    }
    response
}

/// The longest text in a header, in characters.
pub(super) const HEADER_TEXT: usize = 512;

/// Headers hold visible ASCII only, and not much of it: a message can quote what the caller sent.
fn put(headers: &mut HeaderMap, name: &'static str, text: &str) {
    let visible = |c: char| {
        if c == ' ' || c.is_ascii_graphic() {
            c
        } else {
            '?'
        }
    };
    let text: String = text.chars().take(HEADER_TEXT).map(visible).collect();
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
