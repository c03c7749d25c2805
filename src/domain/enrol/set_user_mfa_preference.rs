//! `SetUserMFAPreference`: which second factors a user is asked for.

use super::PreferenceRequest;
use crate::{
    change::Change,
    context::Context,
    decision::{Decided, Decision},
    facts::{Facts, Stop, signed_in_user},
    id::Sub,
    refusal::Refusal,
    user::User,
};

/// A signed-in user chooses among the second factors.
#[derive(Debug, Clone)]
pub struct SetUserMfaPreference {
    /// The user.
    pub sub: Sub,
    /// The choice.
    pub request: PreferenceRequest,
}

impl Decision for SetUserMfaPreference {
    type Value = ();

    async fn decide<F: Facts>(&self, facts: &F, cx: &Context<'_>) -> Result<Decided<()>, Stop> {
        let user = signed_in_user(facts, &self.sub).await?;
        Ok(Decided::new((), set_preference(user, &self.request, cx)?))
    }
}

/// Grants what was chosen for the user; the change, if it is one.
///
/// **Errors** as [`PreferenceRequest::grant`].
pub(super) fn set_preference(
    mut user: User,
    request: &PreferenceRequest,
    cx: &Context<'_>,
) -> Result<Option<Change>, Refusal> {
    let preference = request.grant(&user, cx.pool)?;
    if preference == user.mfa {
        return Ok(None);
    }
    user.mfa = preference;
    user.modified_at = cx.now;
    Ok(Some(Change::UpdateUser(Box::new(user))))
}
