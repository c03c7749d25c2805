//! What ends everything that was issued to a user.

use crate::app::App;
use domain::id::{PoolId, Sub};
use store::Write;

/// The writes that revoke everything that was ever issued to a user, codes that wait to be redeemed too: those first, so
/// that the family is there of one that is being redeemed.
pub fn revoke_all(app: &App, pool: &PoolId, sub: &Sub) -> [Write; 2] {
    [
        store::authorization::delete_fresh_of(pool, sub),
        store::family::revoke_all_of(pool, sub, app.now()),
    ]
}
