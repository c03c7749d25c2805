//! The answer to the studio when a call fails, in the form of the services that it calls.

use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use engine::{fault::Fault, refusal};

/// The answer to a fault.
///
/// **Shape** JSON, `{"__type", "message"}`.
pub(super) fn failed(fault: &Fault) -> Response {
    let (exception, message) = refusal::explain(fault);
    let body = serde_json::json!({ "__type": exception.name, "message": message }).to_string();
    let mut response = Response::new(Body::from(body));
    *response.status_mut() =
        StatusCode::from_u16(exception.status).unwrap_or(StatusCode::BAD_REQUEST);
    let kind = HeaderValue::from_static("application/x-amz-json-1.1");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}
