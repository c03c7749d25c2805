//! A write: statements, or a small program over a transaction; made by the entities, done by [`crate::Store::write`].

use crate::{Conflict, Error, Result, db::Tx, value::Value};
use futures_util::future::BoxFuture;
use std::sync::{Arc, Mutex, PoisonError};

/// Something to change. It holds all it needs and can be done again when the database asks for a retry.
#[must_use = "nothing changes before it is given to Store::write"]
pub struct Write(Box<dyn Work>);

impl Write {
    /// One statement, which may find nothing to change.
    pub(crate) fn run(sql: &'static str, values: Vec<Value>) -> Self {
        Statements::new().then(sql, values).into()
    }

    /// One statement that must change a row, or there is this conflict.
    pub(crate) fn change(sql: &'static str, values: Vec<Value>, conflict: Conflict) -> Self {
        Statements::new().or_conflict(sql, values, conflict).into()
    }

    /// A change that reads before it writes.
    pub(crate) fn program<D>(
        data: D,
        run: for<'a> fn(&'a mut Tx, &'a D) -> BoxFuture<'a, Result<()>>,
    ) -> Self
    where
        D: Send + Sync + 'static,
    {
        Self(Box::new(Call {
            data,
            run,
            result: Arc::default(),
        }))
    }
}

/// Statements to be done in order.
pub(crate) struct Statements(Vec<Statement>);

struct Statement {
    sql: &'static str,
    values: Vec<Value>,
    /// What is in conflict if the statement changes no row; `None` where that is no matter.
    must_change: Option<Conflict>,
}

impl Statements {
    pub(crate) fn new() -> Self {
        Self(Vec::new())
    }

    /// These, then one that may find nothing to change.
    pub(crate) fn then(mut self, sql: &'static str, values: Vec<Value>) -> Self {
        self.0.push(Statement {
            sql,
            values,
            must_change: None,
        });
        self
    }

    /// These, then one that must change a row, or there is this conflict.
    pub(crate) fn or_conflict(
        mut self,
        sql: &'static str,
        values: Vec<Value>,
        conflict: Conflict,
    ) -> Self {
        self.0.push(Statement {
            sql,
            values,
            must_change: Some(conflict),
        });
        self
    }
}

impl From<Statements> for Write {
    fn from(statements: Statements) -> Self {
        Self(Box::new(statements))
    }
}

impl std::fmt::Debug for Write {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Write")
    }
}

/// Something that runs in a transaction, as often as it takes.
pub(crate) trait Work: Send + Sync {
    fn run<'a>(&'a self, tx: &'a mut Tx) -> BoxFuture<'a, Result<()>>;
}

impl Work for Vec<Write> {
    fn run<'a>(&'a self, tx: &'a mut Tx) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            for write in self {
                write.0.run(tx).await?;
            }
            Ok(())
        })
    }
}

impl Work for Statements {
    fn run<'a>(&'a self, tx: &'a mut Tx) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            for Statement {
                sql,
                values,
                must_change,
            } in &self.0
            {
                let row_count = tx.run(sql, values).await?;
                if let (0, Some(conflict)) = (row_count, must_change) {
                    return Err(Error::Conflict(conflict.clone()));
                }
            }
            Ok(())
        })
    }
}

/// A function over a transaction with the data it needs and the place of its result.
pub(crate) struct Call<D, T> {
    pub(crate) data: D,
    pub(crate) run: for<'a> fn(&'a mut Tx, &'a D) -> BoxFuture<'a, Result<T>>,
    pub(crate) result: Arc<Mutex<Option<T>>>,
}

impl<D: Send + Sync, T: Send> Work for Call<D, T> {
    fn run<'a>(&'a self, tx: &'a mut Tx) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            let result = (self.run)(tx, &self.data).await?;
            *self.result.lock().unwrap_or_else(PoisonError::into_inner) = Some(result);
            Ok(())
        })
    }
}
