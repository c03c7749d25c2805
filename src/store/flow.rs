//! Flows: where someone stands between two requests. Each flow token is good for one taking.

use crate::sealed_column::{FLOW_VALUE, Place};
use crate::value::{Row, Value, values};
use crate::{Result, Store, Write};
use domain::id::{ClientId, PoolId};
use domain::time::Timestamp;
use std::fmt;

/// A flow that waits.
#[derive(Clone)]
#[cfg_attr(test, derive(PartialEq))]
pub struct FlowRow {
    /// Which machine it is a state of: `sign_in`, ….
    pub kind: String,
    /// The client of the sign-in.
    pub client: ClientId,
    /// The state; stored sealed.
    pub value: serde_json::Value,
    /// Until when it counts; the store gives it out for minutes longer, so that expired can be told from unknown.
    pub expires_at: Timestamp,
}

impl fmt::Debug for FlowRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FlowRow({} for {}, ***)", self.kind, self.client)
    }
}

/// Keeps a flow under the hash of its token, in place of one that is there.
pub fn put(pool: &PoolId, token_hash: &str, flow: &FlowRow) -> Write {
    let sql = "INSERT INTO flows (pool, hash, kind, client, expires_at, value) VALUES ($1, $2, $3, $4, $5, $6) \
               ON CONFLICT (pool, hash) DO UPDATE SET kind = $3, client = $4, expires_at = $5, value = $6";
    let value = Value::sealed_json(value_place(pool, token_hash), &flow.value);
    Write::run(
        sql,
        values![
            pool,
            token_hash,
            &flow.kind,
            &flow.client,
            flow.expires_at,
            value
        ],
    )
}

/// Keeps a flow where none is, or one that is over by `now`: of any number who do so at once, one does, and is told so.
pub async fn claim(
    store: &Store,
    pool: &PoolId,
    token_hash: &str,
    flow: &FlowRow,
    now: Timestamp,
) -> Result<bool> {
    let claim = (pool.clone(), token_hash.to_owned(), flow.clone(), now);
    let count = store.transact(claim, |tx, (pool, token_hash, flow, now)| {
        Box::pin(async move {
            let sql = "INSERT INTO flows (pool, hash, kind, client, expires_at, value) VALUES ($1, $2, $3, $4, $5, $6) \
                       ON CONFLICT (pool, hash) DO UPDATE SET kind = $3, client = $4, expires_at = $5, value = $6 \
                       WHERE flows.expires_at <= $7";
            let value = Value::sealed_json(value_place(pool, token_hash), &flow.value);
            let values = values![
                &*pool,
                &*token_hash,
                &flow.kind,
                &flow.client,
                flow.expires_at,
                value,
                *now
            ];
            tx.run(sql, &values).await
        })
    });
    Ok(count.await? == 1)
}

/// The flow, left where it is: to show its page again.
pub async fn find(store: &Store, pool: &PoolId, token_hash: &str) -> Result<Option<FlowRow>> {
    let sql = "SELECT kind, client, expires_at, value FROM flows WHERE pool = $1 AND hash = $2";
    let row = store.row(sql, values![pool, token_hash]).await?;
    row.map(|row| read(store, pool, token_hash, &row))
        .transpose()
}

/// Takes the flow away: of any number who take it at once, one gets it.
pub async fn take(store: &Store, pool: &PoolId, token_hash: &str) -> Result<Option<FlowRow>> {
    let row = store.transact((pool.clone(), token_hash.to_owned()), |tx, (pool, token_hash)| {
        Box::pin(async move {
            let sql = "DELETE FROM flows WHERE pool = $1 AND hash = $2 RETURNING kind, client, expires_at, value";
            tx.row(sql, &values![pool, token_hash]).await
        })
    });
    row.await?
        .map(|row| read(store, pool, token_hash, &row))
        .transpose()
}

fn value_place(pool: &PoolId, token_hash: &str) -> Place {
    FLOW_VALUE.of(&[pool.as_str(), token_hash])
}

fn read(store: &Store, pool: &PoolId, token_hash: &str, row: &Row) -> Result<FlowRow> {
    Ok(FlowRow {
        kind: row.text(0)?.to_owned(),
        client: row.text(1)?.into(),
        expires_at: row.time(2)?,
        value: store
            .seal()
            .open_json(&value_place(pool, token_hash), row.text(3)?)?,
    })
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::Error;
    use crate::testing::{Bench, at, client, conformance, pools};

    conformance!(
        of_many_takers_one_gets_it,
        of_many_claims_one_holds_until_it_is_over,
        a_flow_is_bound_to_its_token_and_pool
    );

    pub(crate) fn flow() -> FlowRow {
        let value = serde_json::json!({ "state": "password_srp", "secret": "nobody reads this" });
        FlowRow {
            kind: "sign_in".to_owned(),
            client: client(),
            value,
            expires_at: at(3),
        }
    }

    async fn of_many_takers_one_gets_it(bench: &Bench) {
        let store = &bench.store;
        let (pool, other) = pools();
        store
            .write(vec![
                put(&pool, "token", &flow()),
                put(&other, "token", &flow()),
            ])
            .await
            .expect("put");
        let takers =
            futures_util::future::join_all((0..100).map(|_| take(store, &pool, "token"))).await;
        let flows: Vec<_> = takers
            .into_iter()
            .filter_map(|flow| flow.expect("no error"))
            .collect();
        assert_eq!(flows, [flow()]);
        assert_eq!(
            take(store, &other, "token").await.expect("taken"),
            Some(flow()),
            "a pool is a wall"
        );
    }

    async fn of_many_claims_one_holds_until_it_is_over(bench: &Bench) {
        let store = &bench.store;
        let (pool, other) = pools();
        let claims = async |pool: &PoolId, at: Timestamp| {
            let flow = flow();
            let claims = (0..50).map(|_| claim(store, pool, "form", &flow, at));
            let claims = futures_util::future::join_all(claims).await;
            let held = claims.into_iter().filter_map(Result::ok);
            held.filter(|is_held| *is_held).count()
        };
        assert_eq!(claims(&pool, at(1)).await, 1);
        assert_eq!(claims(&other, at(1)).await, 1, "a pool is a wall");
        assert_eq!(claims(&pool, at(2)).await, 0);
        let later = FlowRow {
            expires_at: at(9),
            ..flow()
        };
        let over = claim(store, &pool, "form", &later, at(3)).await;
        assert!(over.expect("claimed"), "the first is over");
        assert_eq!(claims(&pool, at(4)).await, 0);
        let row = find(store, &pool, "form").await.expect("looked");
        assert_eq!(row, Some(later));
    }

    async fn a_flow_is_bound_to_its_token_and_pool(bench: &Bench) {
        let store = &bench.store;
        let (pool, _) = pools();
        let later = FlowRow {
            kind: "sign_up".to_owned(),
            ..flow()
        };
        store
            .write(vec![put(&pool, "a", &flow()), put(&pool, "a", &later)])
            .await
            .expect("put");
        assert_eq!(
            find(store, &pool, "a").await.expect("looked"),
            Some(later),
            "the last one counts, and is left"
        );
        let row = store
            .row("SELECT value FROM flows", values![])
            .await
            .expect("read")
            .expect("a row");
        assert!(!row.text(0).expect("text").contains("secret"));
        let moved = Write::run("UPDATE flows SET hash = $1", values!["b"]);
        store.write(vec![moved]).await.expect("moved");
        assert!(matches!(
            take(store, &pool, "b").await,
            Err(Error::Corrupt(_))
        ));
        assert!(!format!("{:?}", flow()).contains("secret"));
    }
}
