//! `GET /metrics`: what the program counts, in the OpenMetrics text format.

use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::secret::Secret;
use engine::metrics::Metrics;

/// `GET /metrics`.
pub(crate) fn show(token: Option<&Secret>, metrics: &Metrics, headers: &HeaderMap) -> Response {
    if let Some(token) = token {
        let sent = headers
            .get(header::AUTHORIZATION)
            .and_then(|value| value.to_str().ok());
        let right = sent
            .and_then(|sent| sent.strip_prefix("Bearer "))
            .is_some_and(|sent| token.matches(sent));
        if !right {
            let challenge = [(header::WWW_AUTHENTICATE, "Bearer")];
            return (
                StatusCode::UNAUTHORIZED,
                challenge,
                "Send the token of `metrics.token`.\n",
            )
                .into_response();
        }
    }
    let kind = [(
        header::CONTENT_TYPE,
        "application/openmetrics-text; version=1.0.0; charset=utf-8",
    )];
    (kind, metrics.text()).into_response()
}
