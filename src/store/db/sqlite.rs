//! Opens a SQLite database: a file that only its owner can read, which many programs may open at the same moment.

use super::{PATIENCE, failure};
use crate::{Error, Result};
use sqlx::sqlite::{
    SqliteAutoVacuum, SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{ConnectOptions, Connection, Executor, SqliteConnection, SqlitePool};
use std::ffi::OsString;
use std::fs::OpenOptions;
use std::io;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;
use tokio::time::Instant;

const READERS: u32 = 4;
/// How long to wait before a file that others are opening is opened again.
const PAUSE: Duration = Duration::from_millis(10);
/// The bytes that the write-ahead log keeps on the disk when its content has gone into the database.
const LONGEST_LOG: &str = "16777216";
/// What SQLite adds to the name of a database for the files beside it.
const COMPANIONS: [&str; 3] = ["-wal", "-shm", "-journal"];

/// The one connection that writes, and those that read.
pub(super) async fn open(url: &str) -> Result<(SqlitePool, SqlitePool)> {
    let options = SqliteConnectOptions::from_str(url)
        .map_err(|error| Error::Unavailable(format!("the database URL cannot be read: {error}")))?
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(PATIENCE)
        .pragma("journal_size_limit", LONGEST_LOG)
        .pragma("temp_store", "memory")
        .disable_statement_logging();
    let in_memory = url.contains(":memory:") || url.contains("mode=memory");
    let first = if in_memory {
        None
    } else {
        make_private(options.get_filename())?;
        Some(prepare(&options).await?)
    };
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
    let writer = once_unlocked(|| writer.clone().connect_with(options.clone())).await?;
    let Some(first) = first else {
        return Ok((writer.clone(), writer));
    };
    let read_only = options.read_only(true);
    let readers = once_unlocked(|| pool(READERS).connect_with(read_only.clone())).await?;
    // Not earlier: the last one that is closed takes the write-ahead log away.
    first.close().await.map_err(|error| failure(&error))?;
    Ok((writer, readers))
}

/// Connects, and again while others are opening the same file: SQLite does not wait for its lock when the file becomes
/// one with a write-ahead log, since two that wait for each other would wait for ever.
async fn once_unlocked<C, F>(connect: impl Fn() -> F) -> Result<C>
where
    F: Future<Output = sqlx::Result<C>>,
{
    let began = Instant::now();
    loop {
        match connect().await {
            Err(error) if is_locked(&error) && began.elapsed() < PATIENCE => {
                tokio::time::sleep(PAUSE).await;
            }
            connected => return connected.map_err(|error| failure(&error)),
        }
    }
}

/// Whether another connection has the lock: `SQLITE_BUSY` or `SQLITE_LOCKED`, the low byte of the code.
fn is_locked(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|error| error.code());
    let code = code.and_then(|code| code.parse::<u32>().ok());
    code.is_some_and(|code| matches!(code & 0xff, 5 | 6))
}

/// Makes the database one that can return space, which is decided before its first table, and connects to it. One that
/// was made otherwise is rewritten; without the room for that, it goes on as it is.
async fn prepare(options: &SqliteConnectOptions) -> Result<SqliteConnection> {
    let is_new = std::fs::metadata(options.get_filename()).is_ok_and(|file| file.len() == 0);
    let options = if is_new {
        options.clone().auto_vacuum(SqliteAutoVacuum::Incremental)
    } else {
        // Saying so again is a write, for which a full disk has no room.
        options.clone()
    };
    let mut first = once_unlocked(|| options.connect()).await?;
    let mode: i64 = sqlx::query_scalar("PRAGMA auto_vacuum")
        .fetch_one(&mut first)
        .await
        .map_err(|error| failure(&error))?;
    if mode == 0 {
        tracing::info!("the database is rewritten once, so that it can return space");
        let rewrite = "PRAGMA auto_vacuum = INCREMENTAL; VACUUM";
        if let Err(error) = first.execute(rewrite).await {
            tracing::warn!(%error, "the database could not be rewritten and returns no space");
        }
    }
    Ok(first)
}

/// Makes the file, if there is none, and lets nobody but its owner read it and what SQLite puts beside it: those files
/// are made with the mode of the database.
fn make_private(name: &Path) -> Result<()> {
    // SQLite reads a name that begins so as a URI.
    let file = name.to_str().and_then(|name| name.strip_prefix("file:"));
    let file = file.map_or(name, Path::new);
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file).map_err(|error| {
        Error::Unavailable(format!("{} cannot be opened: {error}", file.display()))
    })?;
    let companions = COMPANIONS.iter().map(|suffix| {
        let mut name = OsString::from(file);
        name.push(suffix);
        PathBuf::from(name)
    });
    for file in std::iter::once(file.to_owned()).chain(companions) {
        match take_from_others(&file) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                tracing::warn!(file = %file.display(), %error, "others may read this file");
            }
            Ok(()) | Err(_) => {}
        }
    }
    Ok(())
}

#[cfg(unix)]
fn take_from_others(file: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let mode = std::fs::metadata(file)?.permissions().mode() & 0o777;
    if mode & 0o077 == 0 {
        return Ok(());
    }
    std::fs::set_permissions(file, std::fs::Permissions::from_mode(mode & 0o700))?;
    tracing::warn!(file = %file.display(), mode = format!("{mode:04o}"), "others could read this file; they cannot now");
    Ok(())
}

#[cfg(not(unix))]
fn take_from_others(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Bench, at, seal};
    use crate::value::values;
    use crate::{Store, Write, meta};

    /// An open connection to a database whose journal is SQLite's own, as one that another program just made.
    async fn other_program(url: &str) -> SqliteConnection {
        let options = SqliteConnectOptions::from_str(url).expect("a URL");
        let options = options.create_if_missing(true);
        options.connect().await.expect("it opens")
    }

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

    #[tokio::test]
    async fn opening_waits_for_whoever_is_opening() {
        let bench = Bench::sqlite_file().await;
        let url = bench.another_database().await;
        let mut other = other_program(&url).await;
        let begun = other.execute("BEGIN IMMEDIATE; CREATE TABLE other (id TEXT)");
        begun.await.expect("it writes");
        let mut opening = Box::pin(Store::open(&url, seal()));
        let early = tokio::time::timeout(Duration::from_millis(200), &mut opening).await;
        assert!(early.is_err(), "{:?}", early.map(|opened| opened.err()));
        other.execute("COMMIT").await.expect("it writes");
        opening.await.expect("it waited").close().await;
        bench.finish().await;
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn of_many_openers_all_get_in() {
        let bench = Bench::sqlite_file().await;
        for _ in 0..4 {
            let url = bench.another_database().await;
            let openers = (0..16).map(|_| {
                let url = url.clone();
                tokio::spawn(async move { Store::open(&url, seal()).await })
            });
            for opened in futures_util::future::join_all(openers).await {
                let store = opened.expect("no panic").expect("everybody gets in");
                store.close().await;
            }
        }
        bench.finish().await;
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn nobody_else_reads_the_files() {
        use std::os::unix::fs::PermissionsExt;
        let bench = Bench::sqlite_file().await;
        let file = bench.url.trim_start_matches("sqlite:").to_owned();
        let names = ["", "-wal", "-shm"].map(|suffix| format!("{file}{suffix}"));
        let mode = |name: &String| {
            let metadata = std::fs::metadata(name).expect("it is there");
            metadata.permissions().mode() & 0o777
        };
        assert_eq!(names.each_ref().map(mode), [0o600; 3], "made so");
        for name in &names {
            let open = std::fs::Permissions::from_mode(0o644);
            std::fs::set_permissions(name, open).expect("it is ours");
        }
        let again = Store::open(&bench.url, seal()).await.expect("it opens");
        assert_eq!(names.each_ref().map(mode), [0o600; 3], "mended");
        again.close().await;
        bench.finish().await;
    }

    #[tokio::test]
    async fn a_database_that_returned_no_space_learns_it() {
        let bench = Bench::sqlite_file().await;
        let url = bench.another_database().await;
        let mut other = other_program(&url).await;
        let made = other.execute("CREATE TABLE other (id TEXT)");
        made.await.expect("it writes");
        other.close().await.expect("closed");
        let store = Store::open(&url, seal()).await.expect("it opens");
        let mode = store.row("PRAGMA auto_vacuum", values![]).await;
        let mode = mode.expect("read").expect("a row");
        assert_eq!(mode.int(0), Ok(2), "incremental");
        store.purge(at(0)).await.expect("purged");
        store.close().await;
        bench.finish().await;
    }
}
