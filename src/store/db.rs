//! The two drivers. Nothing else in Loggia names one.
//!
//! SQLite: one connection writes, four read; write-ahead log, `synchronous=FULL`. In memory there is one connection for
//! everything, since each connection to `:memory:` would open a database of its own. PostgreSQL: one pool.

mod sqlite;

use crate::seal::Seal;
use crate::value::{Cell, Row, Value};
use crate::{Conflict, Error, Result};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions, PgRow};
use sqlx::sqlite::SqliteRow;
use sqlx::{
    AssertSqlSafe, ConnectOptions, PgPool, Postgres, Row as _, Sqlite, SqlitePool, TypeInfo,
    ValueRef,
};
use std::borrow::Cow;
use std::str::FromStr;
use std::time::Duration;

const POSTGRES_CONNECTIONS: u32 = 16;
/// How long to wait for a connection, or for a lock that another process holds.
const PATIENCE: Duration = Duration::from_secs(5);

/// An open database.
#[derive(Clone)]
pub(crate) enum Db {
    Sqlite {
        writer: SqlitePool,
        readers: SqlitePool,
    },
    Postgres(PgPool),
}

/// A parameter as the drivers take it.
enum Bound<'a> {
    Text(Option<Cow<'a, str>>),
    Int(Option<i64>),
}

macro_rules! bind {
    ($sql:expr, $values:expr) => {{
        let mut query = sqlx::query($sql);
        for value in $values {
            query = match value {
                Bound::Text(text) => query.bind(text.map(Cow::into_owned)),
                Bound::Int(number) => query.bind(number),
            };
        }
        query
    }};
}

impl Db {
    /// Opens what `url` names.
    pub(crate) async fn open(url: &str) -> Result<Self> {
        if url.starts_with("sqlite:") {
            let (writer, readers) = sqlite::open(url).await?;
            Ok(Self::Sqlite { writer, readers })
        } else if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            Self::open_postgres(url).await
        } else {
            Err(Error::Unavailable(
                "the database URL must start with sqlite: or postgres:, as in sqlite:loggia.db"
                    .to_owned(),
            ))
        }
    }

    async fn open_postgres(url: &str) -> Result<Self> {
        // The driver's own message may quote the URL, and with it the password.
        let options = PgConnectOptions::from_str(url)
            .map_err(|_| {
                Error::Unavailable(
                    "the database URL cannot be read; check its host, port and options".to_owned(),
                )
            })?
            .application_name("loggia")
            .disable_statement_logging();
        let pool = PgPoolOptions::new()
            .max_connections(POSTGRES_CONNECTIONS)
            .acquire_timeout(PATIENCE * 2);
        Ok(Self::Postgres(
            pool.connect_with(options)
                .await
                .map_err(|error| failure(&error))?,
        ))
    }

    /// Begins a transaction; on SQLite it is the only one that writes.
    pub(crate) async fn begin(&self, seal: Option<&Seal>) -> Result<Tx> {
        let inner = match self {
            Self::Sqlite { writer, .. } => writer
                .begin_with("BEGIN IMMEDIATE")
                .await
                .map(Inner::Sqlite),
            Self::Postgres(pool) => pool.begin().await.map(Inner::Postgres),
        };
        let inner = inner.map_err(|error| failure(&error))?;
        Ok(Tx {
            inner,
            seal: seal.cloned(),
            try_again: false,
        })
    }

    /// Every row that `sql` selects, outside any transaction.
    pub(crate) async fn rows(
        &self,
        seal: &Seal,
        sql: &'static str,
        values: Vec<Value>,
    ) -> Result<Vec<Row>> {
        let values = bound(Some(seal), &values)?;
        match self {
            Self::Sqlite { readers, .. } => {
                let rows = bind!(sql, values)
                    .fetch_all(readers)
                    .await
                    .map_err(|error| failure(&error))?;
                rows.iter().map(sqlite_row).collect()
            }
            Self::Postgres(pool) => {
                let rows = bind!(sql, values)
                    .fetch_all(pool)
                    .await
                    .map_err(|error| failure(&error))?;
                rows.iter().map(postgres_row).collect()
            }
        }
    }

    pub(crate) async fn close(&self) {
        match self {
            Self::Sqlite { writer, readers } => {
                readers.close().await;
                writer.close().await;
            }
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

/// A transaction. After a failed statement it must run no other: PostgreSQL has aborted it.
pub(crate) struct Tx {
    inner: Inner,
    seal: Option<Seal>,
    try_again: bool,
}

enum Inner {
    Sqlite(sqlx::Transaction<'static, Sqlite>),
    Postgres(sqlx::Transaction<'static, Postgres>),
}

impl Tx {
    /// Runs a statement; how many rows it changed.
    pub(crate) async fn run(&mut self, sql: &'static str, values: &[Value]) -> Result<u64> {
        let values = bound(self.seal.as_ref(), values)?;
        let result = match &mut self.inner {
            Inner::Sqlite(tx) => bind!(sql, values)
                .execute(&mut **tx)
                .await
                .map(|result| result.rows_affected()),
            Inner::Postgres(tx) => bind!(sql, values)
                .execute(&mut **tx)
                .await
                .map(|result| result.rows_affected()),
        };
        result.map_err(|error| self.note(&error))
    }

    /// Runs a statement that gives rows.
    pub(crate) async fn rows(&mut self, sql: &'static str, values: &[Value]) -> Result<Vec<Row>> {
        let values = bound(self.seal.as_ref(), values)?;
        match &mut self.inner {
            Inner::Sqlite(tx) => match bind!(sql, values).fetch_all(&mut **tx).await {
                Ok(rows) => rows.iter().map(sqlite_row).collect(),
                Err(error) => Err(self.note(&error)),
            },
            Inner::Postgres(tx) => match bind!(sql, values).fetch_all(&mut **tx).await {
                Ok(rows) => rows.iter().map(postgres_row).collect(),
                Err(error) => Err(self.note(&error)),
            },
        }
    }

    /// Runs a statement that gives at most one row.
    pub(crate) async fn row(&mut self, sql: &'static str, values: &[Value]) -> Result<Option<Row>> {
        Ok(self.rows(sql, values).await?.into_iter().next())
    }

    /// `sqlite` or `postgres`, whichever this transaction speaks: for the few statements that cannot be one text.
    pub(crate) fn either(&self, sqlite: &'static str, postgres: &'static str) -> &'static str {
        match self.inner {
            Inner::Sqlite(_) => sqlite,
            Inner::Postgres(_) => postgres,
        }
    }

    /// Runs text of a migration.
    pub(crate) async fn define(&mut self, sql: String) -> Result<()> {
        let result = match &mut self.inner {
            Inner::Sqlite(tx) => sqlx::query(AssertSqlSafe(sql))
                .execute(&mut **tx)
                .await
                .map(|_| ()),
            Inner::Postgres(tx) => sqlx::query(AssertSqlSafe(sql))
                .execute(&mut **tx)
                .await
                .map(|_| ()),
        };
        result.map_err(|error| self.note(&error))
    }

    /// Makes everything durable.
    pub(crate) async fn commit(self) -> std::result::Result<(), CommitError> {
        let result = match self.inner {
            Inner::Sqlite(tx) => tx.commit().await,
            Inner::Postgres(tx) => tx.commit().await,
        };
        result.map_err(|error| CommitError {
            try_again: is_serialization(&error),
            error: failure(&error),
        })
    }

    /// Whether the database gave this transaction up so that another could go on.
    pub(crate) fn try_again(&self) -> bool {
        self.try_again
    }

    fn note(&mut self, error: &sqlx::Error) -> Error {
        self.try_again |= is_serialization(error);
        failure(error)
    }
}

/// A commit that failed.
pub(crate) struct CommitError {
    pub(crate) try_again: bool,
    pub(crate) error: Error,
}

/// The parameters as the driver takes them: sealed where they are secret.
fn bound<'a>(seal: Option<&Seal>, values: &'a [Value]) -> Result<Vec<Bound<'a>>> {
    let bind = |value: &'a Value| {
        Ok(match value {
            Value::Int(number) => Bound::Int(*number),
            Value::Text(text) => Bound::Text(text.as_deref().map(storable)),
            Value::Sealed { place, plain } => {
                let seal = seal
                    .ok_or_else(|| Error::Unavailable("there is no key to seal with".to_owned()))?;
                Bound::Text(Some(Cow::Owned(seal.seal(place, plain)?)))
            }
        })
    };
    values.iter().map(bind).collect()
}

/// PostgreSQL refuses a NUL in a text, SQLite takes it: no engine gets to see one, so that a search for it finds nothing
/// instead of failing. (In a JSON document it is written as an escape and comes back.)
fn storable(text: &str) -> Cow<'_, str> {
    if text.contains('\0') {
        Cow::Owned(text.replace('\0', "\u{FFFD}"))
    } else {
        Cow::Borrowed(text)
    }
}

fn sqlite_row(row: &SqliteRow) -> Result<Row> {
    let cell = |column: usize| {
        let kind = row
            .try_get_raw(column)
            .map(|value| value.type_info().name() == "INTEGER");
        Ok(match kind.map_err(|error| failure(&error))? {
            true => Cell::Int(row.try_get(column).map_err(|error| failure(&error))?),
            false => Cell::Text(row.try_get(column).map_err(|error| failure(&error))?),
        })
    };
    (0..row.len()).map(cell).collect::<Result<_>>().map(Row)
}

fn postgres_row(row: &PgRow) -> Result<Row> {
    let cell = |column: usize| {
        let kind = row
            .try_get_raw(column)
            .map(|value| value.type_info().name() == "INT8");
        Ok(match kind.map_err(|error| failure(&error))? {
            true => Cell::Int(row.try_get(column).map_err(|error| failure(&error))?),
            false => Cell::Text(row.try_get(column).map_err(|error| failure(&error))?),
        })
    };
    (0..row.len()).map(cell).collect::<Result<_>>().map(Row)
}

/// Serialization failure or deadlock: the same transaction, begun again, may well succeed.
fn is_serialization(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|error| error.code());
    matches!(code.as_deref(), Some("40001" | "40P01"))
}

fn failure(error: &sqlx::Error) -> Error {
    match error.as_database_error() {
        Some(database) if database.is_unique_violation() => {
            // SQLite says `UNIQUE constraint failed: users.pool, users.sub`, PostgreSQL names the table apart.
            let table = database.table().map(str::to_owned).or_else(|| {
                let (_, columns) = database.message().rsplit_once(": ")?;
                columns.split_once('.').map(|(table, _)| table.to_owned())
            });
            Error::Conflict(table.map_or(Conflict::Row, |table| Conflict::of_table(&table)))
        }
        Some(_) | None => match error {
            sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_) => {
                Error::Corrupt(error.to_string())
            }
            other => Error::Unavailable(other.to_string()),
        },
    }
}

/// Runs one statement as the administrator of a PostgreSQL.
#[cfg(test)]
pub(crate) async fn execute_on_postgres(url: &str, sql: String) {
    use sqlx::{Connection, PgConnection};
    let mut connection = PgConnection::connect(url)
        .await
        .expect("LOGGIA_TEST_POSTGRES can be reached");
    sqlx::query(AssertSqlSafe(sql))
        .execute(&mut connection)
        .await
        .expect("the administrator may do this");
    connection.close().await.expect("closed");
}
