//! Changes brands, each with its entry in the audit log.
//!
//! Must not know what may stand in a theme or a style sheet: that is `theme`'s.

use crate::{
    audit::{Action, Entry},
    decide::{Attempt, retry},
    fault::Fault,
    request::RequestContext,
};
use domain::{
    brand::{Brand, Owner},
    id::PoolId,
};
use store::{Error, Store};

/// How often a change is made again because another one came first: as many as may be made at once.
const TRIES: u32 = 1_000;

/// Changes a brand and the bytes of its logo, and returns the stored brand. `edit` runs again whenever another writer
/// was faster. The audit log records the caller.
pub async fn change(
    cx: &RequestContext,
    pool: &PoolId,
    owner: &Owner,
    action: Action,
    edit: impl Fn(&mut Brand, &mut Option<Vec<u8>>),
) -> Result<Brand, Fault> {
    let entry = Entry::of(cx, action).within(pool).about(owner.as_str());
    let changed = retry(TRIES, || async {
        let (mut brand, mut logo) = stored(&cx.app.store, pool, owner).await?;
        edit(&mut brand, &mut logo);
        let write = store::brand::put(&brand, logo.as_deref());
        Ok(match cx.app.store.write(vec![write, entry.write()]).await {
            Ok(()) => Attempt::Written(brand),
            Err(error) => Attempt::Lost(error),
        })
    });
    let brand = changed.await?;
    entry.say();
    Ok(brand)
}

/// The stored brand. A damaged one counts as one without parts, so that it can be replaced.
async fn stored(
    store: &Store,
    pool: &PoolId,
    owner: &Owner,
) -> Result<(Brand, Option<Vec<u8>>), Fault> {
    let new = || Brand::new(pool.clone(), owner.clone());
    match store::brand::find_with_logo(store, pool, owner).await {
        Ok(stored) => Ok(stored.unwrap_or_else(|| (new(), None))),
        Err(Error::Corrupt(reason)) => {
            tracing::error!(%pool, client = %owner, reason, "a damaged brand is replaced");
            let version = store::brand::version(store, pool, owner).await?;
            Ok((
                Brand {
                    version: version.unwrap_or(0),
                    ..new()
                },
                None,
            ))
        }
        Err(error) => Err(error.into()),
    }
}
