//! `AdminSetUserPassword`: an administrator sets a password, for good or until the first sign-in.
//!
//! Tokens stay valid, as they do at Cognito; browsers that were signed in by the old password are not any more.

use crate::{
    context::Context,
    decision::{Decided, Decision},
    facts::{Facts, Stop, known_user},
    password::{self, Validity},
    secret::Secret,
    user::User,
};

/// An administrator sets a user's password.
#[derive(Debug, Clone)]
pub struct AdminSetUserPassword {
    /// A user name, alias or `sub`.
    pub username: String,
    /// The password.
    pub password: Secret,
    /// Whether it counts until another is set, not only for one sign-in.
    pub permanent: bool,
}

impl Decision for AdminSetUserPassword {
    type Value = User;

    async fn decide<F: Facts>(&self, facts: &F, cx: &Context<'_>) -> Result<Decided<User>, Stop> {
        let user = known_user(facts, &self.username).await?;
        let validity = if self.permanent {
            Validity::Permanent
        } else {
            Validity::Temporary
        };
        let earlier = password::history(&user, cx.pool);
        let new = (&self.password, validity);
        let (user, changes) = password::set(facts, user, new, &earlier, cx).await?;
        Ok(Decided::new(user, changes))
    }
}
