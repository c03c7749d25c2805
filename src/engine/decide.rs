//! The only loop over decisions: decide, write what must be written in one transaction, and decide again after a lost race.
//!
//! Owns the order of reading, deciding and writing, and what is remembered between two runs of one decision. Must not know
//! any rule.

mod facts;
pub(crate) mod writes;

pub use facts::StoreFacts;

use crate::{caller::TokenCaller, fault::Fault, request::RequestContext};
use domain::{
    client::Client,
    context::{Context, Random},
    decision::{Decided, Decision},
    facts::Stop,
    message::Channel,
    pool::Pool,
    refusal::{self, Refusal},
};
use store::Conflict;

/// How often a decision is made because something it was made from had changed.
pub(crate) const TRIES: u32 = 5;

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
    run(&StoreFacts::new(cx, pool), client, decision).await
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
    run(&facts, Some(&caller.client), decision).await
}

async fn run<D: Decision>(
    facts: &StoreFacts<'_>,
    client: Option<&Client>,
    decision: &D,
) -> Result<D::Value, Fault> {
    let run = Run::new(facts, client);
    let mut retry = Retry::new(TRIES);
    loop {
        let Decided { value, changes } = run.decide(decision).await?;
        let writes = writes::of(facts.app(), facts.pool(), &changes)?;
        match facts.app().store.write(writes).await {
            Ok(()) => {
                facts.finish(&changes).await?;
                return Ok(value);
            }
            Err(error) => retry
                .lost(error)
                .map_err(|error| writes::failed(facts.pool(), error))?,
        }
    }
}

/// One decision, however often it is made.
pub(crate) struct Run<'a> {
    facts: &'a StoreFacts<'a>,
    client: Option<&'a Client>,
    /// One source for every run, so that a second run repeats what a function has already read.
    random: Random,
    delivers: Vec<Channel>,
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
            decoy_key: &app.secrets.decoy_key,
            delivers: &self.delivers,
        };
        decision.decide(self.facts, &cx).await.map_err(Fault::from)
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

/// The tries that are left of something that is done again after a lost race.
#[derive(Debug)]
pub struct Retry {
    left: u32,
}

impl Retry {
    /// Allows this many tries.
    pub const fn new(tries: u32) -> Self {
        Self { left: tries }
    }

    /// Counts one try; whoever hears no error tries again.
    ///
    /// **Errors** [`refusal::Limit::Busy`] if no try is left.
    pub fn again(&mut self) -> Result<(), Refusal> {
        self.left = self.left.saturating_sub(1);
        match self.left {
            0 => Err(refusal::Limit::Busy.into()),
            _ => Ok(()),
        }
    }

    /// Counts a write that failed; whoever hears no error tries again.
    ///
    /// **Errors** what it failed with, if trying again cannot help or no try is left.
    pub fn lost(&mut self, error: store::Error) -> Result<(), store::Error> {
        let may_help = error
            .conflict()
            .is_some_and(|conflict| *conflict != Conflict::Username);
        match self.again() {
            Ok(()) if may_help => Ok(()),
            Ok(()) | Err(_) => Err(error),
        }
    }
}
