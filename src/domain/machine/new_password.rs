//! A new password on its way to a user whom a small machine found: checked, hashed, then theirs.

use super::Turn;
use crate::{
    attempt, password,
    refusal::Refusal,
    secret::Secret,
    sign_in::{Change, Fact, Need},
    user::{PasswordHash, Status, User},
};

/// The user a fact of [`Need::FindUser`] tells an administrator about.
///
/// **Errors** [`Refusal::UserUnknown`]; [`Refusal::ChallengeMismatch`] for another fact, a driver's mistake.
pub(crate) fn known(fact: Option<Fact>) -> Result<Box<User>, Refusal> {
    match fact {
        Some(Fact::User(user)) => user.ok_or(Refusal::UserUnknown),
        Some(_) | None => Err(Refusal::ChallengeMismatch),
    }
}

/// How long a password counts.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Counts {
    /// Until another is set.
    ForGood,
    /// For one sign-in, which asks for another, and as long as the pool lets temporary passwords live.
    Once,
}

/// A password that is being hashed for a user.
#[derive(Debug, Clone)]
pub(crate) struct NewPassword {
    user: Box<User>,
    password: Secret,
    counts: Counts,
}

impl NewPassword {
    /// Begins, with the need for its hash; it must not be one of as many earlier ones as the pool asks.
    ///
    /// **Errors** [`Refusal::PasswordPolicy`].
    pub(crate) fn begin(
        user: Box<User>,
        password: Secret,
        counts: Counts,
        turn: &Turn<'_>,
    ) -> Result<(Self, Need), Refusal> {
        let history = password::history(&user, turn.pool);
        Self::hash(user, password, counts, history, turn)
    }

    /// Begins with a password that is sent to the user, which may be the one that was sent before.
    ///
    /// **Errors** [`Refusal::PasswordPolicy`].
    pub(crate) fn invite(
        user: Box<User>,
        password: Secret,
        turn: &Turn<'_>,
    ) -> Result<(Self, Need), Refusal> {
        Self::hash(user, password, Counts::Once, Vec::new(), turn)
    }

    fn hash(
        user: Box<User>,
        password: Secret,
        counts: Counts,
        history: Vec<PasswordHash>,
        turn: &Turn<'_>,
    ) -> Result<(Self, Need), Refusal> {
        password::check(&password, &turn.pool.password_policy())?;
        let need = Need::HashPassword {
            password: password.clone(),
            history,
        };
        let this = Self {
            user,
            password,
            counts,
        };
        Ok((this, need))
    }

    /// The password itself.
    pub(crate) fn password(&self) -> &Secret {
        &self.password
    }

    /// The user who has it now, and the changes of that: tries at the old one are forgotten, and no browser stays
    /// signed in by it.
    ///
    /// **Errors** [`Refusal::PasswordReused`]; [`Refusal::ChallengeMismatch`] for another fact, a driver's mistake.
    pub(crate) fn set(
        self,
        fact: Option<Fact>,
        turn: &Turn<'_>,
    ) -> Result<(Box<User>, Vec<Change>), Refusal> {
        let Some(Fact::Hashed { hash, reused }) = fact else {
            return Err(Refusal::ChallengeMismatch);
        };
        if reused {
            return Err(Refusal::PasswordReused);
        }
        let Self {
            mut user,
            password,
            counts,
        } = self;
        password::replace(&mut user, turn.pool, &password, hash, &turn.random.salt);
        (user.status, user.temporary_until) = match counts {
            Counts::ForGood => (Status::Confirmed, None),
            Counts::Once => (
                Status::ForceChangePassword,
                Some(turn.now + turn.pool.temporary_validity()),
            ),
        };
        user.modified_at = turn.now;
        let changes = vec![
            Change::UpdateUser(user.clone()),
            Change::ClearAttempts(attempt::password_key(&user.sub)),
            Change::EndBrowserSessions(user.sub.clone()),
        ];
        Ok((user, changes))
    }
}
