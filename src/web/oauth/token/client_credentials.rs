//! `grant_type=client_credentials`: a token for the client itself.
//!
//! **Source** RFC 6749 §4.4, Cognito "Token endpoint".

use super::TokenRequest;
use crate::oauth::answer::{Failed, json_answer};
use axum::{http::StatusCode, response::Response};
use domain::{
    event::Metadata,
    oauth::{OAuthError, resource, scope},
    token,
    trigger::pre_token_generation::{self, Source, Subject},
};
use engine::{decide::StoreFacts, fault::Fault, keys::Kind};
use serde_json::{Value, json};

/// An access token whose subject is the client.
pub(super) async fn exchange(request: TokenRequest<'_>) -> Result<Response, Failed> {
    let TokenRequest {
        cx,
        pool,
        client,
        form,
    } = request;
    let app = &cx.app;
    let scopes = scope::for_client(client, form.get("scope").copied())?;
    let audience = resource::audience(client, None, form.get("resource").copied())?;
    let metadata = metadata(form.get("aws_client_metadata").copied())?;
    let facts = StoreFacts::new(cx, pool);
    let overrides = pre_token_generation::call(
        &facts,
        (pool, client),
        Source::ClientCredentials,
        Subject::Client,
        &scopes,
        metadata.as_ref(),
    )
    .await
    .map_err(Fault::from)?;
    let mut claims = token::client_claims(
        client,
        &app.issuer(&pool.id),
        &scopes,
        audience.as_deref(),
        &app.random.uuid(),
        app.now(),
    );
    overrides.apply_to_access(&mut claims);
    let access_token = app.keys.sign(&pool.id, Kind::Access, &claims).await?;
    let mut body = json!({
        "access_token": access_token,
        "token_type": "Bearer",
        "expires_in": client.access_lifetime().as_secs(),
    });
    let scope = claims.get("scope").and_then(Value::as_str);
    super::tell_scope(
        &mut body,
        scope.unwrap_or_default(),
        form.get("scope").copied(),
    );
    Ok(json_answer(StatusCode::OK, &body))
}

/// What the client hands through to the function: a JSON object of strings.
fn metadata(text: Option<&str>) -> Result<Option<Metadata>, OAuthError> {
    let read = text.map(serde_json::from_str).transpose();
    read.map_err(|_| {
        OAuthError::invalid_request(
            "The parameter aws_client_metadata must be a JSON object of strings.",
        )
    })
}
