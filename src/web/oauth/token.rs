//! `/oauth2/token`: one file a grant.
//!
//! **Source** RFC 6749 §3.2, Cognito "Token endpoint".

mod authorization_code;
mod client_credentials;
mod query;
mod refresh_token;

use super::{
    answer::{Failed, json_answer},
    client_auth,
};
use crate::{
    form::{form_pairs, is_form, query_pairs},
    host::Hosts,
    query_clients::QueryClients,
};
use axum::{
    body::Bytes,
    extract::State,
    http::{Extensions, HeaderMap, StatusCode, Uri, header},
    response::Response,
};
use domain::{
    client::Client,
    oauth::{OAuthError, parameters, scope},
    pool::Pool,
};
use engine::{
    app::App,
    issue::Tokens,
    request::{RequestContext, RequestId},
};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use wire::oauth::ErrorCode;

/// A grant's request, its client authenticated.
#[derive(Clone, Copy)]
struct TokenRequest<'a> {
    cx: &'a RequestContext,
    pool: &'a Pool,
    client: &'a Client,
    form: &'a BTreeMap<&'a str, &'a str>,
}

impl<'a> TokenRequest<'a> {
    /// A parameter that must be there.
    fn required(&self, name: &str) -> Result<&'a str, OAuthError> {
        self.form
            .get(name)
            .copied()
            .ok_or_else(|| OAuthError::invalid_request(format!("The parameter {name} is missing.")))
    }
}

/// Exchanges a grant for tokens.
///
/// **Source** Cognito reads from the query what the body lacks, and needs no body.
pub(super) async fn post(
    State(app): State<App>,
    State(hosts): State<Hosts>,
    State(query_clients): State<QueryClients>,
    headers: HeaderMap,
    uri: Uri,
    extensions: Extensions,
    body: Bytes,
) -> Result<Response, Failed> {
    if !is_form(&headers) && !body.is_empty() {
        return Err(OAuthError::invalid_request(
            "Send the parameters as application/x-www-form-urlencoded.",
        )
        .into());
    }
    let (pairs, in_query) = (form_pairs(&body), query_pairs(&uri));
    let mut form = parameters(&pairs)?;
    let by_query = query::complete(&mut form, parameters(&in_query)?);
    let grant = form
        .get("grant_type")
        .copied()
        .ok_or_else(|| OAuthError::invalid_request("The parameter grant_type is missing."))?;
    let by_header = headers.contains_key(header::AUTHORIZATION);
    let (pool, client) = client_auth::client(&hosts, &headers, &uri, &form)
        .await
        .map_err(|error| if by_header { error } else { error.plain() })?;
    if by_query {
        query_clients.warn(&client.id);
    }
    let cx = RequestContext::new(app, RequestId::of(&extensions));
    let request = TokenRequest {
        cx: &cx,
        pool: &pool,
        client: &client,
        form: &form,
    };
    match grant {
        "authorization_code" => authorization_code::exchange(request).await,
        "refresh_token" => refresh_token::exchange(request).await,
        "client_credentials" => client_credentials::exchange(request).await,
        _ => Err(OAuthError::new(
            ErrorCode::UnsupportedGrantType,
            "This grant type is not supported.",
        )
        .into()),
    }
}

/// The answer with tokens.
fn tokens(tokens: &Tokens, requested_scope: Option<&str>) -> Response {
    let mut body = json!({
        "access_token": tokens.access_token,
        "token_type": "Bearer",
        "expires_in": tokens.expires_in_seconds,
    });
    for (name, token) in [
        ("id_token", &tokens.id_token),
        ("refresh_token", &tokens.refresh_token),
    ] {
        if let Some(token) = token {
            body[name] = token.as_str().into();
        }
    }
    tell_scope(&mut body, &tokens.scope, requested_scope);
    json_answer(StatusCode::OK, &body)
}

/// Adds `scope` to an answer where the tokens' scopes are others than the request named, as where it named none.
///
/// **Source** RFC 6749 §5.1.
fn tell_scope(answer: &mut Value, scope: &str, requested_scope: Option<&str>) {
    if requested_scope.is_none_or(|requested| !scope::same(requested, scope)) {
        answer["scope"] = scope.into();
    }
}
