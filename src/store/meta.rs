//! What belongs to the instance as a whole, by name. The values are sealed.

use crate::sealed_column::{META_VALUE, Place};
use crate::value::{Value, values};
use crate::{Error, Result, Store, Write};
use zeroize::Zeroizing;

/// The value of this name.
pub async fn find(store: &Store, key: &str) -> Result<Option<Zeroizing<Vec<u8>>>> {
    let row = store
        .row("SELECT value FROM meta WHERE key = $1", values![key])
        .await?;
    row.map(|row| store.seal().open(&value_place(key), row.text(0)?))
        .transpose()
}

/// The value of this name; `value`, if there is none yet. Of any number who put one at once, all get the same.
pub async fn put_if_absent(store: &Store, key: &str, value: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
    if let Some(stored) = find(store, key).await? {
        return Ok(stored);
    }
    let sql = "INSERT INTO meta (key, value) VALUES ($1, $2) ON CONFLICT (key) DO NOTHING";
    store
        .write(vec![Write::run(sql, values![key, sealed(key, value)])])
        .await?;
    let stored = find(store, key).await?;
    stored.ok_or_else(|| {
        Error::Unavailable(format!(
            "the value of {key} was deleted as soon as it was put"
        ))
    })
}

/// Keeps a value in place of the one before it.
pub fn put(key: &str, value: &[u8]) -> Write {
    let sql =
        "INSERT INTO meta (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = $2";
    Write::run(sql, values![key, sealed(key, value)])
}

/// Fails at once, and not at the first secret, if the database was sealed with other keys.
pub(crate) async fn check_seal(store: &Store) -> Result<()> {
    put_if_absent(store, "seal", b"loggia").await.map(|_| ()).map_err(|error| match error {
        Error::Corrupt(_) => Error::Corrupt(
            "the sealing keys do not fit this database: start with the keys it was first started with".to_owned(),
        ),
        Error::Conflict(_) | Error::Unavailable(_) => error,
    })
}

fn sealed(key: &str, value: &[u8]) -> Value {
    Value::Sealed {
        place: value_place(key),
        plain: Zeroizing::new(value.to_vec()),
    }
}

fn value_place(key: &str) -> Place {
    META_VALUE.of(&[key])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Seal;
    use crate::testing::{Bench, conformance, seal};

    conformance!(
        of_many_first_values_one_stays,
        other_keys_are_found_out_at_once
    );

    async fn of_many_first_values_one_stays(bench: &Bench) {
        let store = &bench.store;
        let tries = (0..20_u8)
            .map(|n| async move { put_if_absent(store, "cookie", &[n]).await.expect("put") });
        let values = futures_util::future::join_all(tries).await;
        assert!(values.iter().all(|value| *value == values[0]));
        assert_eq!(find(store, "cookie").await, Ok(Some(values[0].clone())));
        store.write(vec![put("cookie", b"new")]).await.expect("put");
        assert_eq!(
            find(store, "cookie")
                .await
                .expect("found")
                .as_deref()
                .map(Vec::as_slice),
            Some(&b"new"[..])
        );
        assert_eq!(find(store, "other").await, Ok(None));
    }

    async fn other_keys_are_found_out_at_once(bench: &Bench) {
        if !bench.outlives_its_store() {
            return; // A database in memory cannot be opened twice.
        }
        for (id, fits) in [("test", false), ("other", false)] {
            let wrong = Seal::new(vec![(id.to_owned(), [8; 32])]).expect("a keyring");
            assert_eq!(Store::open(&bench.url, wrong).await.is_ok(), fits, "{id}");
        }
        Store::open(&bench.url, seal())
            .await
            .expect("the right keys open")
            .close()
            .await;
    }
}
