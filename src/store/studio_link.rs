//! One-time links into the studio: each is known by the hash of its secret, and redeemed once.

use crate::value::{Row, Value, values};
use crate::write::Statements;
use crate::{Conflict, Result, Store, Write};
use domain::id::PoolId;
use domain::time::Timestamp;

/// A link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StudioLink {
    /// The name by which the audit log knows it; nothing follows from it.
    pub id: String,
    /// Whether somebody has redeemed it.
    pub used: bool,
    /// When it was made.
    pub created_at: Timestamp,
    /// Until when it can be redeemed.
    pub expires_at: Timestamp,
    /// The pools that it is for; empty for all.
    pub pools: Vec<PoolId>,
}

/// A link with the end of the key that it was redeemed for, if it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedLink {
    /// The link.
    pub link: StudioLink,
    /// The id of its key, and until when that signs.
    pub key: Option<(String, Timestamp)>,
}

/// Keeps a new link, which nobody has used yet, under the hash of its secret.
///
/// **Errors** [`Conflict::StudioLink`] when the hash is taken.
pub fn insert(link: &StudioLink, hash: &str) -> Write {
    let sql = "INSERT INTO studio_links (hash, id, uses, created_at, expires_at, pools) VALUES ($1, $2, 0, $3, $4, $5) \
               ON CONFLICT (hash) DO NOTHING";
    let pools = Value::json(&link.pools);
    let values = values![hash, &link.id, link.created_at, link.expires_at, pools];
    Write::change(sql, values, Conflict::StudioLink)
}

/// The link with this hash; a day after its end it is forgotten.
pub async fn find(store: &Store, hash: &str) -> Result<Option<StudioLink>> {
    let sql = "SELECT id, uses, created_at, expires_at, pools FROM studio_links WHERE hash = $1";
    let row = store.row(sql, values![hash]).await?;
    row.as_ref().map(read).transpose()
}

fn read(row: &Row) -> Result<StudioLink> {
    Ok(StudioLink {
        id: row.text(0)?.to_owned(),
        used: row.int(1)? > 0,
        created_at: row.time(2)?,
        expires_at: row.time(3)?,
        pools: row.json(4)?,
    })
}

/// Every link that is not forgotten yet, the newest last.
pub async fn list(store: &Store) -> Result<Vec<ListedLink>> {
    let sql = "SELECT l.id, l.uses, l.created_at, l.expires_at, l.pools, k.id, COALESCE(k.expires_at, 0) \
               FROM studio_links l LEFT JOIN studio_keys k ON k.link = l.id ORDER BY l.created_at, l.id";
    let rows = store.rows(sql, values![]).await?;
    let listed = rows.iter().map(|row| {
        let key = row.optional_text(5)?.map(str::to_owned);
        let ends = row.time(6)?;
        Ok(ListedLink {
            link: read(row)?,
            key: key.map(|id| (id, ends)),
        })
    });
    listed.collect()
}

/// Ends a link, and the key that it was redeemed for.
///
/// **Errors** [`Conflict::StudioLink`] when there is none of this id.
pub fn revoke(id: &str) -> Write {
    Statements::new()
        .or_conflict(
            "DELETE FROM studio_links WHERE id = $1",
            values![id],
            Conflict::StudioLink,
        )
        .then("DELETE FROM studio_keys WHERE link = $1", values![id])
        .into()
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
    use crate::studio_key::{self, StudioKey, tests::key};
    use crate::testing::{Bench, at, conformance};
    use crate::{Error, audit};

    conformance!(
        of_a_hundred_who_redeem_at_once_one_succeeds,
        an_expired_link_is_not_redeemed,
        a_link_ends_with_its_key_and_no_other,
    );

    pub(crate) fn link(id: &str, expires: i64) -> StudioLink {
        StudioLink {
            id: id.to_owned(),
            used: false,
            created_at: at(0),
            expires_at: at(expires),
            pools: vec!["eu-central-1_AAAAAAAAA".into()],
        }
    }

    async fn a_link_ends_with_its_key_and_no_other(bench: &Bench) {
        let store = &bench.store;
        for id in ["one", "two"] {
            let key = StudioKey {
                link: id.to_owned(),
                ..key(&format!("ASIA{id}"), 20)
            };
            let writes = vec![
                insert(&link(id, 9), id),
                redeem(id, at(1)),
                studio_key::insert(&key),
            ];
            store.write(writes).await.expect("made");
        }
        let fresh = insert(&link("three", 9), "three");
        store.write(vec![fresh]).await.expect("made");
        let names = async || {
            let listed = list(store).await.expect("listed");
            let name = |one: ListedLink| (one.link.id, one.key);
            listed.into_iter().map(name).collect::<Vec<_>>()
        };
        let of = |id: &str| (id.to_owned(), Some((format!("ASIA{id}"), at(20))));
        let three = ("three".to_owned(), None);
        assert_eq!(names().await, [of("one"), three.clone(), of("two")]);
        store.write(vec![revoke("one")]).await.expect("revoked");
        assert_eq!(names().await, [three, of("two")]);
        assert_eq!(studio_key::find(store, "ASIAone").await, Ok(None));
        let again = store.write(vec![revoke("one")]).await;
        assert_eq!(again, Err(Error::Conflict(Conflict::StudioLink)));
    }

    async fn of_a_hundred_who_redeem_at_once_one_succeeds(bench: &Bench) {
        let store = &bench.store;
        let new = insert(&link("link", 9), "hash");
        store.write(vec![new]).await.expect("made");
        let again = store.write(vec![insert(&link("other", 9), "hash")]).await;
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
        let new = insert(&link("link", 9), "hash");
        store.write(vec![new]).await.expect("made");
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
