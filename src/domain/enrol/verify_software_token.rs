//! `VerifySoftwareToken`: a code proves that the authenticator app has the secret; from then on it is the user's app.

use crate::{
    attempt,
    machine::{Machine, Round, Turn},
    refusal::Refusal,
    secret::Secret,
    sign_in::{Change, Fact, Need},
    totp::{self, Checked, SoftwareToken},
    user::User,
};

/// A signed-in user who proves an authenticator app.
#[derive(Debug, Clone)]
pub struct VerifySoftwareToken {
    user: Box<User>,
    code: Secret,
    name: Option<String>,
    counting: bool,
}

impl VerifySoftwareToken {
    /// Begins with what the app shows, and what the user calls it.
    pub fn new(user: Box<User>, code: Secret, name: Option<String>) -> Self {
        Self {
            user,
            code,
            name,
            counting: false,
        }
    }

    /// Makes the app the user's, if it shows the right code.
    fn check(self, turn: &Turn<'_>) -> Result<Round<Self>, Refusal> {
        let Self {
            mut user,
            code,
            name,
            ..
        } = self;
        let secret = user.credentials.associating.clone();
        let secret = secret.ok_or(Refusal::SoftwareTokenNotAssociated)?;
        let last_step = match totp::check(&secret, code.expose(), turn.now, None) {
            Checked::Right(step) => step,
            Checked::Used | Checked::Wrong => return Err(Refusal::SoftwareTokenNotProved),
        };
        user.take_software_token(SoftwareToken {
            secret,
            name,
            last_step,
        });
        user.modified_at = turn.now;
        let changes = vec![
            Change::ClearAttempts(attempt::software_token_key(&user.sub)),
            Change::UpdateUser(user),
        ];
        Ok(Round::done((), changes))
    }
}

impl Machine for VerifySoftwareToken {
    type Done = ();

    fn advance(self, fact: Option<Fact>, turn: &Turn<'_>) -> Round<Self> {
        match (self.counting, fact) {
            (false, None) if !turn.pool.mfa.software_token => {
                Round::refuse(Refusal::SoftwareTokenNotAllowed)
            }
            (false, None) if self.user.credentials.associating.is_none() => {
                Round::refuse(Refusal::SoftwareTokenNotAssociated)
            }
            (false, None) => {
                let need = Need::CountAttempt(attempt::software_token_key(&self.user.sub));
                let counting = true;
                Round::need(Self { counting, ..self }, need)
            }
            (true, Some(Fact::Attempt(false))) => Round::refuse(Refusal::LockedOut),
            (true, Some(Fact::Attempt(true))) => self.check(turn).unwrap_or_else(Round::refuse),
            (true | false, _) => Round::out_of_order(),
        }
    }
}
