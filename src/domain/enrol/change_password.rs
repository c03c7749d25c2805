//! `ChangePassword`: a user who knows the old password sets a new one.
//!
//! Tokens stay valid, as they do at Cognito. Browsers do not stay signed in: whoever changes a password wants those out
//! who know the old one, and the caller, who comes with an access token, is no browser of the pages.

use crate::{
    attempt::AttemptKey,
    change::Change,
    context::Context,
    decision::{Decided, Decision},
    facts::{Facts, Limit, Stop, limit, signed_in_user},
    id::Sub,
    password,
    refusal::{self, Refusal},
    secret::Secret,
    user::User,
};

/// How many changes an hour.
const CHANGES: u32 = 5;

/// A signed-in user changes the password.
#[derive(Debug, Clone)]
pub struct ChangePassword {
    /// The user.
    pub sub: Sub,
    /// The password until now; it may be missing only for users who never had one.
    pub previous: Option<Secret>,
    /// The new password.
    pub proposed: Secret,
}

impl Decision for ChangePassword {
    /// The user with the new password, or [`refusal::Password::Reused`]: the right old password clears its counted
    /// attempts even then.
    type Value = Result<User, Refusal>;

    async fn decide<F: Facts>(
        &self,
        facts: &F,
        cx: &Context<'_>,
    ) -> Result<Decided<Self::Value>, Stop> {
        let mut user = signed_in_user(facts, &self.sub).await?;
        password::check(&self.proposed, &cx.pool.password_policy())?;
        limit(facts, &Limit::hourly("change_password", &user.sub, CHANGES)).await?;
        let attempts = AttemptKey::Password(user.sub.clone());
        if let Some(hash) = &user.credentials.password {
            let missing = || refusal::Parameter::Missing("PreviousPassword".to_owned());
            let previous = self.previous.as_ref().ok_or_else(missing)?;
            if !facts.count_attempt(&attempts).await? {
                return Err(refusal::Credentials::LockedOut.into());
            }
            if !facts.check_password(previous, Some(hash)).await?.is_right() {
                return Err(refusal::Credentials::Wrong.into());
            }
        }
        let earlier = password::history(&user, cx.pool);
        let hash = match password::hash_new(facts, &self.proposed, &earlier).await {
            Ok(hash) => hash,
            Err(Stop::Refused(refusal)) => {
                let changes = [Change::ClearAttempts(attempts)];
                return Ok(Decided::new(Err(refusal), changes));
            }
            Err(stop) => return Err(stop),
        };
        password::replace(&mut user, cx.pool, &self.proposed, hash, &cx.random.salt);
        user.modified_at = cx.now;
        let changes = [
            Change::UpdateUser(Box::new(user.clone())),
            Change::ClearAttempts(attempts),
            Change::EndBrowserSessions(user.sub.clone()),
        ];
        Ok(Decided::new(Ok(user), changes))
    }
}
