//! Edits by administrators: read, change, write only over what was read.

use crate::{audit::Entry, decide, fault::Fault, find, request::RequestContext};
use domain::{
    change::Change,
    client::Client,
    context::Context,
    decision::{Decided, Decision},
    facts::{Facts, Stop, known_user},
    id::PoolId,
    pool::Pool,
    refusal::{self, Refusal},
    time::Timestamp,
    user::User,
};
use store::{Conflict, Write};

/// Changes the user whom an administrator names, by user name, alias or `sub`. `edit` changes the user and gives what
/// else must be written with them; a user whom it leaves as they are is not written.
///
/// **Errors** [`refusal::User::Unknown`], those of `edit`, and as [`decide::decide`].
pub async fn edit_user<E>(
    cx: &RequestContext,
    pool: &Pool,
    name: &str,
    edit: E,
) -> Result<User, Fault>
where
    E: Fn(&mut User, &Context<'_>) -> Result<Vec<Change>, Refusal> + Sync,
{
    decide::decide(cx, pool, None, &EditUser { name, edit }).await
}

struct EditUser<'a, E> {
    name: &'a str,
    edit: E,
}

impl<E> Decision for EditUser<'_, E>
where
    E: Fn(&mut User, &Context<'_>) -> Result<Vec<Change>, Refusal> + Sync,
{
    type Value = User;

    async fn decide<F: Facts>(&self, facts: &F, cx: &Context<'_>) -> Result<Decided<User>, Stop> {
        let before = known_user(facts, self.name).await?;
        let mut user = before.clone();
        let mut changes = (self.edit)(&mut user, cx)?;
        if user != before {
            user.modified_at = cx.now;
            changes.insert(0, Change::UpdateUser(Box::new(user.clone())));
        }
        Ok(Decided::new(user, changes))
    }
}

/// Changes the pool with this id.
///
/// **Errors** [`refusal::Pool::Unknown`], those of `edit`; [`refusal::Setting::ChangedMeanwhile`] when another change
/// came first, since this one was asked for over settings that are gone; the store's.
pub async fn edit_pool<E>(cx: &RequestContext, id: &str, edit: E) -> Result<Pool, Fault>
where
    E: FnOnce(&Pool, Timestamp) -> Result<Pool, Refusal>,
{
    write_pool(cx, id, None, edit).await
}

/// As [`edit_pool`], with an entry in the audit log.
pub async fn edit_pool_recorded<E>(
    cx: &RequestContext,
    id: &str,
    entry: Entry,
    edit: E,
) -> Result<Pool, Fault>
where
    E: FnOnce(&Pool, Timestamp) -> Result<Pool, Refusal>,
{
    let entry = entry.within(&PoolId::from(id));
    let pool = write_pool(cx, id, Some(entry.write()), edit).await?;
    entry.say();
    Ok(pool)
}

async fn write_pool<E>(
    cx: &RequestContext,
    id: &str,
    entry: Option<Write>,
    edit: E,
) -> Result<Pool, Fault>
where
    E: FnOnce(&Pool, Timestamp) -> Result<Pool, Refusal>,
{
    let stored = find::pool(&cx.app.store, id).await?;
    let pool = edit(&stored, cx.app.now())?;
    let write = store::pool::update(&pool, stored.modified_at);
    let writes = [write].into_iter().chain(entry).collect();
    match cx.app.store.write(writes).await {
        Ok(()) => Ok(pool),
        Err(error) if error.conflict() == Some(&Conflict::Pool) => {
            Err(refusal::Setting::ChangedMeanwhile("user pool").into())
        }
        Err(error) => Err(error.into()),
    }
}

/// Changes the app client with this id in this pool.
///
/// **Errors** [`refusal::Pool::Unknown`], [`refusal::Client::Unknown`], those of `edit`;
/// [`refusal::Setting::ChangedMeanwhile`] as [`edit_pool`]; the store's.
pub async fn edit_client<E>(
    cx: &RequestContext,
    pool: &str,
    client: &str,
    edit: E,
) -> Result<Client, Fault>
where
    E: FnOnce(&Client, &Pool, Timestamp) -> Result<Client, Refusal>,
{
    let pool = find::pool(&cx.app.store, pool).await?;
    let stored = find::client_of(&cx.app.store, &pool, client).await?;
    let edited = edit(&stored, &pool, cx.app.now())?;
    let write = store::client::update(&edited, stored.modified_at);
    match cx.app.store.write(vec![write]).await {
        Ok(()) => Ok(edited),
        Err(error) if error.conflict() == Some(&Conflict::Client) => {
            Err(refusal::Setting::ChangedMeanwhile("app client").into())
        }
        Err(error) => Err(error.into()),
    }
}
