//! `AdminSetUserMFAPreference`: an administrator chooses which second factors a user is asked for.

use super::{PreferenceRequest, set_user_mfa_preference::set_preference};
use crate::{
    context::Context,
    decision::{Decided, Decision},
    facts::{Facts, Stop, known_user},
};

/// An administrator chooses among the second factors of a user.
#[derive(Debug, Clone)]
pub struct AdminSetUserMfaPreference {
    /// A user name, alias or `sub`.
    pub username: String,
    /// The choice.
    pub request: PreferenceRequest,
}

impl Decision for AdminSetUserMfaPreference {
    type Value = ();

    async fn decide<F: Facts>(&self, facts: &F, cx: &Context<'_>) -> Result<Decided<()>, Stop> {
        let user = known_user(facts, &self.username).await?;
        Ok(Decided::new((), set_preference(user, &self.request, cx)?))
    }
}
