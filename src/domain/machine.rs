//! The small machines: sign-up, recovery, enrolment. They pause for facts in the words of [`crate::sign_in`], and never
//! ask a person anything, so that one loop drives them all.
//!
//! A machine is built with what was asked, advanced without a fact, and then with the fact of each [`Need`] it gives
//! back. The changes of the last round belong into one transaction, together with whatever the caller adds.

#[cfg(test)]
pub(crate) mod chance;
mod new_password;
#[cfg(test)]
pub(crate) mod world;

pub(crate) use new_password::{Counts, NewPassword, known};

use crate::{
    client::Client,
    code::simulated,
    id::Sub,
    message::Channel,
    pool::Pool,
    refusal::Refusal,
    sign_in::{Change, Fact, Need, Random},
    time::Timestamp,
    user::User,
};
use std::time::Duration;

/// What an advance is given besides its fact.
#[derive(Debug, Clone, Copy)]
pub struct Turn<'a> {
    /// The time of this step.
    pub now: Timestamp,
    /// Fresh randomness of this step.
    pub random: &'a Random,
    /// The pool.
    pub pool: &'a Pool,
    /// The app client; `None` when an administrator acts, who may write every attribute and is told everything.
    pub client: Option<&'a Client>,
    /// The server's secret for decoys.
    pub decoy_key: &'a [u8; 32],
    /// The channels by which messages of this server go anywhere.
    pub reaching: &'a [Channel],
}

impl Turn<'_> {
    /// Whether the answer must not tell whether the user exists.
    pub(crate) fn hides_users(&self) -> bool {
        self.client.is_some_and(Client::hides_user_existence)
    }

    /// Of these channels those by which a code may be promised. Where users are hidden they all lead somewhere, or there
    /// is one: otherwise a code would fail for some users only, or in several ways, and so tell them from nobody.
    pub(crate) fn promised(&self, mut channels: Vec<Channel>) -> Vec<Channel> {
        if self.hides_users() {
            let reaches = |channel: &Channel| self.reaching.contains(channel);
            if channels.iter().any(reaches) {
                channels.retain(reaches);
            } else {
                channels.truncate(1);
            }
        }
        channels
    }
}

/// What one advance came to.
#[derive(Debug)]
pub enum Step<M: Machine> {
    /// A fact is needed; the machine goes on with it.
    Need(M, Need),
    /// It succeeded.
    Done(M::Done),
    /// No. The round's changes still count.
    Refuse(Refusal),
}

/// One advance's result.
#[derive(Debug)]
pub struct Round<M: Machine> {
    /// What it waits for, or how it ended.
    pub step: Step<M>,
    /// What must be written down, in one transaction.
    pub changes: Vec<Change>,
}

/// Something that is decided in steps between which facts are fetched.
pub trait Machine: Sized {
    /// What success gives.
    type Done: std::fmt::Debug;

    /// One step; `fact` answers the need of the step before, and is `None` at first.
    fn advance(self, fact: Option<Fact>, turn: &Turn<'_>) -> Round<Self>;
}

impl<M: Machine> Round<M> {
    /// Waits for a fact.
    pub(crate) fn need(machine: M, need: Need) -> Self {
        Self {
            step: Step::Need(machine, need),
            changes: Vec::new(),
        }
    }

    /// Ends well.
    pub(crate) fn done(done: M::Done, changes: Vec<Change>) -> Self {
        Self {
            step: Step::Done(done),
            changes,
        }
    }

    /// Ends with a refusal.
    pub(crate) fn refuse(refusal: Refusal) -> Self {
        Self {
            step: Step::Refuse(refusal),
            changes: Vec::new(),
        }
    }

    /// Ends because the fact given is not the one that was needed: a driver's mistake, never a person's.
    pub(crate) fn out_of_order() -> Self {
        Self::refuse(Refusal::ChallengeMismatch)
    }
}

impl<M: Machine> From<Refusal> for Round<M> {
    fn from(refusal: Refusal) -> Self {
        Self::refuse(refusal)
    }
}

/// Whom an identifier named.
#[derive(Debug, Clone)]
pub(crate) enum Found {
    /// A user.
    User(Box<User>),
    /// Nobody, which must not show: the `sub` that stands for the name.
    Nobody(Sub),
}

impl Found {
    /// Reads the fact of [`Need::FindUser`]; `None` if it is another fact.
    ///
    /// **Errors** [`Refusal::UserUnknown`] where it may show.
    pub(crate) fn of(
        fact: Option<Fact>,
        name: &str,
        turn: &Turn<'_>,
    ) -> Option<Result<Self, Refusal>> {
        match fact {
            Some(Fact::User(Some(user))) => Some(Ok(Self::User(user))),
            Some(Fact::User(None)) if turn.hides_users() => {
                Some(Ok(Self::Nobody(simulated::sub(name, turn))))
            }
            Some(Fact::User(None)) => Some(Err(Refusal::UserUnknown)),
            Some(_) | None => None,
        }
    }

    /// The `sub`, real or not.
    pub(crate) const fn sub(&self) -> &Sub {
        match self {
            Self::User(user) => &user.sub,
            Self::Nobody(sub) => sub,
        }
    }
}

/// Permission for one of `max` such actions an hour.
///
/// **Source** developer guide, "Quotas": limits of codes and passwords, per user.
pub(crate) fn hourly(action: &str, sub: &Sub, max: u32) -> Need {
    Need::Limit {
        key: format!("{action}:{sub}"),
        max,
        window: Duration::from_hours(1),
    }
}
