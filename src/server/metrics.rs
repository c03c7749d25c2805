//! `GET /metrics`: what the program counts, in the OpenMetrics text format.

use crate::local;
use axum::http::{StatusCode, header, request::Parts};
use axum::response::{IntoResponse, Response};
use domain::secret::Secret;
use engine::metrics::Metrics;

/// `GET /metrics`: to whoever sends the token, or, where there is none, to this machine only.
pub(crate) fn show(token: Option<&Secret>, metrics: &Metrics, request: &Parts) -> Response {
    let Some(token) = token else {
        if local::is_local(request) {
            return text(metrics);
        }
        let advice = "Without `metrics.token` metrics are shown to this machine only. Set it, and send it as a \
                      bearer token.\n";
        return (StatusCode::FORBIDDEN, advice).into_response();
    };
    let sent = request
        .headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    let right = sent
        .and_then(|sent| sent.strip_prefix("Bearer "))
        .is_some_and(|sent| token.matches(sent));
    if !right {
        let challenge = [(header::WWW_AUTHENTICATE, "Bearer")];
        let advice = "Send the token of `metrics.token`.\n";
        return (StatusCode::UNAUTHORIZED, challenge, advice).into_response();
    }
    text(metrics)
}

fn text(metrics: &Metrics) -> Response {
    let kind = [(
        header::CONTENT_TYPE,
        "application/openmetrics-text; version=1.0.0; charset=utf-8",
    )];
    (kind, metrics.text()).into_response()
}
