//! Edits by administrators: read, change, write only over what was read, again after a lost race.

use crate::{
    decide::{self, Retry, TRIES},
    fault::Fault,
    find,
    request::RequestContext,
};
use domain::{
    change::Change,
    client::Client,
    context::Context,
    decision::{Decided, Decision},
    facts::{Facts, Stop, known_user},
    pool::Pool,
    refusal::Refusal,
    user::User,
};

/// Changes the user whom an administrator names, by user name, alias or `sub`. `edit` changes the user and gives what
/// else must be written with them; a user whom it leaves as they are is not written.
///
/// **Errors** [`Refusal::UserUnknown`], those of `edit`, and as [`decide::decide`].
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
/// **Errors** [`Refusal::PoolUnknown`], those of `edit`, the store's.
pub async fn edit_pool<E>(cx: &RequestContext, id: &str, edit: E) -> Result<Pool, Fault>
where
    E: Fn(&Pool, &RequestContext) -> Result<Pool, Refusal> + Sync,
{
    let mut retry = Retry::new(TRIES);
    loop {
        let stored = find::pool(&cx.app, id).await?;
        let pool = edit(&stored, cx)?;
        let write = store::pool::update(&pool, stored.modified_at);
        match cx.app.store.write(vec![write]).await {
            Ok(()) => return Ok(pool),
            Err(error) => retry.lost(error)?,
        }
    }
}

/// Changes the app client with this id in this pool.
///
/// **Errors** [`Refusal::PoolUnknown`], [`Refusal::ClientUnknown`], those of `edit`, the store's.
pub async fn edit_client<E>(
    cx: &RequestContext,
    pool: &str,
    client: &str,
    edit: E,
) -> Result<Client, Fault>
where
    E: Fn(&Client, &Pool, &RequestContext) -> Result<Client, Refusal> + Sync,
{
    let pool = find::pool(&cx.app, pool).await?;
    let mut retry = Retry::new(TRIES);
    loop {
        let stored = find::client_of(&cx.app, &pool, client).await?;
        let edited = edit(&stored, &pool, cx)?;
        let write = store::client::update(&edited, stored.modified_at);
        match cx.app.store.write(vec![write]).await {
            Ok(()) => return Ok(edited),
            Err(error) => retry.lost(error)?,
        }
    }
}
