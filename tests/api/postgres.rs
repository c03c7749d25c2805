//! A database of its own on the PostgreSQL that `LOGGIA_TEST_POSTGRES` names.

use sqlx::{Connection, PgConnection};
use std::sync::atomic::{AtomicU32, Ordering};
use url::Url;

/// A new, empty database.
#[derive(Debug)]
pub(crate) struct Postgres {
    administrator: String,
    name: String,
    /// Its URL.
    pub(crate) url: String,
}

impl Postgres {
    /// Makes one.
    pub(crate) async fn fresh() -> Self {
        let administrator = std::env::var("LOGGIA_TEST_POSTGRES").expect(
            "LOGGIA_TEST_POSTGRES names a PostgreSQL: `cargo xtask test --only native` starts one and sets it",
        );
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("loggia_e2e_{}_{number}", std::process::id());
        let mut url = Url::parse(&administrator).expect("LOGGIA_TEST_POSTGRES is a URL");
        url.set_path(&name);
        let database = Self {
            administrator,
            name,
            url: url.to_string(),
        };
        database.run("CREATE").await;
        database
    }

    /// Removes it.
    pub(crate) async fn drop(self) {
        self.run("DROP").await;
    }

    async fn run(&self, verb: &str) {
        let mut connection = PgConnection::connect(&self.administrator)
            .await
            .expect("LOGGIA_TEST_POSTGRES can be reached");
        let sql = format!("{verb} DATABASE {}", self.name);
        sqlx::raw_sql(sqlx::AssertSqlSafe(sql))
            .execute(&mut connection)
            .await
            .expect("its user may make databases");
        connection.close().await.expect("the connection ends");
    }
}
