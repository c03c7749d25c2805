//! Opening a database: its tables are brought up to date, and its seal is checked.

use crate::db::Db;
use crate::seal::Seal;
use crate::store::Store;
use crate::writer::Writer;
use crate::{Result, meta, migrate};

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
        let store = Self::new(db, seal, writer);
        meta::check_seal(&store).await?;
        Ok(store)
    }
}
