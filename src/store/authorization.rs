//! OAuth authorization codes: redeemed once. What is left of a redeemed one tells which family a second redemption must
//! revoke.
//!
//! **Source** RFC 6749 §4.1.2, §10.5.

use crate::sealed_column::{AUTHORIZATION_VALUE, Place};
use crate::value::{Value, values};
use crate::{Conflict, Result, Store, Write};
use domain::id::{EventId, PoolId, Sub};
use domain::time::Timestamp;

/// What became of an authorization code.
#[derive(Clone)]
#[cfg_attr(test, derive(PartialEq))]
pub enum CodeState {
    /// Nobody has redeemed it.
    Fresh {
        /// What was authorized.
        value: serde_json::Value,
        /// Until when it counts; the caller looks.
        expires_at: Timestamp,
    },
    /// It was redeemed, and this family came of it.
    Used(EventId),
    /// There is none such, it was purged long after it had expired, or the user's sign-ins were ended.
    Unknown,
}

impl std::fmt::Debug for CodeState {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Fresh { expires_at, .. } => write!(f, "Fresh(***, until {})", expires_at.0),
            Self::Used(event) => write!(f, "Used({event:?})"),
            Self::Unknown => f.write_str("Unknown"),
        }
    }
}

/// Keeps a new code, of this user's sign-in, under its hash.
///
/// **Errors** [`Conflict::Authorization`] when the hash is taken.
pub fn insert(
    pool: &PoolId,
    code_hash: &str,
    sub: &Sub,
    value: &serde_json::Value,
    expires_at: Timestamp,
) -> Write {
    let sealed = Value::sealed_json(value_place(pool, code_hash), value);
    let sql = "INSERT INTO authorizations (pool, hash, sub, uses, expires_at, value) VALUES ($1, $2, $3, 0, $4, $5) \
               ON CONFLICT (pool, hash) DO NOTHING";
    Write::change(
        sql,
        values![pool, code_hash, sub, expires_at, sealed],
        Conflict::Authorization,
    )
}

/// The code under a hash; it stays as it is until [`redeem`] is written.
pub async fn find(store: &Store, pool: &PoolId, code_hash: &str) -> Result<CodeState> {
    let sql = "SELECT event, value, expires_at FROM authorizations WHERE pool = $1 AND hash = $2";
    let Some(row) = store.row(sql, values![pool, code_hash]).await? else {
        return Ok(CodeState::Unknown);
    };
    if let Some(event) = row.optional_text(0)? {
        return Ok(CodeState::Used(EventId::from(event)));
    }
    Ok(CodeState::Fresh {
        value: store
            .seal()
            .open_json(&value_place(pool, code_hash), row.text(1)?)?,
        expires_at: row.time(2)?,
    })
}

/// Spends the code and notes which family came of it; goes into one batch with the family, so that of any number of
/// redemptions at once one gets tokens and all others find whose they are.
///
/// **Errors** [`Conflict::Authorization`] when someone redeemed it in the meantime, or it was forgotten.
pub fn redeem(pool: &PoolId, code_hash: &str, event: &EventId) -> Write {
    let sql = "UPDATE authorizations SET uses = 1, event = $3, value = NULL WHERE pool = $1 AND hash = $2 AND uses = 0";
    Write::change(
        sql,
        values![pool, code_hash, event],
        Conflict::Authorization,
    )
}

/// Forgets the codes of a user that nobody has redeemed. Redeemed ones stay, to tell which family came of them.
pub fn delete_fresh_of(pool: &PoolId, sub: &Sub) -> Write {
    Write::run(
        "DELETE FROM authorizations WHERE pool = $1 AND sub = $2 AND uses = 0",
        values![pool, sub],
    )
}

fn value_place(pool: &PoolId, code_hash: &str) -> Place {
    AUTHORIZATION_VALUE.of(&[pool.as_str(), code_hash])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Bench, at, conformance, event, pools, sub};
    use crate::{Error, browser_session};
    use serde_json::json;

    conformance!(
        of_many_redemptions_one_succeeds,
        a_second_redemption_finds_the_family,
        codes_of_a_user_are_forgotten_until_they_are_redeemed,
        a_code_is_given_to_a_session_that_lives,
        nothing_of_a_sign_in_outlives_what_ends_it
    );

    async fn of_many_redemptions_one_succeeds(bench: &Bench) {
        let store = &bench.store;
        let (pool, other) = pools();
        let code = || insert(&pool, "code", &sub(1), &json!({ "scope": "openid" }), at(9));
        store.write(vec![code()]).await.expect("inserted");
        let code_conflict = Err(Error::Conflict(Conflict::Authorization));
        assert_eq!(store.write(vec![code()]).await, code_conflict);
        let wall = find(store, &other, "code").await;
        assert_eq!(wall, Ok(CodeState::Unknown), "a pool is a wall");
        let families: Vec<_> = (0..20)
            .map(|number| crate::family::tests::family(&pool, number, 1))
            .collect();
        let redemptions = families.iter().map(|family| {
            store.write(vec![
                crate::family::insert(family),
                redeem(&pool, "code", &family.event),
            ])
        });
        let outcomes = futures_util::future::join_all(redemptions).await;
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
        assert_eq!(
            outcomes
                .iter()
                .filter(|outcome| **outcome == code_conflict)
                .count(),
            19
        );
        for (family, outcome) in families.iter().zip(&outcomes) {
            let stored = crate::family::find(store, &pool, &family.event).await;
            assert_eq!(stored.map(|stored| stored.is_some()), Ok(outcome.is_ok()));
        }
    }

    async fn a_second_redemption_finds_the_family(bench: &Bench) {
        let store = &bench.store;
        let (pool, _) = pools();
        let code = insert(&pool, "code", &sub(1), &json!(1), at(9));
        store.write(vec![code]).await.expect("inserted");
        let fresh = CodeState::Fresh {
            value: json!(1),
            expires_at: at(9),
        };
        for _ in 0..2 {
            assert_eq!(find(store, &pool, "code").await, Ok(fresh.clone()));
        }
        let spent = redeem(&pool, "code", &event(1));
        store.write(vec![spent]).await.expect("redeemed");
        for _ in 0..2 {
            assert_eq!(
                find(store, &pool, "code").await,
                Ok(CodeState::Used(event(1)))
            );
        }
    }

    async fn codes_of_a_user_are_forgotten_until_they_are_redeemed(bench: &Bench) {
        let store = &bench.store;
        let (pool, other) = pools();
        let code = |pool, hash, owner| insert(pool, hash, &sub(owner), &json!(1), at(9));
        let codes = vec![
            code(&pool, "fresh", 1),
            code(&pool, "spent", 1),
            code(&pool, "hers", 2),
            code(&other, "fresh", 1),
            redeem(&pool, "spent", &event(1)),
        ];
        store.write(codes).await.expect("inserted");
        store
            .write(vec![delete_fresh_of(&pool, &sub(1))])
            .await
            .expect("forgotten");
        let stored = async |pool, hash| find(store, pool, hash).await.expect("looked");
        assert_eq!(stored(&pool, "fresh").await, CodeState::Unknown);
        assert_eq!(stored(&pool, "spent").await, CodeState::Used(event(1)));
        let fresh_code = CodeState::Fresh {
            value: json!(1),
            expires_at: at(9),
        };
        assert_eq!(stored(&pool, "hers").await, fresh_code);
        assert_eq!(
            stored(&other, "fresh").await,
            fresh_code,
            "a pool is a wall"
        );
        let late = vec![
            crate::family::insert(&crate::family::tests::family(&pool, 1, 1)),
            redeem(&pool, "fresh", &event(1)),
        ];
        assert_eq!(
            store.write(late).await,
            Err(Error::Conflict(Conflict::Authorization))
        );
        let family = crate::family::find(store, &pool, &event(1)).await;
        assert_eq!(family, Ok(None), "nothing comes of a forgotten code");
        store
            .write(vec![crate::user::delete(&pool, &sub(1))])
            .await
            .expect("deleted");
        assert_eq!(stored(&pool, "spent").await, CodeState::Unknown);
        assert_eq!(stored(&pool, "hers").await, fresh_code);
    }

    fn code(pool: &PoolId, hash: &str) -> Write {
        insert(pool, hash, &sub(1), &json!(1), at(9))
    }

    async fn a_code_is_given_to_a_session_that_lives(bench: &Bench) {
        let store = &bench.store;
        let (pool, other) = pools();
        let session = browser_session::tests::session(&pool, 1);
        let begun = browser_session::insert("cookie", &session);
        store.write(vec![begun]).await.expect("inserted");
        let resume =
            |pool: &PoolId, hash| vec![browser_session::alive(pool, "cookie"), code(pool, hash)];
        assert_eq!(store.write(resume(&pool, "one")).await, Ok(()));
        let session_conflict = Err(Error::Conflict(Conflict::BrowserSession));
        assert_eq!(
            store.write(resume(&other, "one")).await,
            session_conflict,
            "a pool is a wall"
        );
        let end = browser_session::delete_all_of(&pool, &sub(1));
        store.write(vec![end]).await.expect("ended");
        assert_eq!(store.write(resume(&pool, "two")).await, session_conflict);
        assert_eq!(find(store, &pool, "two").await, Ok(CodeState::Unknown));
    }

    /// What begins and what ends a sign-in meet, in the order in which the server writes each.
    async fn nothing_of_a_sign_in_outlives_what_ends_it(bench: &Bench) {
        let store = &bench.store;
        let (pool, _) = pools();
        for round in 0..20 {
            let name = |what: &str| format!("{what} {round}");
            let (cookie, later, hash) = (name("cookie"), name("later"), name("code"));
            let (resumed, begun) = (name("resumed"), name("begun"));
            let user = crate::user::tests::user(&pool, round);
            let session = browser_session::tests::session(&pool, round);
            let code = |hash: &str| insert(&pool, hash, &user.sub, &json!(1), at(9));
            let ready = vec![
                crate::user::insert(&user, &[], false),
                browser_session::insert(&cookie, &session),
                code(&hash),
            ];
            store.write(ready).await.expect("inserted");
            let user = crate::user::find(store, &pool, &user.sub).await;
            let user = user.expect("looked").expect("it is there");
            let family = crate::family::tests::family(&pool, round, round);
            let sign_in = vec![
                crate::user::unchanged(&user),
                browser_session::insert(&later, &session),
                code(&begun),
            ];
            let resume = vec![browser_session::alive(&pool, &cookie), code(&resumed)];
            let exchange = vec![
                crate::family::insert(&family),
                redeem(&pool, &hash, &family.event),
            ];
            let new_password = vec![
                crate::user::update(&user, &[], false),
                browser_session::delete_all_of(&pool, &user.sub),
                delete_fresh_of(&pool, &user.sub),
                crate::family::revoke_all_of(&pool, &user.sub, at(5)),
            ];
            let batches = [sign_in, resume, exchange, new_password];
            let results = batches.map(|batch| store.write(batch));
            let results = futures_util::future::join_all(results).await;
            assert_eq!(results[3], Ok(()));
            for cookie in [&cookie, &later] {
                let stored = browser_session::find(store, &pool, cookie).await;
                assert_eq!(stored, Ok(None), "{results:?}");
            }
            for code in [&resumed, &begun] {
                let stored = find(store, &pool, code).await;
                assert_eq!(stored, Ok(CodeState::Unknown), "{results:?}");
            }
            let stored = crate::family::find(store, &pool, &family.event).await;
            let lives = stored
                .expect("looked")
                .is_some_and(|family| family.revoked_at.is_none());
            assert!(!lives, "{results:?}");
        }
    }
}
