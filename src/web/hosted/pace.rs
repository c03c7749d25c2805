//! The pace of codes: a page sends another one to the same person only after a pause, whatever its countdown shows.

use super::visit::Visit;
use domain::token;
use std::time::Duration;

/// Seconds between two codes.
pub(super) const SECONDS: u32 = 30;

/// Notes that a code is about to be sent; `false` if the last one is too recent.
///
/// The name is what was typed, so that the pause is the same whether or not there is such a person.
pub(super) async fn may_send(visit: &Visit, purpose: &str, username: &str) -> store::Result<bool> {
    let name = format!("pace:{purpose}:{}", token::hash(&visit.pool.fold(username)));
    let pause = Duration::from_secs(SECONDS.into());
    store::attempt::limit(
        &visit.site.store,
        &visit.pool.id,
        &name,
        visit.site.now(),
        1,
        pause,
    )
    .await
}
