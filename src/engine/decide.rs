//! Decides a request, writes what must be written in one transaction, and decides again after a lost race: [`retry`] is the
//! only loop that does so.
//!
//! Owns the order of reading, deciding and writing, and what is remembered between two runs of one decision. Must not know
//! any rule.

mod attempts;
mod facts;
pub(crate) mod writes;

pub use facts::StoreFacts;

use crate::{caller::TokenCaller, deliver::Sender, fault::Fault, random, request::RequestContext};
use domain::{
    change::Change,
    client::Client,
    context::{Context, Random},
    decision::{Decided, Decision},
    facts::Stop,
    message::Channel,
    pool::Pool,
    refusal,
};
use std::time::Duration;
use store::{Conflict, Write};
use tokio::time::Instant;

/// How often something is done because what it was made from had changed: six seconds of pauses on average, where sixty
/// who change one user at once need one.
pub(crate) const TRIES: u32 = 40;
/// The range of the pause before the first try, and the longest one.
const SHORTEST_RANGE: Duration = Duration::from_millis(2);
const LONGEST_RANGE: Duration = Duration::from_millis(300);

/// At whole multiples of this time answers leave that must not tell who is a user: longer than most decisions take but for
/// their hashes, too short to be felt.
const TICK: Duration = Duration::from_millis(10);

/// Decides a request and writes what must be written; then functions are called that see it, and delivery is woken if a
/// message was sent.
///
/// **Errors** [`Fault::Refused`] when a rule says no, when a name was taken meanwhile, or when a function says no
/// that is called after the commit.
pub async fn decide<D: Decision>(
    cx: &RequestContext,
    pool: &Pool,
    client: Option<&Client>,
    decision: &D,
) -> Result<D::Value, Fault> {
    let facts = StoreFacts::new(cx, pool);
    let run = Run::new(&facts, client);
    let decided = run.write(decision).await;
    run.wait_for_tick().await;
    decided
}

/// Decides a request of a signed-in user. The first run takes the user as the token check read them.
///
/// **Errors** as [`decide`]; [`User::Unknown`](domain::refusal::User::Unknown) when the caller was deleted meanwhile.
pub async fn decide_as<D: Decision>(
    cx: &RequestContext,
    caller: &TokenCaller,
    decision: &D,
) -> Result<D::Value, Fault> {
    let facts = StoreFacts::new(cx, &caller.pool).knowing(caller.user.clone());
    Run::new(&facts, Some(&caller.client)).write(decision).await
}

/// One decision, however often it is made.
pub(crate) struct Run<'a> {
    facts: &'a StoreFacts<'a>,
    client: Option<&'a Client>,
    /// One source for every run, so that a second run repeats what a function has already read.
    random: Random,
    delivers: Vec<Channel>,
    began_at: Instant,
}

impl<'a> Run<'a> {
    pub(crate) fn new(facts: &'a StoreFacts<'a>, client: Option<&'a Client>) -> Self {
        let app = facts.app();
        let mut delivers = vec![Channel::Email, Channel::Sms];
        delivers.retain(|channel| app.delivery.reaches(*channel));
        Self {
            facts,
            client,
            random: app.random.fresh(),
            delivers,
            began_at: Instant::now(),
        }
    }

    /// The writes of these changes.
    ///
    /// **Errors** a message has nowhere to go; the sender's brand cannot be read.
    pub(crate) async fn writes(&self, changes: &[Change]) -> Result<Vec<Write>, Fault> {
        let (app, pool) = (self.facts.app(), self.facts.pool());
        let sender = match changes.iter().any(Change::sends) {
            true => app.delivery.sender(&app.store, pool, self.client).await?,
            false => Sender::of_pool(pool),
        };
        writes::of(self.facts, &sender, changes)
    }

    /// Makes the decision and writes its changes.
    async fn write<D: Decision>(&self, decision: &D) -> Result<D::Value, Fault> {
        let facts = self.facts;
        let decided = retry(TRIES, || async {
            let Decided { value, changes } = self.decide(decision).await?;
            let writes = self.writes(&changes).await?;
            if let Err(error) = facts.app().store.write(writes).await {
                return Ok(Attempt::Lost(error));
            }
            facts.finish(&changes).await?;
            Ok(Attempt::Written(value))
        });
        let decided = decided.await;
        facts.settle(true).await;
        decided.map_err(|fault| writes::fault_of(facts.pool(), fault))
    }

    /// Where users are hidden, waits until a whole number of ticks has passed since the decision began: what is done for a
    /// user and what for a decoy takes nearly the same time, and this hides the rest.
    pub(crate) async fn wait_for_tick(&self) {
        let hides_users = self.client.is_some_and(Client::hides_user_existence);
        if hides_users || self.facts.hides_users() {
            let passed = self.began_at.elapsed().div_duration_f64(TICK);
            tokio::time::sleep_until(self.began_at + TICK.mul_f64(passed.ceil())).await;
        }
    }

    /// Runs the decision once.
    pub(crate) async fn decide<D: Decision>(
        &self,
        decision: &D,
    ) -> Result<Decided<D::Value>, Fault> {
        let app = self.facts.app();
        let cx = Context {
            now: app.now(),
            random: &self.random,
            pool: self.facts.pool(),
            client: self.client,
            hides_users: self.facts.hides_users(),
            decoy_key: &app.secrets.decoy_key,
            delivers: &self.delivers,
        };
        let decided = decision.decide(self.facts, &cx).await;
        self.facts.judge(&decided);
        decided.map_err(Fault::from)
    }
}

impl From<Stop> for Fault {
    fn from(stop: Stop) -> Self {
        match stop {
            Stop::Refused(refusal) => Self::Refused(refusal),
            Stop::Unavailable(error) => match error.downcast::<Self>() {
                Ok(fault) => *fault,
                Err(other) => Self::Internal(other.to_string()),
            },
        }
    }
}

/// What one attempt at a change came to.
#[derive(Debug)]
pub enum Attempt<T> {
    /// It is written, with this result.
    Written(T),
    /// It was not written, for this reason.
    Lost(store::Error),
    /// It was not written, since what it was made from may have changed meanwhile.
    Outdated,
}

/// Attempts a change again for as long as it loses races, `tries` times at most.
///
/// Of those who change one row at once, one wins each time. So the others come again after a pause that is drawn anew
/// from a range that doubles: they spread until each meets a moment of its own.
///
/// **Errors** those of the attempt; what the last one was lost to, and at once if another attempt cannot help;
/// [`refusal::Limit::Busy`] if the last one was outdated.
pub async fn retry<T, F>(tries: u32, attempt: impl Fn() -> F) -> Result<T, Fault>
where
    F: Future<Output = Result<Attempt<T>, Fault>>,
{
    let mut lost = 0;
    loop {
        lost += 1;
        match attempt().await? {
            Attempt::Written(value) => return Ok(value),
            Attempt::Lost(error) if lost >= tries || !may_be_won(&error) => {
                return Err(error.into());
            }
            Attempt::Outdated if lost >= tries => return Err(refusal::Limit::Busy.into()),
            Attempt::Lost(_) => tokio::time::sleep(pause(lost, random::Random.fraction())).await,
            Attempt::Outdated => {}
        }
    }
}

/// The pause after this many tries: any part of a range that doubles up to a limit.
fn pause(tries: u32, fraction: f64) -> Duration {
    let range = SHORTEST_RANGE.saturating_mul(1 << tries.min(20));
    range.min(LONGEST_RANGE).mul_f64(fraction)
}

/// Whether another attempt may be written. A name that another user took first stays theirs.
fn may_be_won(error: &store::Error) -> bool {
    let conflict = error.conflict();
    conflict.is_some_and(|conflict| *conflict != Conflict::Username)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_are_drawn_from_a_range_that_doubles_up_to_a_limit() {
        let check = |tries, fraction, milliseconds| {
            assert_eq!(pause(tries, fraction), Duration::from_millis(milliseconds));
        };
        check(1, 0.0, 0);
        check(1, 0.5, 2);
        check(2, 0.5, 4);
        check(9, 0.5, 150);
        check(u32::MAX, 0.5, 150);
    }
}
