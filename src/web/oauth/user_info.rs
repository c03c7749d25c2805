//! `/oauth2/userInfo`: the claims of the person to whom an access token was issued.
//!
//! **Source** OpenID Connect Core §5.3, RFC 6750 §3, Cognito "userInfo endpoint".

use super::answer::{json_answer, status};
use crate::{
    form::{form_pairs, is_form},
    refusal::oauth_error,
};
use axum::{
    body::Bytes,
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::Response,
};
use domain::{
    oauth::OAuthError,
    refusal::{Client, Refusal, User},
    token::{self, VerifiedFlags},
};
use engine::{app::App, caller, fault::Fault};
use serde_json::{Value, json};
use wire::oauth::ErrorCode;

/// Answers by the `Authorization` header.
pub(super) async fn get(State(app): State<App>, headers: HeaderMap) -> Response {
    answer(&app, bearer(&headers)).await
}

/// Answers by the `Authorization` header, or by the form field `access_token` (RFC 6750 §2.2).
pub(super) async fn post(State(app): State<App>, headers: HeaderMap, body: Bytes) -> Response {
    let pairs = if is_form(&headers) {
        form_pairs(&body)
    } else {
        Vec::new()
    };
    let field = pairs
        .iter()
        .find(|(name, _)| name == "access_token")
        .map(|(_, value)| value.as_str());
    answer(&app, bearer(&headers).or(field)).await
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers
        .get(header::AUTHORIZATION)?
        .to_str()
        .ok()?
        .split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

async fn answer(app: &App, token: Option<&str>) -> Response {
    let Some(token) = token.filter(|token| !token.is_empty()) else {
        return refuse(&OAuthError::invalid_request(
            "The access token is missing: send Authorization: Bearer.",
        ));
    };
    match claims(app, token).await {
        Ok(claims) => json_answer(StatusCode::OK, &claims),
        Err(Fault::Refused(
            Refusal::AccessToken(_)
            | Refusal::User(User::Unknown | User::Disabled | User::Unconfirmed | User::ResetRequired)
            | Refusal::Client(Client::Unknown(_)),
        )) => refuse(&OAuthError::new(
            ErrorCode::InvalidToken,
            "Access token is expired, disabled, or deleted, or the user has globally signed out.",
        )),
        Err(fault) => refuse(&oauth_error(&fault)),
    }
}

async fn claims(app: &App, token: &str) -> Result<Value, Fault> {
    let caller = caller::caller(app, token, "openid").await?;
    let flags = if app.settings.oauth.user_info_booleans {
        VerifiedFlags::Booleans
    } else {
        VerifiedFlags::Texts
    };
    Ok(Value::Object(token::user_info(
        (&caller.pool, &caller.client, &caller.user),
        &caller.token.scopes,
        flags,
    )))
}

fn refuse(error: &OAuthError) -> Response {
    let code = error.error.as_str();
    let mut response = json_answer(
        status(error.error),
        &json!({ "error": code, "error_description": error.description }),
    );
    let challenge = format!(
        "Bearer error=\"{code}\", error_description=\"{}\"",
        error.description
    );
    if let Ok(value) = HeaderValue::from_str(&challenge) {
        response
            .headers_mut()
            .insert(header::WWW_AUTHENTICATE, value);
    }
    response
}
