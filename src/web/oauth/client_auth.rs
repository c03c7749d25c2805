//! Who calls the token and revocation endpoints: a client by its id, and by its secret if it has one.

use super::answer::Failed;
use crate::host::{self, Hosts};
use axum::http::{HeaderMap, Uri, header};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use domain::{client::Client, oauth::OAuthError, pool::Pool, refusal, secret::Secret};
use engine::find;
use std::collections::BTreeMap;
use wire::oauth::ErrorCode;

/// The client of a request, authenticated by `Authorization: Basic` or by the form.
///
/// **Errors** `invalid_client` for an unknown client and for a missing or wrong secret; `invalid_request` if both ways
/// are used at once and disagree.
/// **Source** RFC 6749 §2.3.1, Cognito "Token endpoint".
pub(super) async fn client(
    hosts: &Hosts,
    headers: &HeaderMap,
    uri: &Uri,
    form: &BTreeMap<&str, &str>,
) -> Result<(Pool, Client), Failed> {
    let basic = basic(headers)?;
    let form_id = form.get("client_id").copied();
    let (id, secret) = match (&basic, form_id) {
        (Some((id, _)), Some(form_id)) if id != form_id => {
            return Err(OAuthError::invalid_request(
                "client_id differs from the Authorization header.",
            )
            .into());
        }
        (Some((_, secret)), _)
            if form
                .get("client_secret")
                .is_some_and(|in_form| !secret.matches(in_form)) =>
        {
            return Err(OAuthError::invalid_request(
                "client_secret differs from the Authorization header.",
            )
            .into());
        }
        (Some((id, secret)), _) => (id.as_str(), Some(secret.expose())),
        (None, Some(form_id)) => (form_id, form.get("client_secret").copied()),
        (None, None) => {
            return Err(
                OAuthError::new(ErrorCode::InvalidClient, "The client is not named.").into(),
            );
        }
    };
    let at = hosts.pool_of(headers, uri).await?;
    let (pool, client) = find::client(&hosts.store, id).await?;
    host::check_wall(at.as_ref(), &pool, id)?;
    match (&client.secret, secret.filter(|secret| !secret.is_empty())) {
        (None, None) => Ok((pool, client)),
        (Some(stored_secret), Some(secret)) if stored_secret.matches(secret) => Ok((pool, client)),
        (None, Some(_)) | (Some(_), _) => Err(refusal::Client::SecretWrong.into()),
    }
}

/// Id and secret of an `Authorization: Basic` header; both are form-encoded inside (RFC 6749 §2.3.1).
fn basic(headers: &HeaderMap) -> Result<Option<(String, Secret)>, OAuthError> {
    let Some(value) = headers.get(header::AUTHORIZATION) else {
        return Ok(None);
    };
    let broken = || {
        OAuthError::new(
            ErrorCode::InvalidClient,
            "The Authorization header is not of the Basic form.",
        )
    };
    let text = value.to_str().map_err(|_| broken())?;
    let (scheme, encoded) = text.split_once(' ').ok_or_else(broken)?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return Err(broken());
    }
    let decoded = STANDARD.decode(encoded.trim()).map_err(|_| broken())?;
    let decoded = String::from_utf8(decoded).map_err(|_| broken())?;
    let (id, secret) = decoded.split_once(':').ok_or_else(broken)?;
    // Ids and secrets are letters, digits, `_` and `+`; the plus of a client that does not encode must stay one.
    let plain = |text: &str| {
        percent_encoding::percent_decode_str(text)
            .decode_utf8_lossy()
            .into_owned()
    };
    Ok(Some((plain(id), plain(secret).into())))
}
