//! The audit log: who did what, where and when. Entries are only ever added, and outlive what they are about.

use crate::value::{Row, Value, values};
use crate::{Result, Store, Write};
use domain::id::PoolId;
use domain::time::Timestamp;

/// The most entries that are read at once.
const LARGEST: u32 = 10_000;

/// One thing that was done. Never a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// A UUID.
    pub id: String,
    /// When.
    pub at: Timestamp,
    /// What, as the operation is named.
    pub action: String,
    /// By whom: an access key's id, or the name of a command.
    pub actor: String,
    /// In which pool, if in one.
    pub pool: Option<PoolId>,
    /// To what there: a client's id or `ALL`, or the id of a link.
    pub subject: Option<String>,
    /// The id of the request, under which it was logged and answered.
    pub request: Option<String>,
}

/// Adds an entry.
pub fn insert(entry: &Entry) -> Write {
    let sql = "INSERT INTO audit (id, position, recorded_at, action, actor, pool, subject, request) \
               SELECT $1, COALESCE(MAX(position), 0) + 1, $2, $3, $4, $5, $6, $7 FROM audit";
    let pool = entry.pool.as_ref().map(|pool| pool.as_str().to_owned());
    Write::run(
        sql,
        values![
            &entry.id,
            entry.at,
            &entry.action,
            &entry.actor,
            Value::Text(pool),
            Value::Text(entry.subject.clone()),
            Value::Text(entry.request.clone()),
        ],
    )
}

/// The latest entries, of one pool or of all, newest last.
pub async fn latest(store: &Store, pool: Option<&PoolId>, limit: u32) -> Result<Vec<Entry>> {
    let limit = limit.clamp(1, LARGEST);
    let rows = match pool {
        Some(pool) => {
            let sql = "SELECT id, recorded_at, action, actor, pool, subject, request FROM audit \
                       WHERE pool = $1 ORDER BY position DESC, id DESC LIMIT $2";
            store.rows(sql, values![pool, limit]).await?
        }
        None => {
            let sql = "SELECT id, recorded_at, action, actor, pool, subject, request FROM audit \
                       ORDER BY position DESC, id DESC LIMIT $1";
            store.rows(sql, values![limit]).await?
        }
    };
    rows.iter().rev().map(read).collect()
}

fn read(row: &Row) -> Result<Entry> {
    let text = |column| -> Result<_> { Ok(row.optional_text(column)?.map(str::to_owned)) };
    Ok(Entry {
        id: row.text(0)?.to_owned(),
        at: row.time(1)?,
        action: row.text(2)?.to_owned(),
        actor: row.text(3)?.to_owned(),
        pool: row.optional_text(4)?.map(PoolId::from),
        subject: text(5)?,
        request: text(6)?,
    })
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::testing::{Bench, at, conformance, pools};

    conformance!(entries_stay_in_their_order_and_outlive_their_pool);

    pub(crate) fn entry(id: &str, action: &str, pool: Option<&PoolId>) -> Entry {
        Entry {
            id: id.to_owned(),
            at: at(1),
            action: action.to_owned(),
            actor: "AKIAEXAMPLE".to_owned(),
            pool: pool.cloned(),
            subject: pool.map(|_| "ALL".to_owned()),
            request: None,
        }
    }

    async fn entries_stay_in_their_order_and_outlive_their_pool(bench: &Bench) {
        let store = &bench.store;
        let (pool, other) = pools();
        let entries = [
            entry("c", "CreateStudioLink", None),
            entry("b", "SetTheme", Some(&pool)),
            entry("d", "SetTheme", Some(&other)),
            entry("a", "SetUICustomization", Some(&pool)),
        ];
        for entry in &entries {
            store.write(vec![insert(entry)]).await.expect("added");
        }
        let gone = crate::pool::delete(&pool);
        store.write(vec![gone]).await.expect("deleted");
        let [first, second, third, last] = entries;
        let of_pool = latest(store, Some(&pool), 9).await;
        assert_eq!(of_pool, Ok(vec![second.clone(), last.clone()]));
        let two = latest(store, None, 2).await;
        assert_eq!(two, Ok(vec![third.clone(), last.clone()]));
        let all = latest(store, None, u32::MAX).await;
        assert_eq!(all, Ok(vec![first, second, third, last]));
    }
}
