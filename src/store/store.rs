//! An open database: reading, writing, closing.

use crate::db::{Db, Tx};
use crate::seal::Seal;
use crate::value::{Row, Value, values};
use crate::write::{Call, Work, Write};
use crate::writer::{Counters, Writer};
use crate::{Error, Result};
use futures_util::future::BoxFuture;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// How long [`Store::ready`] waits before it says no.
const READY_WITHIN: Duration = Duration::from_secs(2);
/// How long its yes stands: anybody may ask, and a write is dear.
const READY_FOR: Duration = Duration::from_secs(1);

/// An open database. Cloning is cheap and gives the same one.
#[derive(Clone)]
pub struct Store(Arc<Open>);

struct Open {
    db: Db,
    seal: Seal,
    writer: Writer,
    /// When the database last proved that it can write.
    was_ready: tokio::sync::Mutex<Option<Instant>>,
}

impl Store {
    /// The store over a database whose tables are up to date.
    pub(crate) fn new(db: Db, seal: Seal, writer: Writer) -> Self {
        Self(Arc::new(Open {
            db,
            seal,
            writer,
            was_ready: tokio::sync::Mutex::default(),
        }))
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
    pub(crate) async fn transact<D, T>(
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

    /// Whether the database reads and writes now, or did within the last second.
    ///
    /// **Errors** Unavailable when it does not within two seconds.
    pub async fn ready(&self) -> Result<()> {
        match tokio::time::timeout(READY_WITHIN, self.try_to_write()).await {
            Ok(answer) => answer,
            Err(_) => Err(Error::Unavailable(
                "the database did not answer within two seconds".to_owned(),
            )),
        }
    }

    /// Of many who ask at once one writes, and the others hear what came of it.
    async fn try_to_write(&self) -> Result<()> {
        let mut was_ready = self.0.was_ready.lock().await;
        if was_ready.is_some_and(|then| then.elapsed() < READY_FOR) {
            return Ok(());
        }
        *was_ready = None;
        let sql = "UPDATE readiness SET writes = writes + 1";
        self.write(vec![Write::run(sql, values![])]).await?;
        self.rows("SELECT writes FROM readiness", values![]).await?;
        *was_ready = Some(Instant::now());
        Ok(())
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
    pub(crate) async fn rows(&self, sql: &'static str, values: Vec<Value>) -> Result<Vec<Row>> {
        self.0.db.rows(&self.0.seal, sql, values).await
    }

    /// The first row that `sql` selects.
    pub(crate) async fn row(&self, sql: &'static str, values: Vec<Value>) -> Result<Option<Row>> {
        Ok(self.rows(sql, values).await?.into_iter().next())
    }

    pub(crate) fn seal(&self) -> &Seal {
        &self.0.seal
    }
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Store")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Bench, conformance};

    conformance!(ready_is_who_can_write);

    async fn ready_is_who_can_write(bench: &Bench) {
        if !bench.outlives_its_store() {
            assert_eq!(bench.store.ready().await, Ok(()));
            return; // Nobody else can lock a database in memory.
        }
        let other = Db::open(&bench.url).await.expect("it opens");
        let mut tx = other.begin(None).await.expect("it has the lock");
        let lock = tx.either("SELECT 1", "LOCK TABLE readiness");
        tx.define(lock.to_owned()).await.expect("locked");
        assert!(bench.store.ready().await.is_err(), "it can only read");
        drop(tx);
        assert_eq!(bench.store.ready().await, Ok(()));
        other.close().await;
    }
}
