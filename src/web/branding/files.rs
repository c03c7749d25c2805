//! The files of a brand: its logo, under an address that changes with it, and the schema of themes.

use crate::{assets::ASK_AGAIN, host::Hosts};
use axum::{
    Router,
    extract::{FromRef, Path, State},
    http::{HeaderMap, StatusCode, Uri, header},
    response::{IntoResponse, Response},
    routing::get,
};
use domain::{brand::Owner, id::PoolId};
use engine::{brand::css_version, fault::Fault};
use store::Store;

/// The policy of a file that strangers drew: nothing in it may act, even if a browser took it for a document.
const INERT: &str = "default-src 'none'; sandbox";

/// The routes of the brands' files.
pub(crate) fn routes<S>() -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    Store: FromRef<S>,
    Hosts: FromRef<S>,
{
    Router::new()
        .route(
            "/{pool}/{client}/{version}/assets/images/image.jpg",
            get(image),
        )
        .route("/theme.schema.json", get(schema))
}

/// Answers a logo, for ever: another one has another address.
async fn image(
    State(store): State<Store>,
    State(hosts): State<Hosts>,
    Path((pool, client, version)): Path<(String, String, String)>,
    headers: HeaderMap,
    uri: Uri,
) -> Response {
    let missing = || (StatusCode::NOT_FOUND, "There is no such logo.\n").into_response();
    let (pool, owner) = (PoolId::from(pool), Owner::of(Some(&client)));
    // A pool's own domain serves nothing of another pool.
    let at = match hosts.pool_of(&headers, &uri).await {
        Ok(at) => at,
        Err(fault) => return unavailable(&fault),
    };
    if at.is_some_and(|at| at.id != pool) {
        return missing();
    }
    let stored_brand = match store::brand::find_with_logo(&store, &pool, &owner).await {
        Ok(stored_brand) => stored_brand,
        Err(error) => return unavailable(&error.into()),
    };
    let Some((brand, Some(bytes))) = stored_brand else {
        return missing();
    };
    let Some(set) = brand
        .parts
        .customization
        .filter(|set| css_version(set.modified_at) == version)
    else {
        return missing();
    };
    let Some(logo) = set.logo else {
        return missing();
    };
    let headers = [
        (header::CONTENT_TYPE, logo.format.media_type()),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
        (header::CONTENT_SECURITY_POLICY, INERT),
    ];
    (headers, bytes).into_response()
}

/// The answer where the store cannot be read.
fn unavailable(fault: &Fault) -> Response {
    tracing::error!(?fault, "a logo cannot be read");
    let advice = "The logo cannot be read now. Try again.\n";
    (StatusCode::INTERNAL_SERVER_ERROR, advice).into_response()
}

/// Answers the JSON Schema of `theme.json`, to editors on any origin.
async fn schema() -> Response {
    let headers = [
        (header::CONTENT_TYPE, "application/schema+json"),
        (header::CACHE_CONTROL, ASK_AGAIN),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
    ];
    (headers, theme::SCHEMA).into_response()
}
