//! Forgetting what no one can use any more.

use crate::db::Tx;
use crate::value::{Value, values};
use crate::{Result, Store, Write, family};
use domain::time::Timestamp;
use std::time::Duration;

/// How long after their expiry flows stay, so that *expired* differs from *unknown* for whoever comes a little late.
/// Anybody can begin one, so that it is not longer.
const FLOW_RETENTION: Duration = Duration::from_mins(5);
/// How long after their expiry codes and authorizations stay, for the same, and so that a late second redemption still
/// revokes. They are of users, who have one for each purpose or have signed in.
const RETENTION_AFTER_EXPIRY: Duration = Duration::from_hours(24);
/// How long an entry of the audit log stays: a year, and time to look back at it.
const AUDIT_RETENTION: Duration = Duration::from_hours(400 * 24);
/// How long the demo's outbox keeps a message.
const OUTBOX_RETENTION: Duration = Duration::from_hours(7 * 24);
/// How many messages it keeps.
const OUTBOX_LENGTH: i64 = 10_000;
/// The pages of SQLite that are given back in one transaction, so that requests get in between; as many stay for what
/// comes next, so that what comes and goes does not move the end of the file.
const SPARE_PAGES: i64 = 256;

impl Store {
    /// Forgets expired flows, codes, authorizations, token families and browser sessions, attempts and limits that no longer
    /// count, links and keys of the studio that ended, and what is old in outbox and audit log; then gives the space back.
    /// To be called now and then; each kind is a short transaction of its own.
    pub async fn purge(&self, now: Timestamp) -> Result<()> {
        for (sql, values) in deletions(now) {
            self.write(vec![Write::run(sql, values)]).await?;
        }
        self.write(vec![family::delete_expired(now)]).await?;
        while self
            .transact((), |tx, ()| Box::pin(return_space(tx)))
            .await?
        {}
        Ok(())
    }
}

/// What is forgotten by this time.
fn deletions(now: Timestamp) -> Vec<(&'static str, Vec<Value>)> {
    let long_ago = now - RETENTION_AFTER_EXPIRY;
    vec![
        (
            "DELETE FROM flows WHERE expires_at <= $1",
            values![now - FLOW_RETENTION],
        ),
        (
            "DELETE FROM codes WHERE expires_at <= $1",
            values![long_ago],
        ),
        (
            "DELETE FROM authorizations WHERE expires_at <= $1",
            values![long_ago],
        ),
        (
            "DELETE FROM browser_sessions WHERE expires_at <= $1",
            values![now],
        ),
        (
            "DELETE FROM attempts WHERE forgotten_at <= $1",
            values![now],
        ),
        ("DELETE FROM limits WHERE forgotten_at <= $1", values![now]),
        (
            "DELETE FROM studio_links WHERE expires_at <= $1",
            values![long_ago],
        ),
        (
            "DELETE FROM studio_keys WHERE expires_at <= $1",
            values![long_ago],
        ),
        (
            "DELETE FROM audit WHERE recorded_at <= $1",
            values![now - AUDIT_RETENTION],
        ),
        (
            "DELETE FROM outbox WHERE sent_at <= $1",
            values![now - OUTBOX_RETENTION],
        ),
        (
            "DELETE FROM outbox WHERE position <= (SELECT MAX(position) FROM outbox) - $1",
            values![OUTBOX_LENGTH],
        ),
    ]
}

/// Gives some of the pages that nothing uses back to the file system; whether there are more. PostgreSQL cleans up by
/// itself and uses the space again.
async fn return_space(tx: &mut Tx) -> Result<bool> {
    let before = unused_pages(tx).await?;
    if before <= SPARE_PAGES {
        return Ok(false);
    }
    tx.run("PRAGMA incremental_vacuum(256)", &[]).await?;
    let after = unused_pages(tx).await?;
    Ok(after < before)
}

async fn unused_pages(tx: &mut Tx) -> Result<i64> {
    let sql = tx.either("PRAGMA freelist_count", "SELECT 0::bigint");
    let row = tx.row(sql, &[]).await?;
    row.map_or(Ok(0), |row| row.int(0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Bench, at, conformance, pools, sub};
    use crate::{attempt, audit, authorization, browser_session, code, flow};
    use crate::{studio_key, studio_link};

    conformance!(
        only_what_no_one_can_use_is_forgotten,
        space_is_given_back,
        the_outbox_has_a_length,
    );

    /// The section of the operator's guide that says what strangers can make the database keep.
    fn bounds() -> &'static str {
        let guide = include_str!("../../docs/operate.md");
        let section = guide
            .split("### What strangers can make the database keep")
            .nth(1);
        let section = section.and_then(|rest| rest.split("\n## ").next());
        section.expect("the section is there")
    }

    /// The tables that strangers can grow.
    fn open_tables() -> Vec<&'static str> {
        let rows = bounds().lines().filter(|line| line.starts_with("| `"));
        let names = rows.flat_map(|row| row.split('|').nth(1).unwrap_or_default().split(','));
        names.map(|name| name.trim().trim_matches('`')).collect()
    }

    #[test]
    fn what_strangers_can_grow_is_forgotten_but_for_users() {
        let forgets = deletions(at(0));
        for table in open_tables() {
            let is_forgotten = forgets.iter().any(|(sql, _)| {
                let words: Vec<&str> = sql.split(' ').collect();
                words[2] == table
            });
            // A message goes when it is sent or given up.
            let stays = table.starts_with("user") || table == "jobs";
            assert!(is_forgotten != stays, "{table}");
        }
    }

    #[tokio::test]
    async fn every_table_has_its_bound_in_the_guide() {
        let bench = Bench::sqlite_memory().await;
        let sql = "SELECT name FROM sqlite_master WHERE type = 'table'";
        let rows = bench.store.rows(sql, values![]).await.expect("read");
        assert!(rows.len() > 20, "{} tables", rows.len());
        for row in &rows {
            let name = row.text(0).expect("a text");
            let mentions = bounds().matches(&format!("`{name}`")).count();
            assert_eq!(mentions, 1, "{name} in docs/operate.md");
        }
        bench.finish().await;
    }

    async fn space_is_given_back(bench: &Bench) {
        if !bench.url.starts_with("sqlite:") || !bench.outlives_its_store() {
            return; // PostgreSQL and memory see to it themselves.
        }
        let store = &bench.store;
        let (pool, _) = pools();
        let pages = async || {
            let row = store.row("PRAGMA page_count", values![]).await;
            let row = row.expect("read").expect("a row");
            row.int(0).expect("a number")
        };
        let before = pages().await;
        let flow = |n: u32| {
            let value = serde_json::json!({ "name": "x".repeat(2_000) });
            let flow = flow::FlowRow {
                value,
                ..flow::tests::flow()
            };
            flow::put(&pool, &n.to_string(), &flow)
        };
        for part in 0..5 {
            let writes = (part * 1_000..(part + 1) * 1_000).map(flow).collect();
            store.write(writes).await.expect("written");
        }
        let full = pages().await;
        assert!(full > before + 8 * SPARE_PAGES, "{before} to {full} pages");
        store.purge(at(5 * 60 + 3)).await.expect("purged");
        let after = pages().await;
        assert!(after <= before + 2 * SPARE_PAGES, "{full} to {after} pages");
    }

    async fn the_outbox_has_a_length(bench: &Bench) {
        let sql = "INSERT INTO outbox (id, position, recipient, sent_at, message) VALUES ($1, $2, '', $3, '')";
        let message = |n: i64| Write::run(sql, values![n.to_string(), n, at(0)]);
        for writes in [
            vec![message(1), message(2)],
            vec![message(OUTBOX_LENGTH + 1)],
        ] {
            bench.store.write(writes).await.expect("written");
        }
        bench.store.purge(at(0)).await.expect("purged");
        let rows = bench
            .store
            .rows("SELECT position FROM outbox ORDER BY position", values![]);
        let positions: Result<Vec<i64>> = rows
            .await
            .expect("read")
            .iter()
            .map(|row| row.int(0))
            .collect();
        assert_eq!(positions, Ok(vec![2, OUTBOX_LENGTH + 1]));
    }

    async fn only_what_no_one_can_use_is_forgotten(bench: &Bench) {
        let store = &bench.store;
        let (pool, _) = pools();
        let writes = vec![
            flow::put(&pool, "flow", &flow::tests::flow()),
            code::put(&pool, &sub(1), &code::tests::code()),
            authorization::insert(&pool, "code", &sub(1), &serde_json::json!(1), at(9)),
            browser_session::insert("cookie", &browser_session::tests::session(&pool, 1)),
            crate::family::insert(&family::tests::family(&pool, 1, 1)),
            studio_link::insert(&studio_link::tests::link("link", 9), "hash"),
            studio_key::insert(&studio_key::tests::key("ASIA", 9)),
            audit::insert(&audit::tests::entry("id", "SetTheme", None)),
        ];
        store.write(writes).await.expect("written");
        let begun = attempt::begin(store, &pool, "key", at(0), &domain::attempt::PASSWORD);
        let Ok(attempt::BeginResult::Counted(ticket)) = begun.await else {
            panic!("it is the first")
        };
        attempt::fail(
            store,
            &pool,
            ("key", &ticket),
            at(0),
            &domain::attempt::PASSWORD,
        )
        .await
        .expect("counted");
        attempt::limit(store, &pool, "key", at(0), 9, Duration::from_secs(9))
            .await
            .expect("counted");
        let left = async || {
            let mut left = Vec::new();
            let tables = [
                "SELECT pool FROM flows",
                "SELECT pool FROM codes",
                "SELECT pool FROM authorizations",
                "SELECT pool FROM browser_sessions",
                "SELECT pool FROM families",
                "SELECT pool FROM attempts",
                "SELECT pool FROM limits",
                "SELECT id FROM studio_links",
                "SELECT id FROM studio_keys",
                "SELECT id FROM audit",
            ];
            for sql in tables {
                left.push(store.rows(sql, values![]).await.expect("read").len());
            }
            left
        };
        store.purge(at(8)).await.expect("purged");
        assert_eq!(left().await, [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]);
        store.purge(at(9)).await.expect("purged");
        assert_eq!(left().await, [1, 1, 1, 0, 1, 1, 0, 1, 1, 1]);
        store.purge(at(5 * 60 + 2)).await.expect("purged");
        assert_eq!(left().await, [1, 1, 1, 0, 1, 1, 0, 1, 1, 1]);
        store.purge(at(5 * 60 + 3)).await.expect("purged");
        assert_eq!(left().await, [0, 1, 1, 0, 1, 1, 0, 1, 1, 1]);
        store.purge(at(900)).await.expect("purged");
        assert_eq!(left().await, [0, 1, 1, 0, 1, 0, 0, 1, 1, 1]);
        store.purge(at(24 * 3600 + 9)).await.expect("purged");
        assert_eq!(left().await, [0, 0, 0, 0, 1, 0, 0, 0, 0, 1]);
        store.purge(at(24 * 3600 + 100)).await.expect("purged");
        assert_eq!(left().await, [0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
        store.purge(at(400 * 24 * 3600 + 1)).await.expect("purged");
        assert_eq!(left().await, [0; 10]);
    }
}
