//! The smaller machines, which ask nobody anything and end at once.

use super::{TRIES, facts::Facts, failed, undecided, wake, writes};
use crate::{caller::TokenCaller, fault::Fault, request::RequestContext};
use domain::{
    client::Client,
    machine::{self, Machine},
    message::Channel,
    pool::Pool,
    refusal::Refusal,
    sign_in::{Change, Random},
    user::User,
};

/// Runs one of the smaller machines to its end and writes down what it changed.
///
/// **Errors** [`Fault::Refused`] when it says no (its changes are written down all the same), or when a name it gives
/// was taken meanwhile.
pub async fn run<M>(
    cx: &RequestContext,
    pool: &Pool,
    client: Option<&Client>,
    machine: M,
) -> Result<M::Done, Fault>
where
    M: Machine + Clone,
{
    let mut facts = Facts::new(cx, pool);
    let random = cx.app.random.turn();
    let mut lost = None;
    for _ in 0..TRIES {
        match once(cx, pool, client, machine.clone(), (&random, &mut facts)).await? {
            Ok(done) => return Ok(done),
            Err(error) => lost = Some(error),
        }
    }
    Err(lost.map_or_else(undecided, |error| failed(pool, error)))
}

/// Runs a machine that starts from the caller as they are; after a lost race they are read again.
///
/// **Errors** as [`run`]; [`Refusal::UserUnknown`] when the caller was deleted meanwhile.
pub async fn run_as<M: Machine>(
    cx: &RequestContext,
    caller: TokenCaller,
    make: impl Fn(Box<User>) -> M,
) -> Result<M::Done, Fault> {
    let TokenCaller {
        pool,
        client,
        mut user,
        ..
    } = caller;
    let mut facts = Facts::new(cx, &pool);
    let random = cx.app.random.turn();
    let mut lost = None;
    for _ in 0..TRIES {
        let sub = user.sub.clone();
        let given = (&random, &mut facts);
        match once(cx, &pool, Some(&client), make(Box::new(user)), given).await? {
            Ok(done) => return Ok(done),
            Err(error) => lost = Some(error),
        }
        user = store::user::find(&cx.app.store, &pool.id, &sub)
            .await?
            .ok_or(Refusal::UserUnknown)?;
    }
    Err(lost.map_or_else(undecided, |error| failed(&pool, error)))
}

/// What a decision is made from however often it is made: its randomness, so that what a function was told stays true, and
/// its facts.
type Given<'a, 'b> = (&'a Random, &'a mut Facts<'b>);

/// One decision and its writes; the inner error is a race that was lost.
async fn once<M: Machine>(
    cx: &RequestContext,
    pool: &Pool,
    client: Option<&Client>,
    machine: M,
    given: Given<'_, '_>,
) -> Result<Result<M::Done, store::Error>, Fault> {
    let (ended, changes) = through(cx, pool, client, machine, given).await?;
    match cx
        .app
        .store
        .write(writes::of(&cx.app, pool, &changes)?)
        .await
    {
        Ok(()) => {
            wake(&cx.app, &changes);
            Ok(Ok(ended?))
        }
        Err(error) if writes::worth_another_try(&error) => Ok(Err(error)),
        Err(error) => Err(failed(pool, error)),
    }
}

/// One decision of a smaller machine, and what must be written down.
async fn through<M: Machine>(
    cx: &RequestContext,
    pool: &Pool,
    client: Option<&Client>,
    mut machine: M,
    (random, facts): Given<'_, '_>,
) -> Result<(Result<M::Done, Refusal>, Vec<Change>), Fault> {
    let mut reaching = vec![Channel::Email, Channel::Sms];
    reaching.retain(|channel| cx.app.delivery.reaches(*channel));
    let turn = machine::Turn {
        now: cx.app.now(),
        random,
        pool,
        client,
        decoy_key: &cx.app.secrets.decoy_key,
        reaching: &reaching,
    };
    let (mut fact, mut changes) = (None, Vec::new());
    loop {
        let round = machine.advance(fact, &turn);
        changes.extend(round.changes);
        match round.step {
            machine::Step::Need(paused, need) => {
                (machine, fact) = (paused, Some(facts.fulfil(need).await?))
            }
            machine::Step::Done(done) => return Ok((Ok(done), changes)),
            machine::Step::Refuse(refusal) => return Ok((Err(refusal), changes)),
        }
    }
}
