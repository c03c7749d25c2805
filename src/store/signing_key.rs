//! The keys that sign tokens: for each pool and kind one is in use, others are still published.

use crate::sealed_column::{Place, SIGNING_KEY};
use crate::value::{Row, Value, values};
use crate::{Conflict, Error, Result, Store, Write};
use domain::id::PoolId;
use domain::time::Timestamp;
use zeroize::Zeroizing;

/// Which tokens a key signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KeyKind {
    /// ID tokens.
    Id,
    /// Access tokens.
    Access,
}

impl KeyKind {
    /// The name under which it is stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Access => "access",
        }
    }
}

/// What a key is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyState {
    /// It signs, and is published.
    Current,
    /// It is published, so that what it signed is still good.
    Published,
    /// Nothing: what it signed is refused.
    Retired,
}

impl KeyState {
    /// The name under which it is stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Current => "current",
            Self::Published => "published",
            Self::Retired => "retired",
        }
    }
}

/// A private key.
#[derive(Clone)]
#[cfg_attr(test, derive(PartialEq))]
pub struct SigningKey {
    /// The pool whose tokens it signs.
    pub pool: PoolId,
    /// Its `kid`.
    pub kid: String,
    /// The tokens that it signs.
    pub kind: KeyKind,
    /// The key, PKCS #8, DER. Kept sealed.
    pub pkcs8: Zeroizing<Vec<u8>>,
    /// When it was made.
    pub created_at: Timestamp,
    /// Whether it signs, is only published, or is retired.
    pub state: KeyState,
}

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "SigningKey({} {} {:?} {:?}, ***)",
            self.pool, self.kid, self.kind, self.state
        )
    }
}

/// Every key of a pool, oldest first.
pub async fn list(store: &Store, pool: &PoolId) -> Result<Vec<SigningKey>> {
    let sql = "SELECT kid, kind, state, created_at, pkcs8 FROM signing_keys WHERE pool = $1 ORDER BY created_at, kid";
    let rows = store.rows(sql, values![pool]).await?;
    rows.iter().map(|row| read(store, pool, row)).collect()
}

/// Keeps a new key.
///
/// **Errors** [`Conflict::CurrentSigningKey`] when the pool has another current key of this kind; [`Conflict::SigningKey`] when the `kid` is taken.
pub fn put(key: &SigningKey) -> Write {
    let sealed = Value::Sealed {
        place: pkcs8_place(&key.pool, &key.kid),
        plain: key.pkcs8.clone(),
    };
    let sql = "INSERT INTO signing_keys (pool, kid, kind, state, created_at, pkcs8) VALUES ($1, $2, $3, $4, $5, $6) \
               ON CONFLICT (pool, kid) DO NOTHING";
    let values = values![
        &key.pool,
        &key.kid,
        key.kind.as_str(),
        key.state.as_str(),
        key.created_at,
        sealed
    ];
    Write::change(sql, values, Conflict::SigningKey)
}

/// Changes what a key is good for. In a rotation the old key is updated before the new one is put.
///
/// **Errors** [`Conflict::CurrentSigningKey`] when the pool has another current key of this kind; [`Conflict::SigningKey`] when it is gone.
pub fn update(pool: &PoolId, kid: &str, state: KeyState) -> Write {
    let sql = "UPDATE signing_keys SET state = $3 WHERE pool = $1 AND kid = $2";
    Write::change(
        sql,
        values![pool, kid, state.as_str()],
        Conflict::SigningKey,
    )
}

fn pkcs8_place(pool: &PoolId, kid: &str) -> Place {
    SIGNING_KEY.of(&[pool.as_str(), kid])
}

fn read(store: &Store, pool: &PoolId, row: &Row) -> Result<SigningKey> {
    let kid = row.text(0)?.to_owned();
    let unknown = |what: &str| {
        Error::Corrupt(format!(
            "signing key {kid}: its {what} is none that is known"
        ))
    };
    let kinds = [KeyKind::Id, KeyKind::Access];
    let states = [KeyState::Current, KeyState::Published, KeyState::Retired];
    let (kind, state) = (row.text(1)?, row.text(2)?);
    Ok(SigningKey {
        kind: kinds
            .into_iter()
            .find(|kind_or_state| kind_or_state.as_str() == kind)
            .ok_or_else(|| unknown("kind"))?,
        state: states
            .into_iter()
            .find(|kind_or_state| kind_or_state.as_str() == state)
            .ok_or_else(|| unknown("state"))?,
        created_at: row.time(3)?,
        pkcs8: store.seal().open(&pkcs8_place(pool, &kid), row.text(4)?)?,
        pool: pool.clone(),
        kid,
    })
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::testing::{Bench, at, conformance, pools};

    conformance!(one_key_of_a_kind_is_current);

    pub(crate) fn key(pool: &PoolId, kid: &str, state: KeyState) -> SigningKey {
        let pkcs8 = Zeroizing::new(b"a private key".to_vec());
        SigningKey {
            pool: pool.clone(),
            kid: kid.to_owned(),
            kind: KeyKind::Id,
            pkcs8,
            created_at: at(0),
            state,
        }
    }

    async fn one_key_of_a_kind_is_current(bench: &Bench) {
        let store = &bench.store;
        let (pool, other) = pools();
        let access = SigningKey {
            kind: KeyKind::Access,
            ..key(&pool, "c", KeyState::Current)
        };
        let writes = vec![
            put(&key(&pool, "a", KeyState::Current)),
            put(&access),
            put(&key(&other, "a", KeyState::Current)),
        ];
        store.write(writes).await.expect("put");
        let second = store
            .write(vec![put(&key(&pool, "b", KeyState::Current))])
            .await;
        assert_eq!(second, Err(Error::Conflict(Conflict::CurrentSigningKey)));
        let same = store
            .write(vec![put(&key(&pool, "a", KeyState::Retired))])
            .await;
        assert_eq!(same, Err(Error::Conflict(Conflict::SigningKey)));
        let rotation = vec![
            update(&pool, "a", KeyState::Published),
            put(&key(&pool, "b", KeyState::Current)),
        ];
        store.write(rotation).await.expect("rotated");
        let expect = [
            key(&pool, "a", KeyState::Published),
            key(&pool, "b", KeyState::Current),
            access,
        ];
        assert_eq!(list(store, &pool).await, Ok(expect.to_vec()));
        let gone = store
            .write(vec![update(&pool, "none", KeyState::Retired)])
            .await;
        assert_eq!(gone, Err(Error::Conflict(Conflict::SigningKey)));
        assert!(
            !format!("{:?}", expect[0]).contains("112, 114"),
            "no byte of the key is printed"
        );
    }
}
