//! Browser sessions: who is signed in to the hosted pages, by the hash of the cookie.

use crate::value::{Value, values};
use crate::{Conflict, Result, Store, Write};
use domain::id::{ClientId, PoolId, Sub};
use domain::time::Timestamp;
use serde::{Deserialize, Serialize};

/// A signed-in browser.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BrowserSession {
    /// The pool.
    pub pool: PoolId,
    /// Who.
    pub sub: Sub,
    /// The client for which they signed in.
    pub client: ClientId,
    /// When they proved who they are.
    pub auth_time: Timestamp,
    /// Until when the cookie counts; the caller looks.
    pub expires_at: Timestamp,
}

/// A session as it is stored, with the key of its row.
#[derive(Serialize, Deserialize)]
struct Document {
    hash: String,
    #[serde(flatten)]
    session: BrowserSession,
}

impl Document {
    fn of(hash: &str, session: &BrowserSession) -> Value {
        Value::json(&Self {
            hash: hash.to_owned(),
            session: session.clone(),
        })
    }

    fn key(&self) -> [&str; 3] {
        let BrowserSession { pool, sub, .. } = &self.session;
        [pool.as_str(), self.hash.as_str(), sub.as_str()]
    }
}

/// Keeps a new session under the hash of its cookie.
///
/// **Errors** [`Conflict::BrowserSession`] when the hash is taken.
pub fn insert(id_hash: &str, session: &BrowserSession) -> Write {
    let sql = "INSERT INTO browser_sessions (pool, hash, sub, expires_at, document) VALUES ($1, $2, $3, $4, $5) \
               ON CONFLICT (pool, hash) DO NOTHING";
    let BrowserSession {
        pool,
        sub,
        expires_at,
        ..
    } = session;
    Write::change(
        sql,
        values![
            pool,
            id_hash,
            sub,
            *expires_at,
            Document::of(id_hash, session)
        ],
        Conflict::BrowserSession,
    )
}

/// The session of a cookie with this hash, expired or not.
pub async fn find(store: &Store, pool: &PoolId, id_hash: &str) -> Result<Option<BrowserSession>> {
    let sql =
        "SELECT pool, hash, sub, document FROM browser_sessions WHERE pool = $1 AND hash = $2";
    let row = store.row(sql, values![pool, id_hash]).await?;
    let document = row.map(|row| row.document("browser_sessions", Document::key));
    Ok(document.transpose()?.map(|document| document.session))
}

/// Keeps a changed session. A session that was ended meanwhile does not come back.
///
/// **Errors** [`Conflict::BrowserSession`] when it is not there any more, or is somebody else's.
pub fn update(id_hash: &str, session: &BrowserSession) -> Write {
    let sql = "UPDATE browser_sessions SET expires_at = $4, document = $5 WHERE pool = $1 AND hash = $2 AND sub = $3";
    let BrowserSession {
        pool,
        sub,
        expires_at,
        ..
    } = session;
    Write::change(
        sql,
        values![
            pool,
            id_hash,
            sub,
            *expires_at,
            Document::of(id_hash, session)
        ],
        Conflict::BrowserSession,
    )
}

/// Changes nothing, if the session is still there; to be written before what depends on that.
///
/// **Errors** [`Conflict::BrowserSession`] when it was ended meanwhile.
pub fn alive(pool: &PoolId, id_hash: &str) -> Write {
    // A statement that writes holds others off until the batch is done, on both databases.
    let sql = "UPDATE browser_sessions SET expires_at = expires_at WHERE pool = $1 AND hash = $2";
    Write::change(sql, values![pool, id_hash], Conflict::BrowserSession)
}

/// Ends a session.
pub fn delete(pool: &PoolId, id_hash: &str) -> Write {
    Write::run(
        "DELETE FROM browser_sessions WHERE pool = $1 AND hash = $2",
        values![pool, id_hash],
    )
}

/// Ends every session of a user.
pub fn delete_all_of(pool: &PoolId, sub: &Sub) -> Write {
    Write::run(
        "DELETE FROM browser_sessions WHERE pool = $1 AND sub = $2",
        values![pool, sub],
    )
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::Error;
    use crate::testing::{Bench, at, client, conformance, pools, sub};

    conformance!(sessions_live_until_they_are_ended);

    pub(crate) fn session(pool: &PoolId, n: u32) -> BrowserSession {
        BrowserSession {
            pool: pool.clone(),
            sub: sub(n),
            client: client(),
            auth_time: at(0),
            expires_at: at(9),
        }
    }

    async fn sessions_live_until_they_are_ended(bench: &Bench) {
        let store = &bench.store;
        let (pool, other) = pools();
        let (one, two) = (session(&pool, 1), session(&pool, 2));
        store
            .write(vec![
                insert("a", &one),
                insert("b", &one),
                insert("c", &two),
            ])
            .await
            .expect("inserted");
        let session_conflict = || Err(Error::Conflict(Conflict::BrowserSession));
        assert_eq!(
            store.write(vec![insert("a", &two)]).await,
            session_conflict()
        );
        assert_eq!(find(store, &other, "a").await, Ok(None), "a pool is a wall");
        let later = BrowserSession {
            expires_at: at(99),
            ..one.clone()
        };
        store
            .write(vec![update("a", &later)])
            .await
            .expect("updated");
        assert_eq!(find(store, &pool, "a").await, Ok(Some(later)));
        assert_eq!(
            store.write(vec![update("c", &one)]).await,
            session_conflict(),
            "a cookie never changes hands"
        );
        store.write(vec![delete(&pool, "a")]).await.expect("ended");
        assert_eq!(
            store.write(vec![update("a", &one)]).await,
            session_conflict()
        );
        assert_eq!(
            store.write(vec![alive(&pool, "a")]).await,
            session_conflict()
        );
        let lives = store.write(vec![alive(&pool, "b")]).await;
        assert_eq!(lives, Ok(()));
        store
            .write(vec![delete_all_of(&pool, &sub(1))])
            .await
            .expect("ended");
        assert_eq!(find(store, &pool, "b").await, Ok(None));
        assert_eq!(find(store, &pool, "c").await, Ok(Some(two)));
    }
}
