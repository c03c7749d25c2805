//! Everything that Loggia keeps, in SQLite or in PostgreSQL, behind [`Store`].
//!
//! Owns: SQL, transactions, migrations, sealing at rest, uniqueness, paging, and every operation that must happen exactly
//! once (a flow, a code, an attempt, a job). Must not know: what a kept thing is for, HTTP, or the clock: the caller says
//! what time it is. A user pool is a wall: every query takes its id. Nothing changes but through [`Store::write`] and the
//! few atomic operations (`take`, `begin`, `claim`, …), each of which is durable when it returns.

pub mod access_key;
pub mod attempt;
pub mod audit;
pub mod authorization;
pub mod brand;
pub mod browser_session;
pub mod client;
pub mod code;
pub mod family;
pub mod flow;
pub mod job;
pub mod meta;
pub mod outbox;
pub mod pool;
pub mod signing_key;
pub mod studio_key;
pub mod studio_link;
pub mod user;

mod db;
mod error;
mod key;
mod migrate;
mod page;
mod purge;
mod seal;
#[cfg(test)]
mod testing;
mod value;
mod write;
mod writer;

pub use error::{Conflict, Error, Result};
pub use page::Page;
pub use seal::Seal;
pub use write::Write;
pub use writer::Counters;

use db::{Db, Tx};
use futures_util::future::BoxFuture;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use value::{Row, Value, values};
use write::{Call, Work};
use writer::Writer;

/// How long [`Store::ready`] waits before it says no.
const READY_WITHIN: Duration = Duration::from_secs(2);

/// An open database. Cloning is cheap and gives the same one.
#[derive(Clone)]
pub struct Store(Arc<Open>);

struct Open {
    db: Db,
    seal: Seal,
    writer: Writer,
}

impl Store {
    /// Opens `sqlite:<path>`, `sqlite::memory:` or `postgres://…`, and brings its tables up to date.
    ///
    /// Several processes may open one PostgreSQL database at the same time; one of them migrates.
    ///
    /// **Errors** Unavailable when it cannot be reached or was written by a newer version; Corrupt when `seal` does not
    /// fit what was sealed in it.
    pub async fn open(url: &str, seal: Seal) -> Result<Self> {
        let db = Db::open(url).await?;
        migrate::run(&db).await?;
        let writer = Writer::start(&db, &seal);
        let store = Self(Arc::new(Open { db, seal, writer }));
        meta::check_seal(&store).await?;
        Ok(store)
    }

    /// Does all of `writes`, in order, or none of them; durable when it returns.
    ///
    /// A caller that stops waiting does not stop the writes.
    ///
    /// **Errors** [`Error::Conflict`] when something must be unique and is not, or has changed since it was read.
    pub async fn write(&self, writes: Vec<Write>) -> Result<()> {
        if writes.is_empty() {
            return Ok(());
        }
        self.0
            .writer
            .work(&self.0.db, &self.0.seal, Arc::new(writes))
            .await
    }

    /// Runs `run` in one transaction and gives its result; `run` may be run again when the database says so.
    async fn transact<D, T>(
        &self,
        data: D,
        run: for<'a> fn(&'a mut Tx, &'a D) -> BoxFuture<'a, Result<T>>,
    ) -> Result<T>
    where
        D: Send + Sync + 'static,
        T: Send + 'static,
    {
        let result = Arc::new(Mutex::new(None));
        let call: Arc<dyn Work> = Arc::new(Call {
            data,
            run,
            result: Arc::clone(&result),
        });
        self.0.writer.work(&self.0.db, &self.0.seal, call).await?;
        let mut result = result.lock().unwrap_or_else(PoisonError::into_inner);
        result
            .take()
            .ok_or_else(|| Error::Unavailable("the transaction ended without a result".to_owned()))
    }

    /// Whether the database answers now.
    ///
    /// **Errors** Unavailable when it does not answer within two seconds.
    pub async fn ready(&self) -> Result<()> {
        match tokio::time::timeout(
            READY_WITHIN,
            self.rows("SELECT key FROM meta WHERE key = $1", values![""]),
        )
        .await
        {
            Ok(answer) => answer.map(|_| ()),
            Err(_) => Err(Error::Unavailable(
                "the database did not answer within two seconds".to_owned(),
            )),
        }
    }

    /// Finishes the writes that wait, then closes every connection. Later calls fail with Unavailable.
    pub async fn close(&self) {
        self.0.writer.stop().await;
        self.0.db.close().await;
    }

    /// How many batches were written, in how many commits.
    pub fn counters(&self) -> Counters {
        self.0.writer.counters()
    }

    /// Every row that `sql` selects, outside any transaction.
    async fn rows(&self, sql: &'static str, values: Vec<Value>) -> Result<Vec<Row>> {
        self.0.db.rows(&self.0.seal, sql, values).await
    }

    /// The first row that `sql` selects.
    async fn row(&self, sql: &'static str, values: Vec<Value>) -> Result<Option<Row>> {
        Ok(self.rows(sql, values).await?.into_iter().next())
    }

    fn seal(&self) -> &Seal {
        &self.0.seal
    }
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Store")
    }
}
