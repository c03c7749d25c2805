//! Token families: what came of one authentication, found by its event id or by any refresh token it ever had.

use crate::value::{Row, Value, values};
use crate::write::Statements;
use crate::{Conflict, Error, Result, Store, Write};
use domain::id::{EventId, PoolId, Sub};
use domain::time::Timestamp;
use domain::token::Family;
use std::time::Duration;

/// The family with this event id.
pub async fn find(store: &Store, pool: &PoolId, event: &EventId) -> Result<Option<Family>> {
    let sql = "SELECT pool, event, sub, document, version, revoked_at FROM families WHERE pool = $1 AND event = $2";
    store
        .row(sql, values![pool, event])
        .await?
        .map(|row| read(&row))
        .transpose()
}

/// The family that a refresh token with this hash belongs to, and whether it is the token in force (or one rotated away).
pub async fn by_refresh_hash(
    store: &Store,
    pool: &PoolId,
    hash: &str,
) -> Result<Option<(Family, bool)>> {
    let sql = "SELECT f.pool, f.event, f.sub, f.document, f.version, f.revoked_at FROM family_refresh r \
               JOIN families f ON f.pool = r.pool AND f.event = r.event WHERE r.pool = $1 AND r.hash = $2";
    let Some(row) = store.row(sql, values![pool, hash]).await? else {
        return Ok(None);
    };
    let family = read(&row)?;
    let current = family.refresh_hash.as_deref() == Some(hash);
    Ok(Some((family, current)))
}

/// Keeps a new family. The version is 1, whatever the value says.
///
/// **Errors** [`Conflict::Family`] when the event id or a refresh token is taken.
pub fn insert(family: &Family) -> Write {
    let sql = "INSERT INTO families (pool, event, sub, version, expires_at, revoked_at, document) \
               VALUES ($1, $2, $3, 1, $4, $5, $6) ON CONFLICT (pool, event) DO NOTHING";
    let Family {
        pool,
        event,
        sub,
        expires_at,
        revoked_at,
        ..
    } = family;
    let stored = values![
        pool,
        event,
        sub,
        *expires_at,
        *revoked_at,
        Value::json(family)
    ];
    let statements = Statements::new().or_conflict(sql, stored, Conflict::Family);
    let with = |all: Statements, hash: &String| {
        all.or_conflict(INSERT_REFRESH, values![pool, hash, event], Conflict::Family)
    };
    hashes(family).iter().fold(statements, with).into()
}

/// Stores a changed family, if the stored version is still `family.version`. The version becomes one more.
///
/// **Errors** [`Conflict::Family`] when it was changed, revoked or deleted meanwhile.
pub fn update(family: &Family) -> Write {
    let Family {
        pool,
        event,
        version,
        expires_at,
        revoked_at,
        ..
    } = family;
    let row = values![
        pool,
        event,
        *version,
        *expires_at,
        *revoked_at,
        Value::json(family)
    ];
    Write::program(
        (pool.clone(), event.clone(), row, hashes(family)),
        |tx, (pool, event, row, hashes)| {
            Box::pin(async move {
                let sql = "UPDATE families SET version = version + 1, expires_at = $4, revoked_at = $5, document = $6 \
                       WHERE pool = $1 AND event = $2 AND version = $3";
                if tx.run(sql, row).await? == 0 {
                    return Err(Error::Conflict(Conflict::Family));
                }
                let mut stored = Vec::new();
                let sql = "SELECT hash FROM family_refresh WHERE pool = $1 AND event = $2";
                for row in tx.rows(sql, &values![pool, event]).await? {
                    stored.push(row.text(0)?.to_owned());
                }
                for hash in stored.iter().filter(|hash| !hashes.contains(hash)) {
                    tx.run(
                        "DELETE FROM family_refresh WHERE pool = $1 AND hash = $2",
                        &values![pool, hash],
                    )
                    .await?;
                }
                for hash in hashes.iter().filter(|hash| !stored.contains(hash)) {
                    if tx.run(INSERT_REFRESH, &values![pool, hash, event]).await? == 0 {
                        return Err(Error::Conflict(Conflict::Family));
                    }
                }
                Ok(())
            })
        },
    )
}

/// Revokes every family of a user that is not revoked yet.
pub fn revoke_all_of(pool: &PoolId, sub: &Sub, at: Timestamp) -> Write {
    let sql = "UPDATE families SET version = version + 1, revoked_at = $3 \
               WHERE pool = $1 AND sub = $2 AND revoked_at IS NULL";
    Write::run(sql, values![pool, sub, at])
}

/// Forgets the families whose refresh token died a day ago or longer: until then an access token of theirs may live.
pub fn delete_expired(now: Timestamp) -> Write {
    let dead = now - Duration::from_hours(24);
    let refresh = "DELETE FROM family_refresh WHERE (pool, event) IN (SELECT pool, event FROM families WHERE expires_at <= $1)";
    Statements::new()
        .then(refresh, values![dead])
        .then("DELETE FROM families WHERE expires_at <= $1", values![dead])
        .into()
}

const INSERT_REFRESH: &str = "INSERT INTO family_refresh (pool, hash, event) VALUES ($1, $2, $3) ON CONFLICT (pool, hash) DO NOTHING";

/// Every refresh token that leads to the family.
fn hashes(family: &Family) -> Vec<String> {
    let mut hashes: Vec<String> = family
        .rotated
        .iter()
        .map(|(hash, _)| hash.clone())
        .collect();
    hashes.extend(family.refresh_hash.clone());
    hashes.sort();
    hashes.dedup();
    hashes
}

fn key_of(family: &Family) -> [&str; 3] {
    let Family {
        pool, event, sub, ..
    } = family;
    [pool.as_str(), event.as_str(), sub.as_str()]
}

fn read(row: &Row) -> Result<Family> {
    let mut family = row.document("families", key_of)?;
    family.version = row.int(4)?;
    family.revoked_at = row.optional_int(5)?.map(Timestamp);
    Ok(family)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::testing::{Bench, at, client, conformance, event, pools, sub};

    conformance!(
        rotation_keeps_every_token_known,
        revocation_reaches_all_of_a_user,
        of_many_rotations_one_wins
    );

    pub(crate) fn family(pool: &PoolId, n: u32, owner: u32) -> Family {
        Family {
            pool: pool.clone(),
            event: event(n),
            origin_jti: "jti".to_owned(),
            sub: sub(owner),
            client: client(),
            scopes: vec!["openid".to_owned()],
            audience: None,
            oauth: true,
            auth_time: at(0),
            expires_at: at(100),
            refresh_hash: Some(format!("hash{n}")),
            rotated: Vec::new(),
            revoked_at: None,
            version: 0,
        }
    }

    async fn rotation_keeps_every_token_known(bench: &Bench) {
        let store = &bench.store;
        let (pool, other) = pools();
        store
            .write(vec![insert(&family(&pool, 1, 1))])
            .await
            .expect("inserted");
        assert_eq!(
            store.write(vec![insert(&family(&pool, 1, 1))]).await,
            Err(Error::Conflict(Conflict::Family))
        );
        let same_hash = Family {
            event: event(2),
            ..family(&pool, 1, 1)
        };
        assert_eq!(
            store.write(vec![insert(&same_hash)]).await,
            Err(Error::Conflict(Conflict::Family)),
            "the token's hash"
        );
        let (mut stored, current) = by_refresh_hash(store, &pool, "hash1")
            .await
            .expect("looked")
            .expect("found");
        assert!(current && stored.version == 1);
        stored.rotated.push(("hash1".to_owned(), at(1)));
        stored.refresh_hash = Some("next".to_owned());
        store.write(vec![update(&stored)]).await.expect("rotated");
        assert_eq!(
            store.write(vec![update(&stored)]).await,
            Err(Error::Conflict(Conflict::Family))
        );
        assert!(
            by_refresh_hash(store, &pool, "next")
                .await
                .expect("looked")
                .expect("found")
                .1
        );
        let (old, current) = by_refresh_hash(store, &pool, "hash1")
            .await
            .expect("looked")
            .expect("found");
        assert!(!current && old.version == 2 && old.event == event(1));
        assert_eq!(
            by_refresh_hash(store, &other, "next")
                .await
                .expect("looked"),
            None,
            "a pool is a wall"
        );
        let dropped = Family {
            rotated: Vec::new(),
            ..old
        };
        store.write(vec![update(&dropped)]).await.expect("updated");
        assert_eq!(
            by_refresh_hash(store, &pool, "hash1")
                .await
                .expect("looked"),
            None
        );
    }

    async fn revocation_reaches_all_of_a_user(bench: &Bench) {
        let store = &bench.store;
        let (pool, other) = pools();
        let all = [
            family(&pool, 1, 1),
            family(&pool, 2, 1),
            family(&pool, 3, 2),
            family(&other, 1, 1),
        ];
        store
            .write(all.iter().map(insert).collect())
            .await
            .expect("inserted");
        let stale = find(store, &pool, &event(1))
            .await
            .expect("looked")
            .expect("found");
        store
            .write(vec![revoke_all_of(&pool, &sub(1), at(5))])
            .await
            .expect("revoked");
        store
            .write(vec![revoke_all_of(&pool, &sub(1), at(6))])
            .await
            .expect("revoked already");
        let revoked = async |pool, n| {
            find(store, pool, &event(n))
                .await
                .expect("looked")
                .expect("found")
                .revoked_at
        };
        assert_eq!(
            (revoked(&pool, 1).await, revoked(&pool, 2).await),
            (Some(at(5)), Some(at(5)))
        );
        assert_eq!(
            (revoked(&pool, 3).await, revoked(&other, 1).await),
            (None, None)
        );
        assert_eq!(
            store.write(vec![update(&stale)]).await,
            Err(Error::Conflict(Conflict::Family)),
            "nothing undoes it"
        );
        let day = 24 * 3600;
        store
            .write(vec![delete_expired(at(100 + day - 1))])
            .await
            .expect("not yet");
        assert!(
            find(store, &pool, &event(1))
                .await
                .expect("looked")
                .is_some()
        );
        store
            .write(vec![delete_expired(at(100 + day))])
            .await
            .expect("deleted");
        assert_eq!(find(store, &pool, &event(1)).await.expect("looked"), None);
        assert_eq!(
            by_refresh_hash(store, &pool, "hash1")
                .await
                .expect("looked"),
            None
        );
    }

    async fn of_many_rotations_one_wins(bench: &Bench) {
        let store = &bench.store;
        let (pool, _) = pools();
        store
            .write(vec![insert(&family(&pool, 1, 1))])
            .await
            .expect("inserted");
        let stored = find(store, &pool, &event(1))
            .await
            .expect("looked")
            .expect("found");
        let rotations = (0..100).map(|n| {
            let next = Family {
                refresh_hash: Some(format!("next{n}")),
                ..stored.clone()
            };
            store.write(vec![update(&next)])
        });
        let results = futures_util::future::join_all(rotations).await;
        assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1);
        let rows = store
            .rows("SELECT hash FROM family_refresh", values![])
            .await
            .expect("read");
        assert_eq!(rows.len(), 1, "nothing is left of those that lost");
    }
}
