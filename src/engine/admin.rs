//! The administrator's access key: from the settings, or made at first start.

use crate::{random::Random, settings::Admin};
use domain::secret::Secret;
use domain::time::Timestamp;
use serde::{Deserialize, Serialize};
use store::access_key::{self, AccessKey};
use store::{Error, Result, Store, meta};
use zeroize::Zeroizing;

/// Marks keys that the settings gave: they go when the settings give another.
const FROM_SETTINGS: &str = "settings";
/// Marks the key that was made at first start.
const MADE: &str = "first start";
/// Under this name the key of the first start is agreed on.
const FIRST: &str = "first_access_key";

/// The administrator's access key, and where it is from.
#[derive(Debug, Clone, PartialEq)]
pub struct Administrator {
    /// The key.
    pub key: AccessKey,
    /// Where it is from: who has it already need not be told.
    pub origin: Origin,
}

/// Where an administrator's access key is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// From the settings.
    Settings,
    /// This start made it; nobody was told yet.
    New,
    /// An earlier start made it, or another program at the same time.
    Earlier,
}

/// Makes an access key where there is none, and returns it. Several programs may do so at once; all get the same key, and
/// for one of them it is new.
pub async fn ensure(
    store: &Store,
    admin: Option<&Admin>,
    random: Random,
    now: Timestamp,
) -> Result<Administrator> {
    loop {
        match attempt(store, admin, random, now).await {
            // Another program wrote the same key at the same time: it is there now.
            Err(error) if error.conflict().is_some() => {}
            outcome => return outcome,
        }
    }
}

async fn attempt(
    store: &Store,
    admin: Option<&Admin>,
    random: Random,
    now: Timestamp,
) -> Result<Administrator> {
    let stored_keys = access_key::list(store).await?;
    let wanted = match admin {
        Some(admin) => AccessKey {
            id: admin.access_key_id.clone(),
            secret: admin.secret_access_key.clone(),
            created_at: now,
            note: FROM_SETTINGS.to_owned(),
        },
        None => match stored_keys.iter().find(|key| key.note != FROM_SETTINGS) {
            Some(key) => key.clone(),
            None => first(store, random, now).await?,
        },
    };
    let same = |key: &AccessKey| key.id == wanted.id && key.secret == wanted.secret;
    let mut writes: Vec<_> = stored_keys
        .iter()
        .filter(|key| !same(key) && (key.note == FROM_SETTINGS || key.id == wanted.id))
        .map(|key| access_key::delete(&key.id))
        .collect();
    let is_stored = stored_keys.iter().any(same);
    if !is_stored {
        writes.push(access_key::insert(&wanted));
    }
    store.write(writes).await?;
    let origin = match (admin, is_stored) {
        (Some(_), _) => Origin::Settings,
        (None, false) => Origin::New,
        (None, true) => Origin::Earlier,
    };
    Ok(Administrator {
        key: wanted,
        origin,
    })
}

/// The key of the first start, as it is agreed on.
#[derive(Serialize, Deserialize)]
struct First {
    id: String,
    secret: String,
    created_at_millis: i64,
}

/// The key of the first start: of any number of programs that make one at once, the first one's.
async fn first(store: &Store, random: Random, now: Timestamp) -> Result<AccessKey> {
    let new = made(random, now);
    let new = First {
        id: new.id,
        secret: new.secret.expose().to_owned(),
        created_at_millis: now.0,
    };
    let text = Zeroizing::new(serde_json::json!(new).to_string());
    let stored = meta::put_if_absent(store, FIRST, text.as_bytes()).await?;
    let first: First = serde_json::from_slice(&stored)
        .map_err(|_| Error::Corrupt("the access key of the first start is damaged".to_owned()))?;
    Ok(AccessKey {
        id: first.id,
        secret: Secret::from(first.secret),
        created_at: Timestamp(first.created_at_millis),
        note: MADE.to_owned(),
    })
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
        let admin = |secret: &str| Admin {
            access_key_id: "AKIAGIVEN".to_owned(),
            secret_access_key: secret.into(),
        };
        let now = Timestamp::from_seconds(1);
        let ensure = |admin: Option<Admin>| {
            let store = store.clone();
            async move {
                ensure(&store, admin.as_ref(), Random, now)
                    .await
                    .expect("the store works")
            }
        };
        let made = ensure(None).await;
        assert_eq!(made.origin, Origin::New);
        let made = made.key;
        assert!(made.id.starts_with("AKIA") && made.secret.expose().len() == 40);
        let again = ensure(None).await;
        assert_eq!(
            (again.key.id, again.origin),
            (made.id.clone(), Origin::Earlier)
        );
        let from_settings = ensure(Some(admin("one-one-one-one-one"))).await;
        assert_eq!(from_settings.origin, Origin::Settings);
        ensure(Some(admin("two-two-two-two-two"))).await;
        let key = access_key::find(&store, "AKIAGIVEN")
            .await
            .expect("the store works")
            .expect("it is there");
        assert_eq!(key.secret.expose(), "two-two-two-two-two");
        assert_eq!(ensure(None).await.key.id, made.id);
        assert!(
            access_key::find(&store, "AKIAGIVEN")
                .await
                .expect("the store works")
                .is_none()
        );
    }

    #[tokio::test]
    async fn of_many_programs_that_start_at_once_all_get_the_same_key() {
        let now = Timestamp::from_seconds(1);
        let admin = Admin {
            access_key_id: "AKIAGIVEN".to_owned(),
            secret_access_key: "one-one-one-one-one".into(),
        };
        for admin in [None, Some(admin)] {
            let store = testing::store().await;
            let starts = (0..8).map(|_| ensure(&store, admin.as_ref(), Random, now));
            let keys = futures_util::future::join_all(starts).await;
            let all: Vec<_> = keys.into_iter().map(|key| key.expect("a key")).collect();
            let new = all.iter().filter(|one| one.origin == Origin::New).count();
            assert_eq!(new, usize::from(admin.is_none()), "{all:?}");
            let keys: Vec<AccessKey> = all.into_iter().map(|one| one.key).collect();
            assert!(keys.iter().all(|key| *key == keys[0]), "{keys:?}");
            let stored_keys = access_key::list(&store).await.expect("the store works");
            assert_eq!(stored_keys, keys[..1]);
        }
    }
}
