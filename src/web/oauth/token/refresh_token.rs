//! `grant_type=refresh_token`.
//!
//! **Source** RFC 6749 §6, RFC 9700 §4.14.

use super::TokenRequest;
use crate::oauth::answer::Failed;
use axum::response::Response;
use domain::oauth::OAuthError;
use engine::issue;
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
    Ok(super::tokens(
        &issue::refresh(request.cx, request.pool, request.client, token, None).await?,
    ))
}
