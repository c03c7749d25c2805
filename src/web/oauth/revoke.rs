//! `/oauth2/revoke`: ends a refresh or access token and everything that came of the same sign-in.
//!
//! **Source** RFC 7009, Cognito "Revoke endpoint". Cognito refuses access tokens, at which libraries stop in the middle of a
//! sign-out.

use super::{
    answer::{Failed, open},
    client_auth,
};
use crate::{
    form::{form_pairs, is_form},
    host::Hosts,
};
use axum::{
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode, Uri},
    response::{IntoResponse, Response},
};
use domain::{
    oauth::{OAuthError, parameters},
    refusal::{RefreshToken, Refusal},
};
use engine::{app::App, fault::Fault, issue};
use wire::oauth::ErrorCode;

/// Revokes a token; an unknown one counts as revoked.
pub(super) async fn post(
    State(app): State<App>,
    State(hosts): State<Hosts>,
    headers: HeaderMap,
    uri: Uri,
    body: Bytes,
) -> Result<Response, Failed> {
    if !is_form(&headers) {
        return Err(OAuthError::invalid_request(
            "Send the parameters as application/x-www-form-urlencoded.",
        )
        .into());
    }
    let pairs = form_pairs(&body);
    let form = parameters(&pairs)?;
    let (pool, client) = client_auth::client(&hosts, &headers, &uri, &form).await?;
    let token = form
        .get("token")
        .ok_or_else(|| OAuthError::invalid_request("The parameter token is missing."))?;
    match issue::revoke_any(&app, &pool, &client, token).await {
        Err(Fault::Refused(Refusal::RefreshToken(RefreshToken::NotRevocable))) => {
            return Err(OAuthError::new(
                ErrorCode::UnsupportedTokenType,
                "Only refresh tokens and access tokens of users can be revoked.",
            )
            .into());
        }
        outcome => outcome?,
    }
    let mut response = StatusCode::OK.into_response();
    open(response.headers_mut());
    Ok(response)
}
