//! What requests name: pools, clients, users.

use crate::fault::Fault;
use domain::{
    brand::Owner,
    client::Client,
    id::{ClientId, PoolId, Sub},
    pool::Pool,
    refusal,
    user::{Lookup, User, lookups},
};
use store::Store;

/// The pool with this id.
///
/// **Errors** [`refusal::Pool::Unknown`].
pub async fn pool(store: &Store, id: &str) -> Result<Pool, Fault> {
    let stored = store::pool::find(store, &PoolId::from(id)).await?;
    Ok(stored.ok_or_else(|| refusal::Pool::Unknown(id.to_owned()))?)
}

/// The client with this id and its pool, for calls that name the client alone.
///
/// **Errors** [`refusal::Client::Unknown`].
pub async fn client(store: &Store, id: &str) -> Result<(Pool, Client), Fault> {
    let unknown = || refusal::Client::Unknown(id.to_owned());
    let client = store::client::locate(store, &ClientId::from(id))
        .await?
        .ok_or_else(unknown)?;
    let pool = store::pool::find(store, &client.pool)
        .await?
        .ok_or_else(unknown)?;
    Ok((pool, client))
}

/// The client with this id in this pool.
///
/// **Errors** [`refusal::Client::Unknown`], for clients of other pools too.
pub async fn client_of(store: &Store, pool: &Pool, id: &str) -> Result<Client, Fault> {
    let stored = store::client::find(store, &pool.id, &ClientId::from(id)).await?;
    Ok(stored.ok_or_else(|| refusal::Client::Unknown(id.to_owned()))?)
}

/// The pool with this id, and the owner of a brand in it: the named client, or all clients where none is named.
///
/// **Errors** [`refusal::Pool::Unknown`], [`refusal::Client::Unknown`].
pub async fn branded(
    store: &Store,
    id: &str,
    client: Option<&str>,
) -> Result<(Pool, Owner), Fault> {
    let pool = pool(store, id).await?;
    let owner = match Owner::of(client) {
        Owner::All => Owner::All,
        Owner::Client(id) => Owner::Client(client_of(store, &pool, id.as_str()).await?.id),
    };
    Ok((pool, owner))
}

/// The user whom an administrator names: by `sub`, which nobody else's name stands in for, by user name or by alias.
///
/// **Errors** [`refusal::User::Unknown`].
pub async fn user(store: &Store, pool: &Pool, name: &str) -> Result<User, Fault> {
    let user = user_of_administrator(store, pool, name).await?;
    Ok(user.ok_or(refusal::User::Unknown)?)
}

/// As [`user`]; `None` where there is no such user.
pub(crate) async fn user_of_administrator(
    store: &Store,
    pool: &Pool,
    name: &str,
) -> Result<Option<User>, Fault> {
    let by_sub = match Sub::parse(name) {
        Some(sub) => store::user::find(store, &pool.id, &sub).await?,
        None => None,
    };
    match by_sub {
        Some(user) => Ok(Some(user)),
        None => user_named(store, pool, name).await,
    }
}

/// The user whom `name` names: by user name, then by the attributes that count as names in this pool.
pub async fn user_named(store: &Store, pool: &Pool, name: &str) -> Result<Option<User>, Fault> {
    let is_cased = pool.case_sensitive();
    for lookup in lookups(pool, name) {
        let user = match lookup {
            Lookup::Username(name) => {
                store::user::by_username(store, &pool.id, &name, is_cased).await?
            }
            Lookup::Alias { attribute, value } => {
                store::user::by_alias(store, &pool.id, attribute, &value, is_cased).await?
            }
        };
        if user.is_some() {
            return Ok(user);
        }
    }
    Ok(None)
}
