//! One-time links into the studio: each is known by the hash of its secret, and redeemed once.

use crate::value::{Row, values};
use crate::{Conflict, Result, Store, Write};
use domain::time::Timestamp;

/// A link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StudioLink {
    /// The name by which the audit log knows it; nothing follows from it.
    pub id: String,
    /// Whether somebody has redeemed it.
    pub used: bool,
    /// Until when it can be redeemed.
    pub expires_at: Timestamp,
}

/// Keeps a new link under the hash of its secret.
///
/// **Errors** [`Conflict::StudioLink`] when the hash is taken.
pub fn insert(id: &str, hash: &str, expires_at: Timestamp) -> Write {
    let sql = "INSERT INTO studio_links (hash, id, uses, expires_at) VALUES ($1, $2, 0, $3) \
               ON CONFLICT (hash) DO NOTHING";
    Write::change(sql, values![hash, id, expires_at], Conflict::StudioLink)
}

/// The link with this hash; a day after its end it is forgotten.
pub async fn find(store: &Store, hash: &str) -> Result<Option<StudioLink>> {
    let sql = "SELECT id, uses, expires_at FROM studio_links WHERE hash = $1";
    let read = |row: Row| {
        Ok(StudioLink {
            id: row.text(0)?.to_owned(),
            used: row.int(1)? > 0,
            expires_at: row.time(2)?,
        })
    };
    store.row(sql, values![hash]).await?.map(read).transpose()
}

/// Redeems a link: of any number who do so at once, one succeeds.
///
/// **Errors** [`Conflict::StudioLink`] when it was redeemed, has expired, or never was.
pub fn redeem(hash: &str, now: Timestamp) -> Write {
    let sql = "UPDATE studio_links SET uses = 1 WHERE hash = $1 AND uses = 0 AND expires_at > $2";
    Write::change(sql, values![hash, now], Conflict::StudioLink)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::studio_key::{self, tests::key};
    use crate::testing::{Bench, at, conformance};
    use crate::{Error, audit};

    conformance!(
        of_a_hundred_who_redeem_at_once_one_succeeds,
        an_expired_link_is_not_redeemed
    );

    async fn of_a_hundred_who_redeem_at_once_one_succeeds(bench: &Bench) {
        let store = &bench.store;
        let link = insert("link", "hash", at(9));
        store.write(vec![link]).await.expect("made");
        let again = store.write(vec![insert("other", "hash", at(9))]).await;
        assert_eq!(again, Err(Error::Conflict(Conflict::StudioLink)));
        // Each brings the key that it would be given: a loser's is not kept either.
        let tries = (0..100).map(|n| async move {
            let key = key(&format!("ASIA{n}"), 20);
            let writes = vec![redeem("hash", at(1)), studio_key::insert(&key)];
            store.write(writes).await.map(|()| key)
        });
        let tries = futures_util::future::join_all(tries).await;
        let link_conflict = Err(Error::Conflict(Conflict::StudioLink));
        let lost = tries.iter().filter(|outcome| **outcome == link_conflict);
        assert_eq!(lost.count(), 99);
        let won: Vec<_> = tries.into_iter().flatten().collect();
        assert_eq!(won.len(), 1);
        for n in 0..100 {
            let id = format!("ASIA{n}");
            let stored = studio_key::find(store, &id).await.expect("looked");
            assert_eq!(stored, (won[0].id == id).then(|| won[0].clone()));
        }
        let stored = find(store, "hash").await.expect("looked").expect("there");
        assert_eq!((stored.id.as_str(), stored.used), ("link", true));
    }

    async fn an_expired_link_is_not_redeemed(bench: &Bench) {
        let store = &bench.store;
        let link = insert("link", "hash", at(9));
        store.write(vec![link]).await.expect("made");
        let entry = audit::tests::entry("1", "RedeemStudioLink", None);
        for (hash, now) in [("hash", at(9)), ("other", at(0))] {
            let writes = vec![redeem(hash, now), audit::insert(&entry)];
            let late = store.write(writes).await;
            assert_eq!(late, Err(Error::Conflict(Conflict::StudioLink)));
        }
        assert_eq!(audit::latest(store, None, 9).await, Ok(vec![]));
        assert_eq!(find(store, "other").await, Ok(None));
        let stored = find(store, "hash").await.expect("looked").expect("there");
        assert_eq!((stored.used, stored.expires_at), (false, at(9)));
        store
            .write(vec![redeem("hash", at(8))])
            .await
            .expect("in time");
    }
}
