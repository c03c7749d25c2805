//! A second factor still owed: what its flow remembers of who proved the password.

use super::{
    SignInContext, fingerprint,
    standing::{Standing, standing},
};
use crate::{
    facts::{Facts, Stop},
    id::Sub,
    refusal,
    user::User,
};
use serde::{Deserialize, Serialize};

/// How many wrong answers end a sign-in.
///
/// **Source** developer guide, "Lockout behavior for failed sign-in attempts": five, as for passwords.
const MAX_WRONG_ANSWERS: u8 = 5;

/// A second factor that is owed by somebody who proved the password.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct PendingFactor {
    /// By whom.
    pub(super) sub: Sub,
    /// The [`fingerprint`] of the password that was proved: another one set meanwhile ends this sign-in.
    fingerprint: Option<String>,
    /// How many answers were wrong.
    wrong_answers: u8,
}

impl PendingFactor {
    /// A factor owed by this user, who answered nothing yet.
    pub(super) fn new(user: &User) -> Self {
        Self {
            sub: user.sub.clone(),
            fingerprint: fingerprint(user),
            wrong_answers: 0,
        }
    }

    /// The user, as they are now.
    ///
    /// **Errors** [`refusal::Flow::TokenInvalid`] if another password was set since, or the user is gone; and what
    /// their standing says.
    pub(super) async fn user<F: Facts>(
        &self,
        facts: &F,
        cx: &SignInContext<'_>,
    ) -> Result<Box<User>, Stop> {
        let user = facts
            .user(&self.sub)
            .await?
            .filter(|user| user.sub == self.sub && fingerprint(user) == self.fingerprint)
            .ok_or(refusal::Flow::TokenInvalid)?;
        match standing(&user, cx)? {
            Standing::Good => Ok(Box::new(user)),
            Standing::TemporaryPassword => Err(refusal::Flow::TokenInvalid.into()),
        }
    }

    /// The factor after a wrong answer; `None` if that was the last one.
    pub(super) fn after_wrong_answer(&self) -> Option<Self> {
        let wrong_answers = self.wrong_answers + 1;
        (wrong_answers < MAX_WRONG_ANSWERS).then(|| Self {
            wrong_answers,
            ..self.clone()
        })
    }
}
