//! Opens a SQLite database.

use super::{PATIENCE, failure};
use crate::{Error, Result};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, SqlitePool};
use std::str::FromStr;

const READERS: u32 = 4;

/// The one connection that writes, and those that read.
pub(super) async fn open(url: &str) -> Result<(SqlitePool, SqlitePool)> {
    let options = SqliteConnectOptions::from_str(url)
        .map_err(|error| Error::Unavailable(format!("the database URL cannot be read: {error}")))?
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(PATIENCE)
        .pragma("temp_store", "memory")
        .disable_statement_logging();
    let in_memory = url.contains(":memory:") || url.contains("mode=memory");
    // A connection that is closed for being idle or old would take a database in memory with it.
    let pool = |connections: u32| {
        SqlitePoolOptions::new()
            .max_connections(connections)
            .idle_timeout(None)
            .max_lifetime(None)
            .acquire_timeout(PATIENCE * 2)
    };
    // Where SQLite has rolled a transaction back by itself (the disk is full, an input/output error, no memory), the
    // driver still counts it as begun and begins no other on this connection.
    let writer = pool(1).before_acquire(|connection, _| {
        Box::pin(async move {
            let is_usable = !connection.is_in_transaction();
            if !is_usable {
                tracing::warn!("the writing connection lost its transaction; another is opened");
            }
            Ok(is_usable)
        })
    });
    let writer = writer
        .connect_with(options.clone())
        .await
        .map_err(|error| failure(&error))?;
    if in_memory {
        return Ok((writer.clone(), writer));
    }
    let readers = pool(READERS)
        .connect_with(options.read_only(true))
        .await
        .map_err(|error| failure(&error))?;
    Ok((writer, readers))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Bench;
    use crate::value::values;
    use crate::{Write, meta};

    #[tokio::test]
    async fn what_sqlite_rolls_back_by_itself_costs_nothing_but_itself() {
        let bench = Bench::sqlite_file().await;
        let insert = |id: &str| {
            let sql = "INSERT OR ROLLBACK INTO access_keys (id, created_at, note, secret) VALUES ($1, 0, $2, '')";
            Write::run(sql, values![id, "x".repeat(1 << 20)])
        };
        let full = vec![
            Write::run("PRAGMA max_page_count = 1", values![]),
            insert("full"),
        ];
        let rolled_back = vec![insert("twice"), insert("twice")];
        for (writes, expect) in [(full, "full"), (rolled_back, "conflict")] {
            let error = bench.store.write(writes).await.expect_err("it fails");
            assert!(error.to_string().contains(expect), "{error}");
            let after = bench
                .store
                .write(vec![meta::put("after", b"it works")])
                .await;
            assert_eq!(after, Ok(()), "after {expect}");
            assert_eq!(bench.store.ready().await, Ok(()), "after {expect}");
        }
        let rows = bench.store.rows("SELECT id FROM access_keys", values![]);
        assert_eq!(rows.await.expect("read").len(), 0);
        bench.finish().await;
    }
}
