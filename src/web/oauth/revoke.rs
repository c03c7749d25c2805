//! `/oauth2/revoke`: ends a refresh token and everything that came of the same sign-in.
//!
//! **Source** RFC 7009, Cognito "Revoke endpoint".

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
use domain::oauth::{OAuthError, parameters};
use engine::{app::App, issue};

/// Revokes a refresh token; an unknown token counts as revoked.
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
    issue::revoke(&app, &pool, &client, token).await?;
    let mut response = StatusCode::OK.into_response();
    open(response.headers_mut());
    Ok(response)
}
