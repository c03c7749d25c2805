//! `<issuer>/.well-known/jwks.json`: the public keys of a pool, those in force first.

use super::answer::{Failed, open};
use axum::{
    Json,
    extract::{Path, State},
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use engine::{
    find,
    keys::{self, Keys},
};
use store::Store;

/// Answers the key set of a pool.
///
/// **Source** RFC 7517 §5.
pub(super) async fn get(
    State(store): State<Store>,
    State(keys): State<Keys>,
    Path(pool): Path<String>,
) -> Result<Response, Failed> {
    let pool = find::pool(&store, &pool).await?;
    let mut response = Json(keys.jwks(&pool.id).await?).into_response();
    let headers = response.headers_mut();
    // No longer than a new key waits before it signs.
    let cache_control = format!("public, max-age={}", keys::KEY_SET_MAX_AGE.as_secs());
    if let Ok(cache_control) = HeaderValue::try_from(cache_control) {
        headers.insert(header::CACHE_CONTROL, cache_control);
    }
    open(headers);
    Ok(response)
}
