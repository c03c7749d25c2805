//! Setting a password: checked against the policy and the user's earlier ones, hashed, and given to the user.

use super::{check, hash_new, replace};
use crate::{
    attempt::AttemptKey,
    change::Change,
    context::Context,
    facts::{Facts, Stop},
    secret::Secret,
    user::{PasswordHash, Status, User},
};

/// How long a password counts.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Validity {
    /// Until another is set.
    Permanent,
    /// For one sign-in, which asks for another, and as long as the pool lets temporary passwords live.
    Temporary,
}

/// Gives the user a password that is none of these earlier ones; the user, and the changes: counted attempts at the old
/// password are forgotten, and no browser stays signed in by it.
///
/// **Errors** [`Password::Policy`], [`Password::Reused`].
///
/// [`Password::Policy`]: crate::refusal::Password::Policy
/// [`Password::Reused`]: crate::refusal::Password::Reused
pub(crate) async fn set<F: Facts>(
    facts: &F,
    mut user: User,
    (password, validity): (&Secret, Validity),
    earlier: &[PasswordHash],
    cx: &Context<'_>,
) -> Result<(User, Vec<Change>), Stop> {
    check(password, &cx.pool.password_policy())?;
    let hash = hash_new(facts, password, earlier).await?;
    replace(&mut user, cx.pool, password, hash, &cx.random.salt);
    (user.status, user.temporary_until) = match validity {
        Validity::Permanent => (Status::Confirmed, None),
        Validity::Temporary => (
            Status::ForceChangePassword,
            Some(cx.now + cx.pool.temporary_validity()),
        ),
    };
    user.modified_at = cx.now;
    let changes = vec![
        Change::UpdateUser(Box::new(user.clone())),
        Change::ClearAttempts(AttemptKey::Password(user.sub.clone())),
        Change::EndBrowserSessions(user.sub.clone()),
    ];
    Ok((user, changes))
}
