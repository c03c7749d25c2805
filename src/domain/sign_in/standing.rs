//! Where the account of somebody who proved the password stands.

use super::SignInContext;
use crate::{
    refusal::{self, Refusal},
    user::{Status, User},
};

/// What an account whose password was proved may do.
pub(super) enum Standing {
    /// Sign in.
    Good,
    /// Choose a password first.
    TemporaryPassword,
}

/// Where the account stands; looked at only when the password was proved, so that nobody else learns it.
pub(super) fn standing(user: &User, cx: &SignInContext<'_>) -> Result<Standing, Refusal> {
    if !user.enabled {
        return Err(refusal::User::Disabled.into());
    }
    match user.status {
        Status::Confirmed | Status::ExternalProvider => Ok(Standing::Good),
        Status::Unconfirmed => Err(refusal::User::Unconfirmed.into()),
        Status::ResetRequired => Err(refusal::User::ResetRequired.into()),
        Status::ForceChangePassword
            if user.temporary_until.is_some_and(|until| cx.now >= until) =>
        {
            Err(refusal::Credentials::TemporaryPasswordExpired.into())
        }
        Status::ForceChangePassword => Ok(Standing::TemporaryPassword),
    }
}
