//! `ConfirmForgotPassword`: the code and a new password.

use super::tries;
use crate::{
    account::{self, Account},
    change::Change,
    code::Proof,
    context::Context,
    decision::{Decided, Decision},
    facts::{Facts, Stop, limit},
    password::{self, Validity},
    refusal,
    secret::Secret,
};

/// A person sets a new password with a code; the secret hash was checked before.
#[derive(Debug, Clone)]
pub struct ConfirmForgotPassword {
    /// The name as typed.
    pub username: String,
    /// The code as typed.
    pub code: Secret,
    /// The new password.
    pub password: Secret,
}

impl Decision for ConfirmForgotPassword {
    type Value = ();

    /// The new password also ends every sign-in of the user: whoever guessed the old one is out.
    async fn decide<F: Facts>(&self, facts: &F, cx: &Context<'_>) -> Result<Decided<()>, Stop> {
        password::check(&self.password, &cx.pool.password_policy())?;
        let account = Account::find(facts, &self.username, cx).await?;
        if !cx.hides_users() && account.user().is_some_and(|user| !user.enabled) {
            return Err(refusal::User::Disabled.into());
        }
        limit(facts, &tries(account.sub())).await?;
        let code = facts.code(account.sub(), &Proof::ForgotPassword).await?;
        let (user, _) = account::prove(account, code, &self.code, cx.hides_resets(), cx.now)?;
        // Where users are hidden, disabled ones are too.
        if !user.enabled {
            return Err(refusal::Code::Wrong.into());
        }
        let earlier = password::history(&user, cx.pool);
        let new = (&self.password, Validity::Permanent);
        let (user, mut changes) = password::set(facts, *user, new, &earlier, cx).await?;
        changes.extend([
            Change::DeleteCode(user.sub.clone(), Proof::ForgotPassword),
            Change::RevokeFamilies(user.sub),
        ]);
        Ok(Decided::new((), changes))
    }
}
