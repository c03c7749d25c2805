//! Which brand applies to a client, and the addresses and versions that its parts have.

use crate::fault::Fault;
use domain::{
    brand::{Brand, Customization, Owner},
    id::PoolId,
    time::Timestamp,
};
use store::{Error, Store};

/// A part of the brand that applies to `owner`, with the owner it belongs to: its own brand's, else that of all clients.
pub async fn answering<T>(
    store: &Store,
    pool: &PoolId,
    owner: &Owner,
    part: impl Fn(&Brand) -> Option<T>,
) -> Result<Option<(Owner, T)>, Fault> {
    for owner in [owner, &Owner::All] {
        let brand = match store::brand::find(store, pool, owner).await {
            Err(Error::Corrupt(reason)) => {
                tracing::error!(%pool, client = %owner, reason, "a brand is damaged");
                None
            }
            stored => stored?,
        };
        if let Some(stored) = brand.as_ref().and_then(&part) {
            return Ok(Some((owner.clone(), stored)));
        }
    }
    Ok(None)
}

/// The version of a customization.
///
/// **Shape** `YYYYMMDDhhmmss`, UTC.
/// **Source** `CSSVersion` of `UICustomizationType`; observed in answers.
pub fn css_version(at: Timestamp) -> String {
    let at = jiff::Timestamp::from_second(at.seconds()).unwrap_or_default();
    at.strftime("%Y%m%d%H%M%S").to_string()
}

/// Where the logo of a customization is served, from the root on.
///
/// **Source** `ImageUrl` of `UICustomizationType`, which ends so whatever the format is.
pub fn image_path(pool: &PoolId, owner: &Owner, set: &Customization) -> String {
    let version = css_version(set.modified_at);
    format!("/{pool}/{owner}/{version}/assets/images/image.jpg")
}
