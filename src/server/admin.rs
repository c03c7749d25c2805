//! The administrator's access key: given by the settings, or made at first start.

use crate::{config::Admin, random::Random};
use domain::secret::Secret;
use domain::time::Timestamp;
use store::access_key::{self, AccessKey};
use store::{Result, Store};

/// Marks keys that the settings gave: they go when the settings give another.
const FROM_SETTINGS: &str = "settings";
/// Marks the key that was made at first start.
const MADE: &str = "first start";

/// Sees to it that there is an access key, and gives it.
pub(crate) async fn ensure(
    store: &Store,
    given: Option<&Admin>,
    random: Random,
    now: Timestamp,
) -> Result<AccessKey> {
    let kept = access_key::list(store).await?;
    let wanted = match given {
        Some(given) => AccessKey {
            id: given.access_key_id.clone(),
            secret: given.secret_access_key.clone(),
            created_at: now,
            note: FROM_SETTINGS.to_owned(),
        },
        None => match kept.iter().find(|key| key.note != FROM_SETTINGS) {
            Some(key) => key.clone(),
            None => made(random, now),
        },
    };
    let same = |key: &AccessKey| key.id == wanted.id && key.secret == wanted.secret;
    let mut writes: Vec<_> = kept
        .iter()
        .filter(|key| !same(key) && (key.note == FROM_SETTINGS || key.id == wanted.id))
        .map(|key| access_key::delete(&key.id))
        .collect();
    if !kept.iter().any(same) {
        writes.push(access_key::insert(&wanted));
    }
    store.write(writes).await?;
    Ok(wanted)
}

/// **Shape** as AWS writes them: `AKIA` and 16 upper-case letters or digits; 40 letters or digits.
fn made(random: Random, now: Timestamp) -> AccessKey {
    AccessKey {
        id: format!("AKIA{}", random.letters(16, crate::random::UPPER)),
        secret: Secret::from(random.letters(40, crate::random::MIXED)),
        created_at: now,
        note: MADE.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    #[tokio::test]
    async fn the_settings_key_replaces_itself_and_leaves_when_the_settings_drop_it() {
        let store = testing::store().await;
        let given = |secret: &str| Admin {
            access_key_id: "AKIAGIVEN".to_owned(),
            secret_access_key: secret.into(),
        };
        let now = Timestamp::from_seconds(1);
        let ensure = |given: Option<Admin>| {
            let store = store.clone();
            async move {
                ensure(&store, given.as_ref(), Random, now)
                    .await
                    .expect("the store works")
            }
        };
        let made = ensure(None).await;
        assert!(made.id.starts_with("AKIA") && made.secret.expose().len() == 40);
        assert_eq!(ensure(None).await.id, made.id);
        ensure(Some(given("one-one-one-one-one"))).await;
        ensure(Some(given("two-two-two-two-two"))).await;
        let found = access_key::find(&store, "AKIAGIVEN")
            .await
            .expect("the store works")
            .expect("it is there");
        assert_eq!(found.secret.expose(), "two-two-two-two-two");
        assert_eq!(ensure(None).await.id, made.id);
        assert!(
            access_key::find(&store, "AKIAGIVEN")
                .await
                .expect("the store works")
                .is_none()
        );
    }
}
