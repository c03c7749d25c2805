//! Forgetting what no one can use any more.

use crate::value::values;
use crate::write::Statements;
use crate::{Result, Store, family};
use domain::time::Timestamp;
use std::time::Duration;

/// How long after their expiry flows, codes and authorizations stay, so that *expired* differs from *unknown* and
/// a late second redemption still revokes.
const RETENTION_AFTER_EXPIRY: Duration = Duration::from_hours(24);
/// How long an entry of the audit log stays: a year, and time to look back at it.
const AUDIT_RETENTION: Duration = Duration::from_hours(400 * 24);
/// How long the demo's outbox keeps a message.
const OUTBOX_RETENTION: Duration = Duration::from_hours(7 * 24);

impl Store {
    /// Forgets expired flows, codes, authorizations, token families and browser sessions, attempts and limits that no longer
    /// count, links and keys of the studio that ended, and what is old in outbox and audit log. To be called now and then;
    /// each kind is a short transaction of its own.
    pub async fn purge(&self, now: Timestamp) -> Result<()> {
        let long_ago = now - RETENTION_AFTER_EXPIRY;
        let each = [
            ("DELETE FROM flows WHERE expires_at <= $1", long_ago),
            ("DELETE FROM codes WHERE expires_at <= $1", long_ago),
            (
                "DELETE FROM authorizations WHERE expires_at <= $1",
                long_ago,
            ),
            ("DELETE FROM browser_sessions WHERE expires_at <= $1", now),
            ("DELETE FROM attempts WHERE forgotten_at <= $1", now),
            ("DELETE FROM limits WHERE forgotten_at <= $1", now),
            ("DELETE FROM studio_links WHERE expires_at <= $1", long_ago),
            ("DELETE FROM studio_keys WHERE expires_at <= $1", long_ago),
            (
                "DELETE FROM audit WHERE recorded_at <= $1",
                now - AUDIT_RETENTION,
            ),
            (
                "DELETE FROM outbox WHERE sent_at <= $1",
                now - OUTBOX_RETENTION,
            ),
        ];
        for (sql, until) in each {
            self.write(vec![Statements::new().then(sql, values![until]).into()])
                .await?;
        }
        self.write(vec![family::delete_expired(now)]).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Bench, at, conformance, pools, sub};
    use crate::{attempt, audit, authorization, browser_session, code, flow};
    use crate::{studio_key, studio_link};

    conformance!(only_what_no_one_can_use_is_forgotten);

    async fn only_what_no_one_can_use_is_forgotten(bench: &Bench) {
        let store = &bench.store;
        let (pool, _) = pools();
        let writes = vec![
            flow::put(&pool, "flow", &flow::tests::flow()),
            code::put(&pool, &sub(1), &code::tests::code()),
            authorization::insert(&pool, "code", &sub(1), &serde_json::json!(1), at(9)),
            browser_session::insert("cookie", &browser_session::tests::session(&pool, 1)),
            crate::family::insert(&family::tests::family(&pool, 1, 1)),
            studio_link::insert("link", "hash", at(9)),
            studio_key::insert(&studio_key::tests::key("ASIA", 9)),
            audit::insert(&audit::tests::entry("id", "SetTheme", None)),
        ];
        store.write(writes).await.expect("written");
        attempt::begin(store, &pool, "key", at(0), &domain::attempt::PASSWORD)
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
        store.purge(at(900)).await.expect("purged");
        assert_eq!(left().await, [1, 1, 1, 0, 1, 0, 0, 1, 1, 1]);
        store.purge(at(24 * 3600 + 9)).await.expect("purged");
        assert_eq!(left().await, [0, 0, 0, 0, 1, 0, 0, 0, 0, 1]);
        store.purge(at(24 * 3600 + 100)).await.expect("purged");
        assert_eq!(left().await, [0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
        store.purge(at(400 * 24 * 3600 + 1)).await.expect("purged");
        assert_eq!(left().await, [0; 10]);
    }
}
