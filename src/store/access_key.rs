//! The administrators' access keys, as SigV4 knows them. The secrets are sealed.

use crate::sealed_column::{ACCESS_KEY_SECRET, Place};
use crate::value::{Row, Value, values};
use crate::{Conflict, Error, Result, Store, Write};
use domain::secret::Secret;
use domain::time::Timestamp;
use zeroize::Zeroizing;

/// An access key.
#[derive(Debug, Clone, PartialEq)]
pub struct AccessKey {
    /// `AKIA…`
    pub id: String,
    /// The secret that signs.
    pub secret: Secret,
    /// When it was made.
    pub created_at: Timestamp,
    /// A note of its purpose, in an administrator's words.
    pub note: String,
}

/// The key with this id.
pub async fn find(store: &Store, id: &str) -> Result<Option<AccessKey>> {
    let sql = "SELECT id, created_at, note, secret FROM access_keys WHERE id = $1";
    store
        .row(sql, values![id])
        .await?
        .map(|row| read(store, &row))
        .transpose()
}

/// Every key, oldest first.
pub async fn list(store: &Store) -> Result<Vec<AccessKey>> {
    let sql = "SELECT id, created_at, note, secret FROM access_keys ORDER BY created_at, id";
    store
        .rows(sql, values![])
        .await?
        .iter()
        .map(|row| read(store, row))
        .collect()
}

/// Keeps a new key.
///
/// **Errors** [`Conflict::AccessKey`] when the id is taken.
pub fn insert(key: &AccessKey) -> Write {
    let plain = Zeroizing::new(key.secret.expose().as_bytes().to_vec());
    let sealed = Value::Sealed {
        place: secret_place(&key.id),
        plain,
    };
    let sql = "INSERT INTO access_keys (id, created_at, note, secret) VALUES ($1, $2, $3, $4) ON CONFLICT (id) DO NOTHING";
    Write::change(
        sql,
        values![&key.id, key.created_at, &key.note, sealed],
        Conflict::AccessKey,
    )
}

/// Forgets a key.
pub fn delete(id: &str) -> Write {
    Write::run("DELETE FROM access_keys WHERE id = $1", values![id])
}

fn secret_place(id: &str) -> Place {
    ACCESS_KEY_SECRET.of(&[id])
}

fn read(store: &Store, row: &Row) -> Result<AccessKey> {
    let id = row.text(0)?.to_owned();
    let place = secret_place(&id);
    let plain = store.seal().open(&place, row.text(3)?)?;
    let secret = std::str::from_utf8(&plain)
        .map_err(|_| Error::Corrupt(format!("{place}: this is not a text")))?;
    Ok(AccessKey {
        id,
        secret: secret.into(),
        created_at: row.time(1)?,
        note: row.text(2)?.to_owned(),
    })
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::testing::{Bench, at, conformance};

    conformance!(access_keys_are_kept_sealed);

    pub(crate) fn key(id: &str, made: i64) -> AccessKey {
        AccessKey {
            id: id.to_owned(),
            secret: "wJalrXUtnFEMI".into(),
            created_at: at(made),
            note: "administrator".to_owned(),
        }
    }

    async fn access_keys_are_kept_sealed(bench: &Bench) {
        let store = &bench.store;
        store
            .write(vec![insert(&key("AKIAB", 1)), insert(&key("AKIAA", 2))])
            .await
            .expect("inserted");
        assert_eq!(
            store.write(vec![insert(&key("AKIAB", 3))]).await,
            Err(Error::Conflict(Conflict::AccessKey))
        );
        assert_eq!(
            list(store).await,
            Ok(vec![key("AKIAB", 1), key("AKIAA", 2)])
        );
        store.write(vec![delete("AKIAB")]).await.expect("deleted");
        assert_eq!(find(store, "AKIAB").await, Ok(None));
        assert_eq!(find(store, "AKIAA").await, Ok(Some(key("AKIAA", 2))));
        let row = store
            .row("SELECT secret FROM access_keys", values![])
            .await
            .expect("read")
            .expect("a row");
        assert!(!row.text(0).expect("text").contains("wJalrXUtnFEMI"));
    }
}
