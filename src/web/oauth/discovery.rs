//! `<issuer>/.well-known/openid-configuration`, and the same for clients that know OAuth alone:
//! `/.well-known/oauth-authorization-server/<pool id>`.
//!
//! **Source** OpenID Connect Discovery 1.0 §3, RFC 8414 §2 and §3; members as Cognito's, and what its own clients miss there.

use super::answer::{Failed, open};
use axum::{
    Json,
    extract::{Path, State},
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use domain::{client, oauth::scope::OFFLINE_ACCESS};
use engine::{find, keys::Keys, public_url::PublicUrl};
use serde_json::{Value, json};
use store::Store;
use wire::route;

/// Answers the discovery document of a pool.
pub(super) async fn get(
    State(store): State<Store>,
    State(keys): State<Keys>,
    State(public_url): State<PublicUrl>,
    Path(pool): Path<String>,
) -> Result<Response, Failed> {
    let pool = find::pool(&store, &pool).await?;
    let mut response = Json(document(&keys.issuer(&pool.id), &public_url)).into_response();
    let headers = response.headers_mut();
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("public, max-age=300"),
    );
    open(headers);
    Ok(response)
}

fn document(issuer: &str, public_url: &PublicUrl) -> Value {
    let at = |path| public_url.join(path);
    json!({
        "issuer": issuer,
        "authorization_endpoint": at(route::AUTHORIZE),
        "token_endpoint": at(route::TOKEN),
        "userinfo_endpoint": at(route::USER_INFO),
        "revocation_endpoint": at(route::REVOKE),
        "end_session_endpoint": at(route::LOGOUT),
        "jwks_uri": format!("{issuer}{}", route::JWKS),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query", "form_post"],
        "grant_types_supported": ["authorization_code", "refresh_token", "client_credentials"],
        "code_challenge_methods_supported": [wire::pkce::METHOD],
        "scopes_supported": ["openid", "email", "phone", "profile", OFFLINE_ACCESS, client::ADMIN_SCOPE],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "none"],
        "revocation_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "none"],
        "prompt_values_supported": ["none", "login", "select_account", "consent"],
        "claims_supported": ["sub", "iss", "aud", "exp", "iat", "auth_time", "nonce", "at_hash", "email",
            "email_verified", "phone_number", "phone_number_verified", "name", "given_name", "family_name",
            "preferred_username", "cognito:username"],
        "ui_locales_supported": pages::locale::LANGUAGES.iter().map(|language| language.tag).collect::<Vec<_>>(),
        "authorization_response_iss_parameter_supported": true,
        "request_parameter_supported": false,
        "request_uri_parameter_supported": false,
    })
}
