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
    /// The store over a database whose tables are up to date.
    pub(crate) fn new(db: Db, seal: Seal, writer: Writer) -> Self {
        Self(Arc::new(Open { db, seal, writer }))
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
