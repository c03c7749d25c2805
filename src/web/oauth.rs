//! The OAuth 2.0 and OpenID Connect endpoints: one file an endpoint.
//!
//! Owns: reading requests, authenticating clients, the form of answers. Must not decide: `domain::oauth` does.

pub(crate) mod answer;
mod authorize;
mod client_auth;
mod discovery;
mod jwks;
mod logout;
mod revoke;
mod token;
mod user_info;

pub use answer::{open, refuse};

use crate::site::Site;
use axum::{
    Router,
    routing::{get, post},
};
use wire::route;

/// The routes of all endpoints.
pub fn routes() -> Router<Site> {
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
            &format!("/{{pool}}{}", route::OAUTH_METADATA),
            get(discovery::get).options(answer::preflight),
        )
        .route(
            &format!("{}/{{pool}}", route::OAUTH_METADATA),
            get(discovery::get).options(answer::preflight),
        )
        .route(
            &format!("/{{pool}}{}", route::JWKS),
            get(jwks::get).options(answer::preflight),
        )
}
