//! The wait before another code is sent to the same person, whatever the countdown of the page shows.

use super::page_request::PageRequest;
use axum::response::Response;
use domain::token;
use std::time::Duration;

/// Seconds between two codes.
pub(super) const SECONDS: u32 = 30;

/// Notes that a code is about to be sent; `false` if the last one is too recent.
///
/// The name is what was typed, so that the pause is the same whether or not there is such a person.
///
/// **Errors** the page that says that something failed here.
pub(super) async fn may_send(
    page_request: &PageRequest,
    purpose: &str,
    username: &str,
) -> Result<bool, Response> {
    let name = format!(
        "pace:{purpose}:{}",
        token::hash(&page_request.pool.fold(username))
    );
    let pause = Duration::from_secs(SECONDS.into());
    store::attempt::limit(
        &page_request.site.store,
        &page_request.pool.id,
        &name,
        page_request.site.now(),
        1,
        pause,
    )
    .await
    .map_err(|error| page_request.failed(&error.into()))
}
