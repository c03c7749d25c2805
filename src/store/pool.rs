//! User pools and the domains of their pages.

use crate::page::{page, rows_for};
use crate::value::{Row, Value, values};
use crate::write::Statements;
use crate::{Conflict, Page, Result, Store, Write};
use domain::id::PoolId;
use domain::pool::Pool;
use domain::time::Timestamp;

/// What [`read`] reads of pools `p`: the document, and whether any client uses SRP; nothing where there is no client.
macro_rules! select {
    ($from:literal) => {
        concat!(
            "SELECT p.pool, p.document, (SELECT MAX(c.uses_srp) FROM clients c WHERE c.pool = p.pool) FROM ",
            $from
        )
    };
}

fn read(row: &Row) -> Result<Pool> {
    let pool = row.document("pools", |pool: &Pool| [pool.id.as_str()])?;
    Ok(Pool {
        uses_srp: row.optional_int(2)? != Some(0),
        ..pool
    })
}

/// The pool with this id.
pub async fn find(store: &Store, id: &PoolId) -> Result<Option<Pool>> {
    let sql = select!("pools p WHERE p.pool = $1");
    let row = store.row(sql, values![id]).await?;
    row.map(|row| read(&row)).transpose()
}

/// The pool whose pages answer at this prefix or host name; case does not count.
pub async fn by_domain(store: &Store, domain: &str) -> Result<Option<Pool>> {
    let sql = select!("pool_domains d JOIN pools p ON p.pool = d.pool WHERE d.domain = $1");
    let row = store.row(sql, values![domain.to_lowercase()]).await?;
    row.map(|row| read(&row)).transpose()
}

/// Pools in the order of their ids, after the id `after`.
pub async fn list(store: &Store, after: Option<&str>, limit: usize) -> Result<Page<Pool>> {
    let sql = select!("pools p WHERE p.pool > $1 ORDER BY p.pool LIMIT $2");
    let rows = store
        .rows(sql, values![after.unwrap_or(""), rows_for(limit)])
        .await?;
    page(rows, limit, |row: &Row| {
        let pool = read(row)?;
        let cursor = pool.id.0.clone();
        Ok((pool, cursor))
    })
}

/// Keeps a new pool.
///
/// **Errors** [`Conflict::Pool`] when the id is taken, [`Conflict::Domain`] when its domain is.
pub fn insert(pool: &Pool) -> Write {
    let sql = "INSERT INTO pools (pool, modified_at, document) VALUES ($1, $2, $3) ON CONFLICT (pool) DO NOTHING";
    let statements = Statements::new().or_conflict(
        sql,
        values![&pool.id, pool.modified_at, Value::json(pool)],
        Conflict::Pool,
    );
    with_domain(statements, pool).into()
}

/// Keeps a changed pool, if it was not changed since it was read: `read` is the `modified_at` it had then.
///
/// What is kept has a `modified_at` later than `read` in any case, so that two changes in one millisecond differ.
///
/// **Errors** [`Conflict::Pool`] when it was changed or deleted meanwhile, [`Conflict::Domain`] when its new domain is taken.
pub fn update(pool: &Pool, read: Timestamp) -> Write {
    let pool = Pool {
        modified_at: pool.modified_at.max(Timestamp(read.0.saturating_add(1))),
        ..pool.clone()
    };
    let sql =
        "UPDATE pools SET modified_at = $3, document = $4 WHERE pool = $1 AND modified_at = $2";
    let statements = Statements::new()
        .or_conflict(
            sql,
            values![&pool.id, read, pool.modified_at, Value::json(&pool)],
            Conflict::Pool,
        )
        .then(
            "DELETE FROM pool_domains WHERE pool = $1",
            values![&pool.id],
        );
    with_domain(statements, &pool).into()
}

/// Forgets a pool and everything in it.
pub fn delete(id: &PoolId) -> Write {
    let everything = [
        "DELETE FROM pools WHERE pool = $1",
        "DELETE FROM pool_domains WHERE pool = $1",
        "DELETE FROM clients WHERE pool = $1",
        "DELETE FROM client_pools WHERE pool = $1",
        "DELETE FROM users WHERE pool = $1",
        "DELETE FROM user_alias WHERE pool = $1",
        "DELETE FROM user_search WHERE pool = $1",
        "DELETE FROM families WHERE pool = $1",
        "DELETE FROM family_refresh WHERE pool = $1",
        "DELETE FROM flows WHERE pool = $1",
        "DELETE FROM attempts WHERE pool = $1",
        "DELETE FROM limits WHERE pool = $1",
        "DELETE FROM codes WHERE pool = $1",
        "DELETE FROM authorizations WHERE pool = $1",
        "DELETE FROM browser_sessions WHERE pool = $1",
        "DELETE FROM signing_keys WHERE pool = $1",
        "DELETE FROM brands WHERE pool = $1",
    ];
    everything
        .iter()
        .fold(Statements::new(), |all, sql| all.then(sql, values![id]))
        .into()
}

fn with_domain(statements: Statements, pool: &Pool) -> Statements {
    match &pool.domain {
        None => statements,
        Some(domain) => statements.or_conflict(
            "INSERT INTO pool_domains (domain, pool) VALUES ($1, $2) ON CONFLICT (domain) DO NOTHING",
            values![domain.name.to_lowercase(), &pool.id],
            Conflict::Domain
        ),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::testing::{Bench, at, conformance, event, pools, sub};
    use crate::{Error, brand, browser_session, code, family, flow, signing_key, user};
    use domain::pool::Domain;
    use std::collections::BTreeSet;

    conformance!(
        changes_are_kept_only_over_what_was_read,
        domains_belong_to_one_pool,
        pages_of_pools,
        a_pool_uses_srp_as_its_clients_do,
        nothing_is_left_of_a_deleted_pool
    );

    pub(crate) fn pool(id: &PoolId, domain: Option<&str>) -> Pool {
        let domain = domain.map(|name| Domain {
            name: name.to_owned(),
            custom: None,
            managed_login_version: 2,
            created_at: at(0),
        });
        Pool {
            id: id.clone(),
            settings: Default::default(),
            domain,
            mfa: Default::default(),
            created_at: at(0),
            modified_at: at(0),
            uses_srp: true,
        }
    }

    async fn changes_are_kept_only_over_what_was_read(bench: &Bench) {
        let store = &bench.store;
        let (id, other) = pools();
        store
            .write(vec![insert(&pool(&id, None))])
            .await
            .expect("inserted");
        assert_eq!(
            store.write(vec![insert(&pool(&id, None))]).await,
            Err(Error::Conflict(Conflict::Pool))
        );
        let read = find(store, &id).await.expect("found").expect("there");
        // Two changes of the same value, at a time that stands still.
        store
            .write(vec![update(&pool(&id, Some("first")), read.modified_at)])
            .await
            .expect("updated");
        let second = store
            .write(vec![update(&pool(&id, Some("second")), read.modified_at)])
            .await;
        assert_eq!(second, Err(Error::Conflict(Conflict::Pool)));
        let stored = find(store, &id).await.expect("found").expect("there");
        assert_eq!(
            stored.domain.map(|domain| domain.name).as_deref(),
            Some("first")
        );
        assert!(
            by_domain(store, "second").await.expect("looked").is_none(),
            "nothing of a refused batch is kept"
        );
        assert!(find(store, &other).await.expect("looked").is_none());
        assert_eq!(
            store.write(vec![update(&pool(&other, None), at(0))]).await,
            Err(Error::Conflict(Conflict::Pool))
        );
    }

    async fn domains_belong_to_one_pool(bench: &Bench) {
        let store = &bench.store;
        let (id, other) = pools();
        store
            .write(vec![insert(&pool(&id, Some("Acme")))])
            .await
            .expect("inserted");
        assert_eq!(
            store.write(vec![insert(&pool(&other, Some("acme")))]).await,
            Err(Error::Conflict(Conflict::Domain))
        );
        assert!(find(store, &other).await.expect("looked").is_none());
        assert_eq!(
            by_domain(store, "ACME")
                .await
                .expect("looked")
                .expect("found")
                .id,
            id
        );
        store
            .write(vec![update(&pool(&id, None), at(0))])
            .await
            .expect("updated");
        store
            .write(vec![insert(&pool(&other, Some("acme")))])
            .await
            .expect("the name is free again");
        assert_eq!(
            by_domain(store, "acme")
                .await
                .expect("looked")
                .expect("found")
                .id,
            other
        );
    }

    async fn pages_of_pools(bench: &Bench) {
        let store = &bench.store;
        // In the order of the bytes, which no locale has: digits, capitals, small letters.
        let ids = ["eu_1", "eu_B", "eu_C", "eu_a", "eu_é"];
        for id in ids.iter().rev() {
            store
                .write(vec![insert(&pool(&PoolId::from(*id), None))])
                .await
                .expect("inserted");
        }
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let page = list(store, after.as_deref(), 2).await.expect("listed");
            seen.extend(page.items.into_iter().map(|pool| pool.id.0));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(seen, ids);
    }

    async fn a_pool_uses_srp_as_its_clients_do(bench: &Bench) {
        let store = &bench.store;
        let (id, other) = pools();
        let pool = |id| pool(id, Some(PoolId::name(id)));
        store
            .write(vec![insert(&pool(&id)), insert(&pool(&other))])
            .await
            .expect("inserted");
        let uses = async || {
            let stored = find(store, &id).await.expect("looked").expect("there");
            let by_name = by_domain(store, id.name()).await.expect("looked");
            let listed = list(store, None, 9).await.expect("listed").items;
            assert_eq!(by_name.as_ref(), Some(&stored));
            assert!(listed.contains(&stored));
            let other = find(store, &other).await.expect("looked").expect("there");
            assert!(other.uses_srp, "a pool is a wall");
            stored.uses_srp
        };
        assert!(uses().await, "the first client may");
        let flows = |name: &str, flow: &str| {
            let mut client = crate::client::tests::client(&id, name);
            let flows = serde_json::from_value(serde_json::json!([flow]));
            client.settings.explicit_auth_flows = flows.expect("Cognito's shape");
            client
        };
        let (bare, srp) = (
            flows("bare", "ALLOW_USER_PASSWORD_AUTH"),
            flows("srp", "ALLOW_USER_SRP_AUTH"),
        );
        let write = async |write| store.write(vec![write]).await.expect("written");
        write(crate::client::insert(&bare)).await;
        assert!(!uses().await, "its one client does not");
        write(crate::client::insert(&srp)).await;
        assert!(uses().await, "one of two is enough");
        let without_srp = flows("srp", "ALLOW_USER_PASSWORD_AUTH");
        write(crate::client::update(&without_srp, srp.modified_at)).await;
        assert!(!uses().await);
        write(crate::client::delete(&id, &bare.id)).await;
        write(crate::client::delete(&id, &srp.id)).await;
        assert!(uses().await, "there is no client any more");
    }

    async fn nothing_is_left_of_a_deleted_pool(bench: &Bench) {
        let store = &bench.store;
        let (id, other) = pools();
        for id in [&id, &other] {
            let user = user::tests::user(id, 1);
            let flow = flow::tests::flow();
            let key = signing_key::tests::key(id, "k", signing_key::KeyState::Current);
            let session = browser_session::tests::session(id, 1);
            let writes = vec![
                insert(&pool(id, Some(id.name()))),
                crate::client::insert(&crate::client::tests::client(
                    id,
                    &format!("client{}", id.name()),
                )),
                user::insert(&user, &user::tests::aliases(&user), false),
                family::insert(&family::tests::family(id, 1, 1)),
                flow::put(id, "flow", &flow),
                code::put(id, &sub(1), &code::tests::code()),
                crate::authorization::insert(id, "code", &sub(1), &serde_json::json!({}), at(9)),
                browser_session::insert("cookie", &session),
                signing_key::put(&key),
                brand::put(&brand::tests::brand(id, domain::brand::Owner::All), None),
            ];
            store.write(writes).await.expect("written");
            crate::attempt::begin(store, id, "key", at(0), &domain::attempt::PASSWORD)
                .await
                .expect("counted");
            assert!(
                crate::attempt::limit(
                    store,
                    id,
                    "key",
                    at(0),
                    1,
                    std::time::Duration::from_secs(9)
                )
                .await
                .expect("counted")
            );
        }
        store.write(vec![delete(&id)]).await.expect("deleted");
        let tables = [
            "SELECT pool FROM pools",
            "SELECT pool FROM pool_domains",
            "SELECT pool FROM clients",
            "SELECT pool FROM client_pools",
            "SELECT pool FROM users",
            "SELECT pool FROM user_alias",
            "SELECT pool FROM user_search",
            "SELECT pool FROM families",
            "SELECT pool FROM family_refresh",
            "SELECT pool FROM flows",
            "SELECT pool FROM attempts",
            "SELECT pool FROM limits",
            "SELECT pool FROM codes",
            "SELECT pool FROM authorizations",
            "SELECT pool FROM browser_sessions",
            "SELECT pool FROM signing_keys",
            "SELECT pool FROM brands",
        ];
        let listed = tables.iter().filter_map(|sql| sql.rsplit(' ').next());
        let of_pools = crate::migrate::tests::tables_of_pools();
        assert_eq!(listed.map(str::to_owned).collect::<BTreeSet<_>>(), of_pools);
        for sql in tables {
            let rows = store.rows(sql, values![]).await.expect("read");
            assert!(!rows.is_empty(), "{sql}: the other pool keeps its own");
            assert!(
                rows.iter().all(|row| row.text(0) == Ok(other.as_str())),
                "{sql}"
            );
        }
        assert!(
            family::find(store, &other, &event(1))
                .await
                .expect("looked")
                .is_some()
        );
    }
}
