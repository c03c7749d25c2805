//! The form in which the studio is told of a failure: that of the services whose operations it calls.

use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use engine::{fault::Fault, refusal};
use shapes::{Exception, exception};

/// The answer to a fault.
///
/// **Shape** JSON, `{"__type", "message"}`.
pub(super) fn failed(fault: &Fault) -> Response {
    let (exception, message) = match fault {
        Fault::Refused(refused) => refusal::to_cognito(refused),
        Fault::Protocol(exception, text) => (*exception, text.clone()),
        Fault::Store(store::Error::Conflict(conflict)) => {
            tracing::warn!(%conflict, "a change lost every race for its row");
            (exception::TOO_MANY_REQUESTS, "Too many requests".to_owned())
        }
        Fault::Store(error) => {
            tracing::error!(%error, "the store failed");
            internal()
        }
        Fault::Internal(text) => {
            tracing::error!(error = text, "the studio failed");
            internal()
        }
    };
    let body = serde_json::json!({ "__type": exception.name, "message": message }).to_string();
    let mut response = Response::new(Body::from(body));
    *response.status_mut() =
        StatusCode::from_u16(exception.status).unwrap_or(StatusCode::BAD_REQUEST);
    let kind = HeaderValue::from_static("application/x-amz-json-1.1");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}

fn internal() -> (Exception, String) {
    (
        exception::INTERNAL_ERROR,
        "Something failed here. It was logged under the id of this request.".to_owned(),
    )
}
