//! `AssociateSoftwareToken`: the secret of an authenticator app that is to be set up.

use crate::{
    change::Change,
    context::Context,
    decision::{Decided, Decision},
    facts::{Facts, Stop, signed_in_user},
    id::Sub,
    refusal,
    secret::Secret,
    totp,
};

/// A signed-in user sets up an authenticator app. An app that the user has counts until the new one is proved.
#[derive(Debug, Clone)]
pub struct AssociateSoftwareToken {
    /// The user.
    pub sub: Sub,
}

impl Decision for AssociateSoftwareToken {
    /// The app's secret.
    type Value = Secret;

    async fn decide<F: Facts>(&self, facts: &F, cx: &Context<'_>) -> Result<Decided<Secret>, Stop> {
        let mut user = signed_in_user(facts, &self.sub).await?;
        if !cx.pool.mfa.software_token {
            return Err(refusal::SoftwareToken::NotAllowed.into());
        }
        let secret = totp::secret(cx.random.software_token);
        user.credentials.associating = Some(secret.clone());
        Ok(Decided::new(secret, [Change::UpdateUser(Box::new(user))]))
    }
}
