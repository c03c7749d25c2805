//! Access keys that a link into the studio was redeemed for: good for a while, for brands only, and with a session
//! token, of which the hash is kept. The secrets are sealed.

use crate::sealed_column::{Place, STUDIO_KEY_SECRET};
use crate::value::{Value, values};
use crate::{Conflict, Error, Result, Store, Write};
use domain::id::PoolId;
use domain::secret::Secret;
use domain::time::Timestamp;
use zeroize::Zeroizing;

/// A temporary access key.
#[derive(Debug, Clone, PartialEq)]
pub struct StudioKey {
    /// `ASIA…`
    pub id: String,
    /// The secret that signs.
    pub secret: Secret,
    /// The hash of the session token that comes with every signature.
    pub token_hash: String,
    /// Until when it signs.
    pub expires_at: Timestamp,
    /// The pools that it is for; empty for all.
    pub pools: Vec<PoolId>,
    /// The id of the link that it came from.
    pub link: String,
}

/// The key with this id, expired or not; a day after its end it is forgotten.
pub async fn find(store: &Store, id: &str) -> Result<Option<StudioKey>> {
    let sql = "SELECT token_hash, expires_at, secret, pools, link FROM studio_keys WHERE id = $1";
    let Some(row) = store.row(sql, values![id]).await? else {
        return Ok(None);
    };
    let place = secret_place(id);
    let plain = store.seal().open(&place, row.text(2)?)?;
    let secret = std::str::from_utf8(&plain)
        .map_err(|_| Error::Corrupt(format!("{place}: this is not a text")))?;
    Ok(Some(StudioKey {
        id: id.to_owned(),
        secret: secret.into(),
        token_hash: row.text(0)?.to_owned(),
        expires_at: row.time(1)?,
        pools: row.json(3)?,
        link: row.text(4)?.to_owned(),
    }))
}

/// Keeps a new key.
///
/// **Errors** [`Conflict::StudioKey`] when the id is taken.
pub fn insert(key: &StudioKey) -> Write {
    let sealed = Value::Sealed {
        place: secret_place(&key.id),
        plain: Zeroizing::new(key.secret.expose().as_bytes().to_vec()),
    };
    let sql = "INSERT INTO studio_keys (id, token_hash, expires_at, secret, pools, link) VALUES ($1, $2, $3, $4, $5, $6) \
               ON CONFLICT (id) DO NOTHING";
    Write::change(
        sql,
        values![
            &key.id,
            &key.token_hash,
            key.expires_at,
            sealed,
            Value::json(&key.pools),
            &key.link
        ],
        Conflict::StudioKey,
    )
}

fn secret_place(id: &str) -> Place {
    STUDIO_KEY_SECRET.of(&[id])
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::testing::{Bench, at, conformance};

    conformance!(studio_keys_are_kept_sealed);

    pub(crate) fn key(id: &str, expires: i64) -> StudioKey {
        StudioKey {
            id: id.to_owned(),
            secret: "wJalrXUtnFEMI".into(),
            token_hash: "a hash".to_owned(),
            expires_at: at(expires),
            pools: vec!["eu-central-1_AAAAAAAAA".into()],
            link: "link".to_owned(),
        }
    }

    async fn studio_keys_are_kept_sealed(bench: &Bench) {
        let store = &bench.store;
        let one = key("ASIAA", 9);
        store.write(vec![insert(&one)]).await.expect("inserted");
        let again = store.write(vec![insert(&one)]).await;
        assert_eq!(again, Err(Error::Conflict(Conflict::StudioKey)));
        assert_eq!(find(store, "ASIAA").await, Ok(Some(one)));
        assert_eq!(find(store, "ASIAB").await, Ok(None));
        let row = store.row("SELECT secret FROM studio_keys", values![]).await;
        let row = row.expect("read").expect("a row");
        assert!(!row.text(0).expect("text").contains("wJalrXUtnFEMI"));
    }
}
