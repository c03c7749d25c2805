//! What a decision may read while it decides. `engine` answers from store, hasher and functions; tests from memory.

use crate::{
    attempt::AttemptKey,
    code::{Code, Proof},
    event::Event,
    id::Sub,
    refusal::{self, Refusal},
    secret::Secret,
    user::{PasswordHash, User},
};
use serde_json::Value;
use std::{error::Error, future::Future, time::Duration};

/// Why a decision ended without a value.
#[derive(Debug)]
pub enum Stop {
    /// A rule said no; nothing is written.
    Refused(Refusal),
    /// A fact could not be read: the failure of whoever answers.
    Unavailable(Box<dyn Error + Send + Sync>),
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

crate::from_notions!(Stop);

/// What a check of a password found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PasswordCheck {
    /// It is not the password.
    Wrong,
    /// It is the password.
    Right,
    /// It is the password, and its hash is weaker than hashes made now.
    Outdated,
}

impl PasswordCheck {
    /// Whether it is the password.
    pub const fn is_right(self) -> bool {
        match self {
            Self::Right | Self::Outdated => true,
            Self::Wrong => false,
        }
    }
}

/// A limit on how often something is done for one key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limit {
    /// What is limited, for whom.
    pub key: String,
    /// How often it may be done within the window.
    pub max: u32,
    /// The length of the window.
    pub window: Duration,
}

impl Limit {
    /// At most `max` such actions of a user an hour.
    ///
    /// **Source** developer guide, "Quotas": limits of codes and passwords, per user.
    pub fn hourly(action: &str, sub: &Sub, max: u32) -> Self {
        Self {
            key: format!("{action}:{sub}"),
            max,
            window: Duration::from_hours(1),
        }
    }
}

/// What a decision may read. Reading the same fact again within one decision, and when it is made again after a lost
/// race, counts no attempt and calls no function twice.
pub trait Facts: Sync {
    /// The user whom this identifier names: by user name, or alias as the pool allows.
    fn find_user(&self, name: &str) -> impl Future<Output = Result<Option<User>, Stop>> + Send;

    /// The user with this `sub`, as they are now.
    fn user(&self, sub: &Sub) -> impl Future<Output = Result<Option<User>, Stop>> + Send;

    /// The user whose `sub` is next to this one, which is nobody's; `None` in a pool without users. It is the same one until
    /// somebody comes between or goes.
    fn user_beside(&self, sub: &Sub) -> impl Future<Output = Result<Option<User>, Stop>> + Send;

    /// The user who has this folded value of the attribute as a user name or alias.
    fn owner(
        &self,
        attribute: &str,
        value: &str,
    ) -> impl Future<Output = Result<Option<User>, Stop>> + Send;

    /// The user's stored code of this proof, expired ones included.
    fn code(
        &self,
        sub: &Sub,
        proof: &Proof,
    ) -> impl Future<Output = Result<Option<Code>, Stop>> + Send;

    /// Counts one check of a secret of this key, before it is checked; `false` if the key is locked, and then the secret
    /// must not be looked at.
    ///
    /// It has failed unless the decision ends in [`Change::ClearAttempts`] or [`Change::SettleAttempt`].
    ///
    /// [`Change::ClearAttempts`]: crate::change::Change::ClearAttempts
    /// [`Change::SettleAttempt`]: crate::change::Change::SettleAttempt
    fn count_attempt(&self, key: &AttemptKey) -> impl Future<Output = Result<bool, Stop>> + Send;

    /// Counts one limited action; `false` if the limit is reached.
    fn count(&self, limit: &Limit) -> impl Future<Output = Result<bool, Stop>> + Send;

    /// Whether the password has this hash. `None` is a decoy's, which takes as long and is never right.
    fn check_password(
        &self,
        password: &Secret,
        hash: Option<&PasswordHash>,
    ) -> impl Future<Output = Result<PasswordCheck, Stop>> + Send;

    /// The hash of a password.
    fn hash_password(
        &self,
        password: &Secret,
    ) -> impl Future<Output = Result<PasswordHash, Stop>> + Send;

    /// What the pool's function answers to an event, as `read` reads its `response`.
    ///
    /// **Errors** [`refusal::Trigger::Refused`], [`refusal::Trigger::Unavailable`]; [`refusal::Trigger::AnswerInvalid`]
    /// where `read` gives nothing.
    fn call<T: Send>(
        &self,
        event: &Event,
        read: impl Fn(&Value) -> Option<T> + Send + Sync,
    ) -> impl Future<Output = Result<T, Stop>> + Send;
}

/// Counts one limited action.
///
/// **Errors** [`refusal::Limit::TooManyTries`] if the limit is reached.
pub(crate) async fn limit<F: Facts>(facts: &F, limit: &Limit) -> Result<(), Stop> {
    match facts.count(limit).await? {
        true => Ok(()),
        false => Err(refusal::Limit::TooManyTries.into()),
    }
}

/// The user whom an administrator names: by `sub`, which nobody else's name stands in for, by user name or by alias.
///
/// **Errors** [`refusal::User::Unknown`].
pub async fn known_user<F: Facts>(facts: &F, name: &str) -> Result<User, Stop> {
    let by_sub = match Sub::parse(name) {
        Some(sub) => facts.user(&sub).await?,
        None => None,
    };
    let user = match by_sub {
        Some(user) => Some(user),
        None => facts.find_user(name).await?,
    };
    Ok(user.ok_or(refusal::User::Unknown)?)
}

/// The signed-in user, as they are now.
///
/// **Errors** [`refusal::User::Unknown`] if the user was deleted meanwhile.
pub(crate) async fn signed_in_user<F: Facts>(facts: &F, sub: &Sub) -> Result<User, Stop> {
    let user = facts.user(sub).await?;
    Ok(user.ok_or(refusal::User::Unknown)?)
}
