//! `VerifySoftwareToken`: a code proves that the authenticator app has the secret; from then on it is the user's app.

use crate::{
    attempt::AttemptKey,
    change::Change,
    context::Context,
    decision::{Decided, Decision},
    facts::{Facts, Stop, signed_in_user},
    id::Sub,
    refusal,
    secret::Secret,
    totp::{self, CodeCheck, SoftwareToken},
};

/// A signed-in user proves an authenticator app.
#[derive(Debug, Clone)]
pub struct VerifySoftwareToken {
    /// The user.
    pub sub: Sub,
    /// The code that the app shows.
    pub code: Secret,
    /// What the user calls the app.
    pub name: Option<String>,
}

impl Decision for VerifySoftwareToken {
    type Value = ();

    async fn decide<F: Facts>(&self, facts: &F, cx: &Context<'_>) -> Result<Decided<()>, Stop> {
        let mut user = signed_in_user(facts, &self.sub).await?;
        if !cx.pool.mfa.software_token {
            return Err(refusal::SoftwareToken::NotAllowed.into());
        }
        let secret = user.credentials.associating.clone();
        let secret = secret.ok_or(refusal::SoftwareToken::NotAssociated)?;
        SoftwareToken::check_name(self.name.as_deref())?;
        let attempts = AttemptKey::SoftwareToken(user.sub.clone());
        if !facts.count_attempt(&attempts).await? {
            return Err(refusal::Credentials::LockedOut.into());
        }
        let last_step = match totp::check(&secret, self.code.expose(), cx.now, None) {
            CodeCheck::Right(step) => step,
            CodeCheck::Used | CodeCheck::Wrong => {
                return Err(refusal::SoftwareToken::NotProved.into());
            }
        };
        user.take_software_token(SoftwareToken {
            secret,
            name: self.name.clone(),
            last_step,
        });
        user.modified_at = cx.now;
        let changes = [
            Change::of_right(attempts),
            Change::UpdateUser(Box::new(user)),
        ];
        Ok(Decided::new((), changes))
    }
}
