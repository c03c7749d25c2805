//! App clients. Their secrets are sealed, apart from the document.

use crate::page::{page, rows_for};
use crate::sealed_column::{CLIENT_SECRET, Place};
use crate::value::{Row, Value, values};
use crate::write::Statements;
use crate::{Conflict, Error, Page, Result, Store, Write};
use domain::client::Client;
use domain::id::{ClientId, PoolId};
use domain::time::Timestamp;
use zeroize::Zeroizing;

/// The client with this id in this pool.
pub async fn find(store: &Store, pool: &PoolId, id: &ClientId) -> Result<Option<Client>> {
    let sql = "SELECT pool, client, document, secret FROM clients WHERE pool = $1 AND client = $2";
    store
        .row(sql, values![pool, id])
        .await?
        .map(|row| read(store, &row))
        .transpose()
}

/// The client with this id, whichever pool it is in: pages and client calls name only the client.
pub async fn locate(store: &Store, id: &ClientId) -> Result<Option<Client>> {
    let sql = "SELECT c.pool, c.client, c.document, c.secret FROM client_pools d \
               JOIN clients c ON c.pool = d.pool AND c.client = d.client WHERE d.client = $1";
    store
        .row(sql, values![id])
        .await?
        .map(|row| read(store, &row))
        .transpose()
}

/// A pool's clients in the order of their ids, after the id `after`.
pub async fn list(
    store: &Store,
    pool: &PoolId,
    after: Option<&str>,
    limit: usize,
) -> Result<Page<Client>> {
    let sql = "SELECT pool, client, document, secret FROM clients WHERE pool = $1 AND client > $2 ORDER BY client LIMIT $3";
    let rows = store
        .rows(sql, values![pool, after.unwrap_or(""), rows_for(limit)])
        .await?;
    page(rows, limit, |row| {
        let client = read(store, row)?;
        let cursor = client.id.0.clone();
        Ok((client, cursor))
    })
}

/// Keeps a new client.
///
/// **Errors** [`Conflict::Client`] when the id is taken in any pool.
pub fn insert(client: &Client) -> Write {
    let directory =
        "INSERT INTO client_pools (client, pool) VALUES ($1, $2) ON CONFLICT (client) DO NOTHING";
    let sql = "INSERT INTO clients (pool, client, modified_at, uses_srp, document, secret) VALUES ($1, $2, $3, $4, $5, $6)";
    Statements::new()
        .or_conflict(
            directory,
            values![&client.id, &client.pool],
            Conflict::Client,
        )
        .then(
            sql,
            values![
                &client.pool,
                &client.id,
                client.modified_at,
                client.uses_srp(),
                Value::json(client),
                secret(client)
            ],
        )
        .into()
}

/// Keeps a changed client, if it was not changed since it was read: `read` is the `modified_at` it had then.
///
/// What is kept has a `modified_at` later than `read` in any case, so that two changes in one millisecond differ.
///
/// **Errors** [`Conflict::Client`] when it was changed or deleted meanwhile.
pub fn update(client: &Client, read: Timestamp) -> Write {
    let client = Client {
        modified_at: client.modified_at.max(Timestamp(read.0.saturating_add(1))),
        ..client.clone()
    };
    let sql = "UPDATE clients SET modified_at = $4, uses_srp = $5, document = $6, secret = $7 \
               WHERE pool = $1 AND client = $2 AND modified_at = $3";
    let document = Value::json(&client);
    let values = values![
        &client.pool,
        &client.id,
        read,
        client.modified_at,
        client.uses_srp(),
        document,
        secret(&client)
    ];
    Write::change(sql, values, Conflict::Client)
}

/// Forgets a client, its brand and the flows it began. Its tokens are refused with it: whoever checks one looks for its client.
pub fn delete(pool: &PoolId, id: &ClientId) -> Write {
    Statements::new()
        .then(
            "DELETE FROM clients WHERE pool = $1 AND client = $2",
            values![pool, id],
        )
        .then(
            "DELETE FROM client_pools WHERE pool = $1 AND client = $2",
            values![pool, id],
        )
        .then(
            "DELETE FROM flows WHERE pool = $1 AND client = $2",
            values![pool, id],
        )
        .then(
            "DELETE FROM brands WHERE pool = $1 AND client = $2",
            values![pool, id],
        )
        .into()
}

fn secret(client: &Client) -> Value {
    match &client.secret {
        None => Value::Text(None),
        Some(secret) => Value::Sealed {
            place: secret_place(client),
            plain: Zeroizing::new(secret.expose().as_bytes().to_vec()),
        },
    }
}

fn secret_place(client: &Client) -> Place {
    CLIENT_SECRET.of(&key_of(client))
}

fn key_of(client: &Client) -> [&str; 2] {
    [client.pool.as_str(), client.id.as_str()]
}

fn read(store: &Store, row: &Row) -> Result<Client> {
    let mut client = row.document("clients", key_of)?;
    if let Some(sealed) = row.optional_text(3)? {
        let place = secret_place(&client);
        let plain = store.seal().open(&place, sealed)?;
        let text = std::str::from_utf8(&plain)
            .map_err(|_| Error::Corrupt(format!("{place}: this is not a text")))?;
        client.secret = Some(text.into());
    }
    Ok(client)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::testing::{Bench, at, conformance, pools};

    conformance!(
        clients_are_found_by_their_id_alone,
        secrets_are_sealed_to_their_row,
        pages_of_clients
    );

    pub(crate) fn client(pool: &PoolId, id: &str) -> Client {
        let secret = Some("s3cret-of-the-client".into());
        let settings = Default::default();
        Client {
            id: id.into(),
            pool: pool.clone(),
            settings,
            requires_pkce: false,
            secret,
            created_at: at(0),
            modified_at: at(0),
        }
    }

    async fn clients_are_found_by_their_id_alone(bench: &Bench) {
        let store = &bench.store;
        let (pool, other) = pools();
        let one = client(&pool, "one");
        store.write(vec![insert(&one)]).await.expect("inserted");
        assert_eq!(
            locate(store, &one.id).await.expect("looked"),
            Some(one.clone())
        );
        assert_eq!(
            find(store, &pool, &one.id).await.expect("looked"),
            Some(one.clone())
        );
        assert_eq!(
            find(store, &other, &one.id).await.expect("looked"),
            None,
            "a pool is a wall"
        );
        let result = store.write(vec![insert(&client(&other, "one"))]).await;
        assert_eq!(result, Err(Error::Conflict(Conflict::Client)));
        let public = Client {
            secret: None,
            ..one.clone()
        };
        store
            .write(vec![update(&public, one.modified_at)])
            .await
            .expect("updated");
        let stale = store.write(vec![update(&one, one.modified_at)]).await;
        assert_eq!(stale, Err(Error::Conflict(Conflict::Client)));
        assert_eq!(
            find(store, &pool, &one.id)
                .await
                .expect("looked")
                .and_then(|client| client.secret),
            None
        );
        store
            .write(vec![delete(&pool, &one.id)])
            .await
            .expect("deleted");
        assert_eq!(locate(store, &one.id).await.expect("looked"), None);
    }

    async fn secrets_are_sealed_to_their_row(bench: &Bench) {
        let store = &bench.store;
        let (pool, _) = pools();
        store
            .write(vec![
                insert(&client(&pool, "one")),
                insert(&client(&pool, "two")),
            ])
            .await
            .expect("inserted");
        let rows = store
            .rows(
                "SELECT document, secret FROM clients ORDER BY client",
                values![],
            )
            .await
            .expect("read");
        let (document, sealed) = (
            rows[0].text(0).expect("text"),
            rows[0].text(1).expect("text").to_owned(),
        );
        assert!(!document.contains("s3cret") && !sealed.contains("s3cret"));
        let replace = |id: &str, secret: &str| {
            Write::run(
                "UPDATE clients SET secret = $2 WHERE client = $1",
                values![id, secret],
            )
        };
        store
            .write(vec![replace("two", &sealed)])
            .await
            .expect("moved");
        assert!(
            matches!(
                find(store, &pool, &"two".into()).await,
                Err(Error::Corrupt(_))
            ),
            "moved to another row"
        );
        let (start, end) = sealed.split_at(sealed.len() / 2);
        let flipped = if end.starts_with('A') { "B" } else { "A" };
        store
            .write(vec![replace(
                "one",
                &format!("{start}{flipped}{}", &end[1..]),
            )])
            .await
            .expect("changed");
        assert!(
            matches!(
                find(store, &pool, &"one".into()).await,
                Err(Error::Corrupt(_))
            ),
            "one character changed"
        );
        store
            .write(vec![replace("one", &sealed)])
            .await
            .expect("put back");
        assert!(find(store, &pool, &"one".into()).await.is_ok());
    }

    async fn pages_of_clients(bench: &Bench) {
        let store = &bench.store;
        let (pool, other) = pools();
        for id in ["c", "a", "b"] {
            store
                .write(vec![insert(&client(&pool, id))])
                .await
                .expect("inserted");
        }
        store
            .write(vec![insert(&client(&other, "bb"))])
            .await
            .expect("inserted");
        let first = list(store, &pool, None, 2).await.expect("listed");
        let second = list(store, &pool, first.next.as_deref(), 2)
            .await
            .expect("listed");
        let ids: Vec<String> = first
            .items
            .into_iter()
            .chain(second.items)
            .map(|client| client.id.0)
            .collect();
        assert_eq!(
            (ids.join(" ").as_str(), first.next.as_deref(), second.next),
            ("a b c", Some("b"), None)
        );
    }
}
