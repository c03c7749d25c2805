//! Who proved the password and must prove more: what every second factor keeps of them while it asks.

use super::{Need, Standing, Turn, fingerprint, standing};
use crate::{id::Sub, refusal::Refusal, user::User};
use serde::{Deserialize, Serialize};

/// How many wrong answers end a sign-in.
///
/// **Source** developer guide, "Lockout behavior for failed sign-in attempts": five, as for passwords.
const WRONG_ANSWERS: u8 = 5;

/// Somebody who proved the password.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Claimant {
    /// Who.
    pub(super) sub: Sub,
    /// What the password that was proved is known by: another one set meanwhile ends this sign-in.
    proved: Option<String>,
    /// How many answers were wrong.
    wrong: u8,
}

impl Claimant {
    /// This user, who answered nothing yet.
    pub(super) fn of(user: &User) -> Self {
        Self {
            sub: user.sub.clone(),
            proved: fingerprint(user),
            wrong: 0,
        }
    }

    /// Asks for them as they are now.
    pub(super) fn read(&self) -> Need {
        Need::ReadUser(self.sub.clone())
    }

    /// They as they are now.
    ///
    /// **Errors** [`Refusal::FlowTokenInvalid`] if another password was set since, or the user is gone; and what their
    /// standing says.
    pub(super) fn found(&self, user: Option<Box<User>>, turn: &Turn) -> Result<Box<User>, Refusal> {
        let user = user
            .filter(|user| user.sub == self.sub && fingerprint(user) == self.proved)
            .ok_or(Refusal::FlowTokenInvalid)?;
        match standing(&user, turn)? {
            Standing::Good => Ok(user),
            Standing::TemporaryPassword => Err(Refusal::FlowTokenInvalid),
        }
    }

    /// After a wrong answer: whether there may be another one.
    pub(super) fn once_more(&mut self) -> bool {
        self.wrong += 1;
        self.wrong < WRONG_ANSWERS
    }
}
