//! OAuth authorization codes: redeemed once. What is left of a redeemed one tells which family a second redemption must
//! revoke.
//!
//! **Source** RFC 6749 §4.1.2, §10.5.

use crate::seal::place;
use crate::value::{Value, values};
use crate::{Result, Store, Write};
use domain::id::{EventId, PoolId};
use domain::time::Timestamp;

/// What a code was when it was taken.
#[derive(Clone, PartialEq)]
pub enum Taken {
    /// Nobody had taken it.
    Fresh {
        /// What was authorized.
        value: serde_json::Value,
        /// Until when it counts; the caller looks.
        expires_at: Timestamp,
    },
    /// It had been taken. The family that came of it, if its tokens are written already.
    Used(Option<EventId>),
    /// There is none such, or it was purged long after it had expired.
    Unknown,
}

impl std::fmt::Debug for Taken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Fresh { expires_at, .. } => write!(f, "Fresh(***, until {})", expires_at.0),
            Self::Used(event) => write!(f, "Used({event:?})"),
            Self::Unknown => f.write_str("Unknown"),
        }
    }
}

/// Keeps a new code under its hash.
///
/// **Errors** Conflict `authorization` when the hash is taken.
pub fn insert(
    pool: &PoolId,
    code_hash: &str,
    value: &serde_json::Value,
    expires_at: Timestamp,
) -> Write {
    let sealed = Value::sealed_json(value_place(pool, code_hash), value);
    let sql = "INSERT INTO authorizations (pool, hash, uses, expires_at, value) VALUES ($1, $2, 0, $3, $4) \
               ON CONFLICT (pool, hash) DO NOTHING";
    Write::change(
        sql,
        values![pool, code_hash, expires_at, sealed],
        "authorization",
    )
}

/// Takes the code: of any number who take it at once, one finds it fresh.
pub async fn take(store: &Store, pool: &PoolId, code_hash: &str) -> Result<Taken> {
    let taken = store.transact((pool.clone(), code_hash.to_owned()), |tx, (pool, code_hash)| {
        Box::pin(async move {
            let sql = "UPDATE authorizations SET uses = 1 WHERE pool = $1 AND hash = $2 AND uses = 0 \
                       RETURNING value, expires_at";
            if let Some(row) = tx.row(sql, &values![pool, code_hash]).await? {
                let sql = "UPDATE authorizations SET value = NULL WHERE pool = $1 AND hash = $2";
                tx.run(sql, &values![pool, code_hash]).await?;
                return Ok(Found::Fresh(row.text(0)?.to_owned(), row.time(1)?));
            }
            let sql = "UPDATE authorizations SET uses = uses + 1 WHERE pool = $1 AND hash = $2 RETURNING event";
            Ok(match tx.row(sql, &values![pool, code_hash]).await? {
                None => Found::Unknown,
                Some(row) => Found::Used(row.optional_text(0)?.map(EventId::from)),
            })
        })
    });
    Ok(match taken.await? {
        Found::Unknown => Taken::Unknown,
        Found::Used(event) => Taken::Used(event),
        Found::Fresh(sealed, expires_at) => {
            let value = store
                .seal()
                .open_json(&value_place(pool, code_hash), &sealed)?;
            Taken::Fresh { value, expires_at }
        }
    })
}

/// Notes which family came of a code; goes into one batch with the family.
///
/// Whoever redeems the code from then on finds that family; of those who came in the meantime none got anything.
///
/// **Errors** Conflict `authorization` when the code was never taken, or was purged.
pub fn mark_event(pool: &PoolId, code_hash: &str, event: &EventId) -> Write {
    let sql = "UPDATE authorizations SET event = $3 WHERE pool = $1 AND hash = $2 AND uses > 0";
    Write::change(sql, values![pool, code_hash, event], "authorization")
}

enum Found {
    Fresh(String, Timestamp),
    Used(Option<EventId>),
    Unknown,
}

fn value_place(pool: &PoolId, code_hash: &str) -> String {
    place("authorizations.value", &[pool.as_str(), code_hash])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Error;
    use crate::testing::{Bench, at, conformance, event, pools};
    use serde_json::json;

    conformance!(
        of_many_redemptions_one_is_fresh,
        a_second_redemption_finds_the_family,
        a_race_leaves_the_first_its_tokens
    );

    async fn of_many_redemptions_one_is_fresh(bench: &Bench) {
        let store = &bench.store;
        let (pool, other) = pools();
        store
            .write(vec![insert(
                &pool,
                "code",
                &json!({ "scope": "openid" }),
                at(9),
            )])
            .await
            .expect("inserted");
        let again = store
            .write(vec![insert(&pool, "code", &json!({}), at(9))])
            .await;
        assert_eq!(again, Err(Error::Conflict("authorization".into())));
        assert_eq!(
            take(store, &other, "code").await,
            Ok(Taken::Unknown),
            "a pool is a wall"
        );
        let taken =
            futures_util::future::join_all((0..100).map(|_| take(store, &pool, "code"))).await;
        let fresh = Taken::Fresh {
            value: json!({ "scope": "openid" }),
            expires_at: at(9),
        };
        assert_eq!(
            taken
                .iter()
                .filter(|taken| **taken == Ok(fresh.clone()))
                .count(),
            1
        );
        assert_eq!(
            taken
                .iter()
                .filter(|taken| **taken == Ok(Taken::Used(None)))
                .count(),
            99
        );
    }

    async fn a_second_redemption_finds_the_family(bench: &Bench) {
        let store = &bench.store;
        let (pool, _) = pools();
        store
            .write(vec![insert(&pool, "code", &json!(1), at(9))])
            .await
            .expect("inserted");
        assert!(matches!(
            take(store, &pool, "code").await,
            Ok(Taken::Fresh { .. })
        ));
        store
            .write(vec![mark_event(&pool, "code", &event(1))])
            .await
            .expect("marked");
        for _ in 0..2 {
            assert_eq!(
                take(store, &pool, "code").await,
                Ok(Taken::Used(Some(event(1))))
            );
        }
    }

    async fn a_race_leaves_the_first_its_tokens(bench: &Bench) {
        let store = &bench.store;
        let (pool, _) = pools();
        store
            .write(vec![insert(&pool, "code", &json!(1), at(9))])
            .await
            .expect("inserted");
        assert!(matches!(
            take(store, &pool, "code").await,
            Ok(Taken::Fresh { .. })
        ));
        assert_eq!(take(store, &pool, "code").await, Ok(Taken::Used(None)));
        let family = crate::family::tests::family(&pool, 1, 1);
        let first = vec![
            crate::family::insert(&family),
            mark_event(&pool, "code", &family.event),
        ];
        store
            .write(first)
            .await
            .expect("the one that found it fresh");
        assert_eq!(
            take(store, &pool, "code").await,
            Ok(Taken::Used(Some(family.event)))
        );
    }
}
