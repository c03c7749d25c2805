//! The three protocols of AWS services: which operation a request names, where its members stand, how it is answered.
//!
//! Owns the routes of every service, and what the protocols have in common. Must not know what any operation does.

pub(super) mod json;
pub(super) mod query;
pub(super) mod rest;

use super::{Call, Fault, Service};
use crate::{
    app::App,
    http::{self, BODY_LIMIT_BYTES},
    rate_limit::FailedGuess,
    refusal,
};
use axum::{
    Router,
    body::{Body, Bytes, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::post,
};
use shapes::{Exception, exception};

/// The routes of every service.
pub(super) fn routes() -> Router<App> {
    let root = post(at_root).options(preflight);
    Router::new().route("/", root).merge(rest::routes())
}

/// `POST /`: JSON names its operation by a header, query by a parameter of a form.
async fn at_root(State(app): State<App>, request: Request) -> Response {
    if query::is_form(request.headers()) {
        query::answer(&app, request).await
    } else {
        json::answer(&app, request).await
    }
}

async fn preflight(headers: HeaderMap) -> Response {
    with_cors(http::preflight(&headers, "POST, OPTIONS"))
}

/// The body of a request.
///
/// **Errors** SerializationException for one that is too large or breaks off.
async fn receive(body: Body) -> Result<Bytes, Fault> {
    to_bytes(body, BODY_LIMIT_BYTES).await.map_err(|_| {
        Fault::Protocol(
            exception::SERIALIZATION,
            "The request body is larger than 1 MiB or did not arrive whole.".into(),
        )
    })
}

/// The parameters of a query string or a form, in their order.
fn parameters(text: &[u8]) -> Vec<(String, String)> {
    form_urlencoded::parse(text).into_owned().collect()
}

/// What a fault is called and says; what nobody outside may know is logged.
fn explain(service: &Service, fault: &Fault) -> (Exception, String) {
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
    (service.exception(exception), message)
}

fn internal() -> (Exception, String) {
    (
        exception::INTERNAL_ERROR,
        "Something failed here. It was logged under the id of this request.".to_owned(),
    )
}

/// An answer with this body, which scripts of every origin may read.
fn reply(status: u16, content_type: &'static str, body: Vec<u8>) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let content_type = [(header::CONTENT_TYPE, HeaderValue::from_static(content_type))];
    with_cors((status, content_type, body).into_response())
}

/// The answer to a fault whose body is written by a protocol; it is marked if a secret was guessed wrong.
fn refuse(
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
    if matches!(fault, Fault::Refused(refused) if refusal::is_failed_guess(refused)) {
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
fn with_cors(mut response: Response) -> Response {
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
