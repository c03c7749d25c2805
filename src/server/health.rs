//! `GET /health/live`: the process answers. `GET /health/ready`: it can also do its work.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use engine::jobs::Jobs;
use store::Store;

/// `GET /health/live`.
pub(crate) async fn live() -> Response {
    answer(StatusCode::OK, r#"{"status":"live"}"#)
}

/// `GET /health/ready`: 503 while the store does not read and write or the program is stopping.
pub(crate) async fn ready(State(jobs): State<Jobs>, State(store): State<Store>) -> Response {
    if jobs.is_stopping() {
        return answer(StatusCode::SERVICE_UNAVAILABLE, r#"{"status":"stopping"}"#);
    }
    match store.ready().await {
        Ok(()) => answer(StatusCode::OK, r#"{"status":"ready"}"#),
        Err(error) => {
            tracing::warn!(%error, "the store is not ready");
            answer(
                StatusCode::SERVICE_UNAVAILABLE,
                r#"{"status":"store unavailable"}"#,
            )
        }
    }
}

fn answer(status: StatusCode, body: &'static str) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], body).into_response()
}
