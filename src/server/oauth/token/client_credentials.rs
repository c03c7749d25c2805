//! `grant_type=client_credentials`: a token for the client itself.
//!
//! **Source** RFC 6749 §4.4, Cognito "Token endpoint".

use super::Asked;
use crate::{
    keys::Kind,
    oauth::answer::{Failed, json_answer},
};
use axum::{http::StatusCode, response::Response};
use domain::{oauth::scope, token};
use serde_json::json;

/// An access token whose subject is the client.
pub(super) async fn exchange(asked: Asked<'_>) -> Result<Response, Failed> {
    let Asked {
        app,
        pool,
        client,
        form,
    } = asked;
    let scopes = scope::machine(client, form.get("scope").copied())?;
    let claims = token::client_claims(
        client,
        &app.issuer(&pool.id),
        &scopes,
        &app.random.uuid(),
        app.now(),
    );
    let access_token = app.keys.sign(&pool.id, Kind::Access, &claims).await?;
    let body = json!({
        "access_token": access_token,
        "token_type": "Bearer",
        "expires_in": client.access_lifetime().as_secs(),
    });
    Ok(json_answer(StatusCode::OK, &body))
}
