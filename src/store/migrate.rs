//! Brings the tables up to date. One text for both engines: its types are TEXT and BIGINT.

use crate::db::Db;
use crate::value::values;
use crate::{Error, Result};

/// Every migration in the order it is done. One that was released is never changed; a new one is added below.
const MIGRATIONS: &[(&str, &str)] = &[
    ("01_pool", include_str!("migrations/01_pool.sql")),
    ("02_client", include_str!("migrations/02_client.sql")),
    ("03_user", include_str!("migrations/03_user.sql")),
    ("04_family", include_str!("migrations/04_family.sql")),
    ("05_flow", include_str!("migrations/05_flow.sql")),
    ("06_attempt", include_str!("migrations/06_attempt.sql")),
    ("07_code", include_str!("migrations/07_code.sql")),
    (
        "08_authorization",
        include_str!("migrations/08_authorization.sql"),
    ),
    (
        "09_browser_session",
        include_str!("migrations/09_browser_session.sql"),
    ),
    ("10_job", include_str!("migrations/10_job.sql")),
    ("11_outbox", include_str!("migrations/11_outbox.sql")),
    (
        "12_signing_key",
        include_str!("migrations/12_signing_key.sql"),
    ),
    (
        "13_access_key",
        include_str!("migrations/13_access_key.sql"),
    ),
    ("14_meta", include_str!("migrations/14_meta.sql")),
    ("15_brand", include_str!("migrations/15_brand.sql")),
    (
        "16_studio_link",
        include_str!("migrations/16_studio_link.sql"),
    ),
    (
        "17_studio_key",
        include_str!("migrations/17_studio_key.sql"),
    ),
    ("18_audit", include_str!("migrations/18_audit.sql")),
    ("19_readiness", include_str!("migrations/19_readiness.sql")),
    (
        "20_attempt_in_flight",
        include_str!("migrations/20_attempt_in_flight.sql"),
    ),
    (
        "21_preferred_username",
        include_str!("migrations/21_preferred_username.sql"),
    ),
    (
        "22_browser_session",
        include_str!("migrations/22_browser_session.sql"),
    ),
    (
        "23_studio_link_pools",
        include_str!("migrations/23_studio_link_pools.sql"),
    ),
];

/// Does what is still to be done, all in one transaction. Of several programs that open the database at once, one does it.
pub(crate) async fn run(db: &Db) -> Result<()> {
    let mut tx = db.begin(None).await?;
    // SQLite has its one writer. In PostgreSQL the lock ends with the transaction; the number is "loggia" in ASCII.
    let lock = tx.either(
        "SELECT '' WHERE 1 = 0",
        "SELECT pg_advisory_xact_lock(119234169366881)::text",
    );
    tx.rows(lock, &[]).await?;
    tx.define("CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY)".to_owned())
        .await?;
    let mut applied_names = Vec::new();
    for row in tx
        .rows("SELECT name FROM migrations ORDER BY name", &[])
        .await?
    {
        applied_names.push(row.text(0)?.to_owned());
    }
    if let Some(unknown) = applied_names
        .iter()
        .find(|name| MIGRATIONS.iter().all(|(migration, _)| migration != name))
    {
        return Err(Error::Unavailable(format!(
            "this database was written by a newer Loggia (it has {unknown}): start that version, or restore a backup"
        )));
    }
    // By default PostgreSQL orders text by the locale of the database; pages and prefixes need the order of the bytes.
    let text = tx.either(" TEXT", " TEXT COLLATE \"C\"");
    for (name, sql) in MIGRATIONS
        .iter()
        .filter(|(name, _)| applied_names.iter().all(|applied| applied != name))
    {
        for statement in statements(sql) {
            tx.define(statement.replace(" TEXT", text)).await?;
        }
        tx.run("INSERT INTO migrations (name) VALUES ($1)", &values![*name])
            .await?;
        tracing::info!(migration = name, "the database was brought up to date");
    }
    tx.commit().await.map_err(|commit_error| commit_error.error)
}

/// The statements of a migration without its comments. No statement contains a semicolon in a text.
fn statements(sql: &str) -> Vec<String> {
    let code: Vec<&str> = sql
        .lines()
        .filter(|line| !line.trim_start().starts_with("--"))
        .collect();
    code.join("\n")
        .split(';')
        .map(str::trim)
        .filter(|statement| !statement.is_empty())
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::Store;
    use crate::testing::{Bench, conformance, seal};
    use std::collections::BTreeSet;

    conformance!(many_openers_migrate_once, a_newer_database_is_left_alone);

    async fn many_openers_migrate_once(bench: &Bench) {
        let url = bench.another_database().await;
        let opened =
            futures_util::future::join_all((0..4).map(|_| Store::open(&url, seal()))).await;
        for store in opened {
            let store = store.expect("every opener finds a database that is up to date");
            let rows = store
                .rows("SELECT name FROM migrations ORDER BY name", values![])
                .await
                .expect("the list");
            assert_eq!(rows.len(), MIGRATIONS.len());
            store.close().await;
        }
    }

    async fn a_newer_database_is_left_alone(bench: &Bench) {
        if !bench.outlives_its_store() {
            return; // A database in memory is gone before anything newer could be opened again.
        }
        let insert = crate::Write::run(
            "INSERT INTO migrations (name) VALUES ($1)",
            values!["99_later"],
        );
        bench.store.write(vec![insert]).await.expect("written");
        let error = Store::open(&bench.url, seal()).await.expect_err("refused");
        assert!(error.to_string().contains("newer Loggia"), "{error}");
    }

    /// Directories that tell the pool of something.
    const DIRECTORIES: &[&str] = &["pool_domains", "client_pools"];

    /// Tables whose rows belong to the instance, whatever pool they may name.
    const OF_THE_INSTANCE: &[&str] = &[
        "jobs",
        "outbox",
        "access_keys",
        "meta",
        "studio_links",
        "studio_keys",
        "audit",
        "readiness",
    ];

    /// Every table but those of the instance: what is in them goes with its pool.
    pub(crate) fn tables_of_pools() -> BTreeSet<String> {
        let statements = MIGRATIONS.iter().flat_map(|(_, sql)| statements(sql));
        let tables = statements.filter_map(|statement| {
            let name = statement.strip_prefix("CREATE TABLE ")?;
            name.split_whitespace().next().map(str::to_owned)
        });
        tables
            .filter(|table| !OF_THE_INSTANCE.contains(&table.as_str()))
            .collect()
    }

    #[test]
    fn the_pool_comes_first_in_every_unique_key_and_types_are_two() {
        let mut tables = 0;
        for statement in MIGRATIONS.iter().flat_map(|(_, sql)| statements(sql)) {
            let words: Vec<&str> = statement.split_whitespace().collect();
            for (at, word) in words.iter().enumerate() {
                assert!(
                    !["INTEGER", "BLOB", "BOOLEAN", "REAL", "VARCHAR", "JSON"].contains(word),
                    "{statement}"
                );
                let unique = *word == "PRIMARY" || *word == "UNIQUE";
                let table = if words[1] == "TABLE" {
                    words[2]
                } else {
                    words.get(5).copied().unwrap_or_default()
                };
                let is_keyed_otherwise =
                    DIRECTORIES.contains(&table) || OF_THE_INSTANCE.contains(&table);
                if unique && !is_keyed_otherwise {
                    let key = words[at..].join(" ");
                    assert!(key.contains("(pool"), "{statement}");
                }
            }
            tables += usize::from(words[1] == "TABLE");
        }
        assert!(tables >= MIGRATIONS.len());
    }

    /// Every file with SQL in it: what the two engines understand differently is not in any of them.
    #[test]
    fn statements_use_only_what_both_engines_read_alike() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut statements = 0;
        for entry in std::fs::read_dir(folder)
            .expect("the crate's folder")
            .flatten()
        {
            let file = entry.path();
            if file.extension().is_none_or(|extension| extension != "rs") {
                continue;
            }
            let text = std::fs::read_to_string(&file).expect("a source file");
            let product = text
                .split("#[cfg(test)]")
                .next()
                .unwrap_or_default()
                .replace("\\\n", " ");
            for literal in product.split('"').skip(1).step_by(2) {
                let words: Vec<&str> = literal
                    .split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
                    .collect();
                if !["SELECT", "INSERT", "UPDATE", "DELETE"].contains(&words[0]) || words.len() < 3
                {
                    continue;
                }
                statements += 1;
                // LIKE differs by case, EXISTS and booleans by type, the clock and random functions by name.
                for word in [
                    "LIKE", "ILIKE", "GLOB", "EXISTS", "TRUE", "FALSE", "NOW", "RANDOM", "IFNULL",
                    "REPLACE",
                ] {
                    assert!(!words.contains(&word), "{}: {literal}", file.display());
                }
                assert!(
                    !literal.contains('?') && !literal.contains(" / "),
                    "{}: {literal}",
                    file.display()
                );
            }
        }
        assert!(statements > 80, "only {statements} statements were found");
    }
}
