//! Demo mode: a pool with app clients, and a small app that signs in with them.
//!
//! Owns the demo's pool and clients, the demo app's files, and the one endpoint it protects. Must not be reachable
//! unless demo mode is on.

mod bootstrap;

pub use bootstrap::Demo;
pub use bootstrap::{Place, ensure};

use crate::assets::{self, Assets, Place as Served};
use axum::extract::{FromRef, Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use axum::{Json, Router};
use engine::{
    keys::{Keys, TokenError},
    public_url::PublicUrl,
};
use serde_json::json;

/// The policy of the demo app: it loads its own files, runs wasm and calls this origin.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'; \
                      img-src 'self' data:; font-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; \
                      frame-ancestors 'none'";

/// The routes of the demo app; only in demo mode.
pub fn routes<S>() -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    Keys: FromRef<S>,
    PublicUrl: FromRef<S>,
    Assets: FromRef<S>,
    Option<Demo>: FromRef<S>,
{
    Router::new()
        .route("/demo", get(|| async { Redirect::permanent("/demo/") }))
        .route(
            "/demo/",
            get(|State(own): State<Assets>, headers: HeaderMap| async move {
                file(&own, "index.html", &headers)
            }),
        )
        .route(
            "/demo/{*name}",
            get(
                |State(own): State<Assets>, Path(name): Path<String>, headers: HeaderMap| async move {
                    file(&own, &name, &headers)
                },
            ),
        )
        .route("/demo/config.json", get(config))
        .route("/demo/api/me", get(me))
}

/// Where the demo app finds the npm package.
const PACKAGE: &str = "loggia-spa/";
/// Where it is built, beside the pages.
const PACKAGE_FOLDER: &str = "npm/package";

/// A file of the demo app, or of the npm package that it uses.
fn file(own: &Assets, name: &str, headers: &HeaderMap) -> Response {
    let packaged = name.strip_prefix(PACKAGE);
    let read = packaged.and_then(|name| own.read_beside(PACKAGE_FOLDER, name));
    let embedded = assets::files(Served::Demo).find(|file| file.name == name);
    let mut response = match (read, embedded) {
        (Some(bytes), _) => assets::send_read(name, bytes),
        (None, Some(file)) => assets::send(file, assets::ASK_AGAIN, headers),
        (None, None) => {
            let hint = if name == "index.html" {
                "The demo app was not built into this program.\n"
            } else {
                "There is no such file.\n"
            };
            return (StatusCode::NOT_FOUND, hint).into_response();
        }
    };
    response.headers_mut().insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(POLICY),
    );
    response
}

/// `GET /demo/config.json`.
///
/// **Shape** `{issuer, clientId, redirectUri, api}`.
async fn config(
    State(demo): State<Option<Demo>>,
    State(keys): State<Keys>,
    State(public_url): State<PublicUrl>,
) -> Response {
    let Some(demo) = demo else {
        return StatusCode::NOT_FOUND.into_response();
    };
    Json(json!({
        "issuer": keys.issuer(&demo.pool),
        "clientId": demo.client,
        "redirectUri": public_url.join("/demo/"),
        "api": public_url.join("/demo/api/me"),
    }))
    .into_response()
}

/// `GET /demo/api/me`: the claims of the caller's access token, which must be of the demo pool.
///
/// **Source** RFC 6750 §3.
async fn me(
    State(keys): State<Keys>,
    State(demo): State<Option<Demo>>,
    headers: HeaderMap,
) -> Response {
    let sent = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    let Some(token) = sent.and_then(|sent| sent.strip_prefix("Bearer ")) else {
        return refuse(
            "Bearer",
            "Send an access token: Authorization: Bearer <token>.",
        );
    };
    match keys.verify_access(token.trim()).await {
        Ok(token) if demo.as_ref().is_some_and(|demo| demo.pool == token.pool) => {
            Json(token.claims).into_response()
        }
        Ok(_) => refuse(INVALID, "The access token is of another pool."),
        Err(TokenError::Invalid) => refuse(INVALID, "The access token is not valid."),
        Err(TokenError::Expired) => refuse(INVALID, "The access token has expired."),
        Err(TokenError::Failed(error)) => {
            tracing::error!(%error, "a token could not be checked");
            (
                StatusCode::INTERNAL_SERVER_ERROR,
                Json(json!({"error": "server_error"})),
            )
                .into_response()
        }
    }
}

const INVALID: &str = "Bearer error=\"invalid_token\"";

fn refuse(challenge: &'static str, description: &str) -> Response {
    let body = Json(json!({"error": "invalid_token", "error_description": description}));
    (
        StatusCode::UNAUTHORIZED,
        [(header::WWW_AUTHENTICATE, challenge)],
        body,
    )
        .into_response()
}
