//! The OAuth 2.0 and OpenID Connect endpoints: one file an endpoint.
//!
//! Owns: reading requests, authenticating clients, the form of answers. Must not decide: `domain::oauth` does.

pub(crate) mod answer;
mod authorize;
mod client_auth;
mod discovery;
mod host;
mod jwks;
mod logout;
mod revoke;
mod token;
mod user_info;

pub(crate) use answer::{oauth_error, refused};
pub(crate) use host::{authority, pool_of_host};

use crate::app::App;
use axum::{
    Router,
    http::{HeaderMap, Uri},
    routing::{get, post},
};
use wire::route;

/// The routes of all endpoints.
pub fn routes() -> Router<App> {
    Router::new()
        .route(route::AUTHORIZE, get(authorize::get).post(authorize::post))
        .route(route::TOKEN, post(token::post).options(answer::preflight))
        .route(
            route::USER_INFO,
            get(user_info::get)
                .post(user_info::post)
                .options(answer::preflight),
        )
        .route(route::REVOKE, post(revoke::post).options(answer::preflight))
        .route(route::LOGOUT, get(logout::get).post(logout::post))
        .route(
            &format!("/{{pool}}{}", route::DISCOVERY),
            get(discovery::get).options(answer::preflight),
        )
        .route(
            &format!("/{{pool}}{}", route::JWKS),
            get(jwks::get).options(answer::preflight),
        )
}

/// The parameters of a query, in order, repetitions kept.
pub(crate) fn query_pairs(uri: &Uri) -> Vec<(String, String)> {
    form_pairs(uri.query().unwrap_or("").as_bytes())
}

/// The fields of a form body, in order, repetitions kept.
pub(crate) fn form_pairs(body: &[u8]) -> Vec<(String, String)> {
    form_urlencoded::parse(body).into_owned().collect()
}

/// Whether a body says it is a form.
pub(crate) fn is_form(headers: &HeaderMap) -> bool {
    headers
        .get(axum::http::header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .is_some_and(|kind| {
            kind.trim()
                .eq_ignore_ascii_case("application/x-www-form-urlencoded")
        })
}
