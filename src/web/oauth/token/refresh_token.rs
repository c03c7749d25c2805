//! `grant_type=refresh_token`.
//!
//! **Source** RFC 6749 §6, RFC 9700 §4.14.

use super::TokenRequest;
use crate::oauth::answer::Failed;
use axum::response::Response;
use domain::oauth::OAuthError;
use engine::issue::{self, Narrowing};
use wire::oauth::ErrorCode;

/// New tokens for a refresh token, and a new refresh token where the client rotates.
pub(super) async fn exchange(request: TokenRequest<'_>) -> Result<Response, Failed> {
    let token = request.required("refresh_token")?;
    if !request.client.may_refresh() {
        return Err(OAuthError::new(
            ErrorCode::UnauthorizedClient,
            "This client may not refresh tokens.",
        )
        .into());
    }
    let TokenRequest {
        cx,
        pool,
        client,
        form,
    } = request;
    let narrowing = Narrowing {
        scope: form.get("scope").copied(),
        resource: form.get("resource").copied(),
    };
    let tokens = issue::refresh_of(cx, pool, client, token, None, narrowing, |_| Ok(())).await?;
    // Who names no scopes asks for those that were granted (RFC 6749 §6).
    let requested_scope = narrowing.scope.unwrap_or(&tokens.granted_scope);
    Ok(super::tokens(&tokens, Some(requested_scope)))
}
