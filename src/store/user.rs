//! Users: the document, the sealed credentials, what must be unique, and what is searched.

use crate::db::Tx;
use crate::key::{folded, key, prefix_end};
use crate::page::{page, rows_for};
use crate::sealed_column::{Place, USER_CREDENTIALS};
use crate::value::{Row, Value, values};
use crate::write::Statements;
use crate::{Conflict, Error, Page, Result, Store, Write};
use domain::filter::{Column, Comparison, Filter};
use domain::id::{PoolId, Sub};
use domain::user::User;

/// Something that only one user of the pool may have: a name by which one signs in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Alias {
    /// `email`, `phone_number` or `preferred_username`; `username` may be listed too and is added in any case.
    pub attribute: String,
    /// Its value; folded by the store where case does not count.
    pub value: String,
}

/// The user with this `sub`.
pub async fn find(store: &Store, pool: &PoolId, sub: &Sub) -> Result<Option<User>> {
    let sql =
        "SELECT pool, sub, document, credentials, version FROM users WHERE pool = $1 AND sub = $2";
    store
        .row(sql, values![pool, sub])
        .await?
        .map(|row| read(store, &row))
        .transpose()
}

/// The user with this user name.
pub async fn by_username(
    store: &Store,
    pool: &PoolId,
    username: &str,
    case_sensitive: bool,
) -> Result<Option<User>> {
    by_alias(store, pool, USERNAME, username, case_sensitive).await
}

/// The user who owns this alias.
pub async fn by_alias(
    store: &Store,
    pool: &PoolId,
    attribute: &str,
    value: &str,
    case_sensitive: bool,
) -> Result<Option<User>> {
    let sql = "SELECT u.pool, u.sub, u.document, u.credentials, u.version FROM user_alias a \
               JOIN users u ON u.pool = a.pool AND u.sub = a.sub \
               WHERE a.pool = $1 AND a.attribute = $2 AND a.value = $3";
    let row = store
        .row(sql, values![pool, attribute, folded(value, case_sensitive)])
        .await?;
    row.map(|row| read(store, &row)).transpose()
}

/// A page of users: all in the order of their `sub`, or those that `filter` finds in the order of the searched value.
///
/// `after` is the `next` of the page before, asked for with the same filter.
pub async fn list(
    store: &Store,
    pool: &PoolId,
    filter: Option<&Filter>,
    after: Option<&str>,
    limit: usize,
) -> Result<Page<User>> {
    let Some(filter) = filter else {
        let sql = "SELECT pool, sub, document, credentials, version FROM users WHERE pool = $1 AND sub > $2 ORDER BY sub LIMIT $3";
        let rows = store
            .rows(sql, values![pool, after.unwrap_or(""), rows_for(limit)])
            .await?;
        return page(rows, limit, |row| {
            let user = read(store, row)?;
            let cursor = user.sub.0.clone();
            Ok((user, cursor))
        });
    };
    let Filter {
        column,
        comparison,
        value,
    } = filter;
    // A cursor is `<sub>/<value>`; one that is not only starts from another place.
    let (after_sub, after_value) = after
        .and_then(|after| after.split_once('/'))
        .unwrap_or((after.unwrap_or(""), ""));
    let rows = match comparison {
        Comparison::Equals => {
            let sql = "SELECT u.pool, u.sub, u.document, u.credentials, u.version, s.value FROM user_search s \
                       JOIN users u ON u.pool = s.pool AND u.sub = s.sub \
                       WHERE s.pool = $1 AND s.attribute = $2 AND s.value = $3 AND s.sub > $4 ORDER BY s.sub LIMIT $5";
            store
                .rows(
                    sql,
                    values![
                        pool,
                        column.as_str(),
                        key(value),
                        after_sub,
                        rows_for(limit)
                    ],
                )
                .await?
        }
        Comparison::StartsWith => {
            let sql = "SELECT u.pool, u.sub, u.document, u.credentials, u.version, s.value FROM user_search s \
                       JOIN users u ON u.pool = s.pool AND u.sub = s.sub \
                       WHERE s.pool = $1 AND s.attribute = $2 AND s.value >= $3 AND s.value < $4 \
                       AND (s.value > $5 OR (s.value = $5 AND s.sub > $6)) ORDER BY s.value, s.sub LIMIT $7";
            let end = prefix_end(value);
            let values = values![
                pool,
                column.as_str(),
                value,
                end,
                after_value,
                after_sub,
                rows_for(limit)
            ];
            store.rows(sql, values).await?
        }
    };
    page(rows, limit, |row| {
        let user = read(store, row)?;
        let cursor = format!("{}/{}", user.sub, row.text(5)?);
        Ok((user, cursor))
    })
}

/// How many users a pool has.
pub async fn count(store: &Store, pool: &PoolId) -> Result<u64> {
    let row = store
        .row("SELECT COUNT(*) FROM users WHERE pool = $1", values![pool])
        .await?;
    row.map_or(Ok(0), |row| {
        row.int(0).map(|count| u64::try_from(count).unwrap_or(0))
    })
}

/// Keeps a new user, who owns the user name and `aliases`. The version is 1, whatever the value says.
///
/// **Errors** [`Conflict::User`], [`Conflict::Username`] or [`Conflict::Alias`], whichever is taken.
pub fn insert(user: &User, aliases: &[Alias], case_sensitive: bool) -> Write {
    let sql = "INSERT INTO users (pool, sub, version, document, credentials) VALUES ($1, $2, 1, $3, $4) \
               ON CONFLICT (pool, sub) DO NOTHING";
    let stored = values![&user.pool, &user.sub, Value::json(user), credentials(user)];
    let mut statements = Statements::new().or_conflict(sql, stored, Conflict::User);
    for Alias { attribute, value } in owned(user, aliases, case_sensitive) {
        let conflict = conflict(&attribute);
        statements = statements.or_conflict(
            INSERT_ALIAS,
            values![&user.pool, attribute, value, &user.sub],
            conflict,
        );
    }
    for Alias { attribute, value } in searched(user) {
        statements = statements.then(
            INSERT_SEARCH,
            values![&user.pool, attribute, value, &user.sub],
        );
    }
    statements.into()
}

/// Stores a changed user, if the stored version is still `user.version`; the user then owns the user name and
/// exactly `aliases`. The version becomes one more.
///
/// **Errors** [`Conflict::User`] when it was changed or deleted meanwhile; [`Conflict::Username`] or [`Conflict::Alias`], when taken.
pub fn update(user: &User, aliases: &[Alias], case_sensitive: bool) -> Write {
    let change = Change {
        pool: user.pool.clone(),
        sub: user.sub.clone(),
        row: values![
            &user.pool,
            &user.sub,
            user.version,
            Value::json(user),
            credentials(user)
        ],
        aliases: owned(user, aliases, case_sensitive),
        searched: searched(user),
    };
    Write::program(change, |tx, change| {
        Box::pin(async move {
            if tx.run(UPDATE, &change.row).await? == 0 {
                return Err(Error::Conflict(Conflict::User));
            }
            let delete = "DELETE FROM user_alias WHERE pool = $1 AND attribute = $2 AND value = $3 AND sub = $4";
            let mine = "SELECT attribute, value FROM user_alias WHERE pool = $1 AND sub = $2";
            sync(tx, change, &change.aliases, mine, delete, INSERT_ALIAS).await?;
            let delete = "DELETE FROM user_search WHERE pool = $1 AND attribute = $2 AND value = $3 AND sub = $4";
            let mine = "SELECT attribute, value FROM user_search WHERE pool = $1 AND sub = $2";
            sync(tx, change, &change.searched, mine, delete, INSERT_SEARCH).await
        })
    })
}

/// Checks that the stored version is still `user.version`, and changes nothing; to be written before what depends on
/// that, and before the user's own [`update`] in the same batch.
///
/// **Errors** [`Conflict::User`] when the user was changed or deleted meanwhile.
pub fn unchanged(user: &User) -> Write {
    // A statement that writes holds others off until the batch is done, on both databases.
    let sql = "UPDATE users SET version = version WHERE pool = $1 AND sub = $2 AND version = $3";
    Write::change(
        sql,
        values![&user.pool, &user.sub, user.version],
        Conflict::User,
    )
}

/// Makes whoever else owns this alias give it up; their `<attribute>_verified` becomes `"false"`. To be followed, in the
/// same batch, by the insert or update that makes `sub` its owner.
pub fn take_alias(
    pool: &PoolId,
    sub: &Sub,
    attribute: &str,
    value: &str,
    case_sensitive: bool,
) -> Write {
    let taking = (
        pool.clone(),
        sub.clone(),
        attribute.to_owned(),
        folded(value, case_sensitive),
    );
    Write::program(taking, |tx, (pool, sub, attribute, value)| {
        Box::pin(async move {
            let sql = "SELECT u.pool, u.sub, u.document, u.version FROM user_alias a JOIN users u ON u.pool = a.pool AND u.sub = a.sub \
                       WHERE a.pool = $1 AND a.attribute = $2 AND a.value = $3 AND a.sub <> $4";
            let Some(row) = tx.row(sql, &values![pool, attribute, value, sub]).await? else {
                return Ok(());
            };
            let mut owner = document(&row)?;
            owner
                .attributes
                .insert(format!("{attribute}_verified"), "false".to_owned());
            let sql = "UPDATE users SET version = version + 1, document = $4 WHERE pool = $1 AND sub = $2 AND version = $3";
            if tx
                .run(
                    sql,
                    &values![pool, &owner.sub, row.int(3)?, Value::json(&owner)],
                )
                .await?
                == 0
            {
                return Err(Error::Conflict(Conflict::User));
            }
            let sql = "DELETE FROM user_alias WHERE pool = $1 AND attribute = $2 AND value = $3 AND sub = $4";
            tx.run(sql, &values![pool, attribute, value, &owner.sub])
                .await
                .map(|_| ())
        })
    })
}

/// Forgets a user and everything that was theirs: tokens, codes and browser sessions too.
pub fn delete(pool: &PoolId, sub: &Sub) -> Write {
    let refresh = "DELETE FROM family_refresh WHERE pool = $1 \
                   AND event IN (SELECT event FROM families WHERE pool = $1 AND sub = $2)";
    // What something may come of goes before that: a user's sign-ins, a session's codes, the families they become.
    let everything = [
        "DELETE FROM users WHERE pool = $1 AND sub = $2",
        "DELETE FROM browser_sessions WHERE pool = $1 AND sub = $2",
        "DELETE FROM authorizations WHERE pool = $1 AND sub = $2",
        refresh,
        "DELETE FROM families WHERE pool = $1 AND sub = $2",
        "DELETE FROM codes WHERE pool = $1 AND sub = $2",
        "DELETE FROM user_alias WHERE pool = $1 AND sub = $2",
        "DELETE FROM user_search WHERE pool = $1 AND sub = $2",
    ];
    everything
        .iter()
        .fold(Statements::new(), |all, sql| {
            all.then(sql, values![pool, sub])
        })
        .into()
}

/// The attribute under which user names stand among the aliases.
const USERNAME: &str = "username";
const UPDATE: &str = "UPDATE users SET version = version + 1, document = $4, credentials = $5 \
                      WHERE pool = $1 AND sub = $2 AND version = $3";
const INSERT_ALIAS: &str = "INSERT INTO user_alias (pool, attribute, value, sub) VALUES ($1, $2, $3, $4) \
                            ON CONFLICT (pool, attribute, value) DO NOTHING";
const INSERT_SEARCH: &str =
    "INSERT INTO user_search (pool, attribute, value, sub) VALUES ($1, $2, $3, $4)";

struct Change {
    pool: PoolId,
    sub: Sub,
    row: Vec<Value>,
    aliases: Vec<Alias>,
    searched: Vec<Alias>,
}

/// Makes the rows that `mine` selects equal `wanted`, touching only those that differ.
async fn sync(
    tx: &mut Tx,
    change: &Change,
    wanted: &[Alias],
    mine: &'static str,
    delete: &'static str,
    insert: &'static str,
) -> Result<()> {
    let Change { pool, sub, .. } = change;
    let mut stored = Vec::new();
    for row in tx.rows(mine, &values![pool, sub]).await? {
        stored.push(Alias {
            attribute: row.text(0)?.to_owned(),
            value: row.text(1)?.to_owned(),
        });
    }
    for Alias { attribute, value } in stored.iter().filter(|alias| !wanted.contains(alias)) {
        tx.run(delete, &values![pool, attribute, value, sub])
            .await?;
    }
    for Alias { attribute, value } in wanted.iter().filter(|alias| !stored.contains(alias)) {
        if tx
            .run(insert, &values![pool, attribute, value, sub])
            .await?
            == 0
        {
            return Err(Error::Conflict(conflict(attribute)));
        }
    }
    Ok(())
}

fn conflict(attribute: &str) -> Conflict {
    if attribute == USERNAME {
        Conflict::Username
    } else {
        Conflict::Alias(attribute.to_owned())
    }
}

/// The keys that `user` must own, each once.
fn owned(user: &User, aliases: &[Alias], case_sensitive: bool) -> Vec<Alias> {
    let entry = |attribute: &str, value: &str| Alias {
        attribute: attribute.to_owned(),
        value: folded(value, case_sensitive),
    };
    let mut owned = vec![entry(USERNAME, &user.username)];
    owned.extend(
        aliases
            .iter()
            .map(|alias| entry(&alias.attribute, &alias.value)),
    );
    owned.sort();
    owned.dedup();
    owned
}

/// The keys under which `user` is searched.
fn searched(user: &User) -> Vec<Alias> {
    let entry = |column: Column| {
        let value = in_column(column, user)?;
        Some(Alias {
            attribute: column.as_str().to_owned(),
            value: key(value),
        })
    };
    Column::ALL.into_iter().filter_map(entry).collect()
}

/// What `user` has in a column, if anything.
fn in_column(column: Column, user: &User) -> Option<&str> {
    match column {
        Column::Username => Some(&user.username),
        Column::Sub => Some(user.sub.as_str()),
        Column::UserStatus => Some(user.status.as_str()),
        Column::Status => Some(if user.enabled { "Enabled" } else { "Disabled" }),
        Column::Email
        | Column::PhoneNumber
        | Column::Name
        | Column::GivenName
        | Column::FamilyName
        | Column::PreferredUsername => user.attributes.get(column.as_str()).map(String::as_str),
    }
}

fn credentials(user: &User) -> Value {
    Value::sealed_json(credentials_place(user), &user.credentials)
}

fn credentials_place(user: &User) -> Place {
    USER_CREDENTIALS.of(&key_of(user))
}

fn key_of(user: &User) -> [&str; 2] {
    [user.pool.as_str(), user.sub.as_str()]
}

/// The user whose row this is, without credentials.
fn document(row: &Row) -> Result<User> {
    row.document("users", key_of)
}

fn read(store: &Store, row: &Row) -> Result<User> {
    let mut user = document(row)?;
    user.credentials = store
        .seal()
        .open_json(&credentials_place(&user), row.text(3)?)?;
    user.version = row.int(4)?;
    Ok(user)
}

#[cfg(test)]
#[path = "user_tests.rs"]
pub(crate) mod tests;
