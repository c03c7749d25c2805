//! `AdminConfirmSignUp`: an administrator confirms a user without a code; no address becomes verified by it.

use crate::{
    change::Change,
    code::Proof,
    context::Context,
    decision::{Decided, Decision},
    facts::{Facts, Stop, known_user},
    refusal,
    user::{Status, User},
};

/// An administrator confirms a user.
#[derive(Debug, Clone)]
pub struct AdminConfirmSignUp {
    /// A user name, alias or `sub`.
    pub username: String,
}

impl Decision for AdminConfirmSignUp {
    type Value = User;

    async fn decide<F: Facts>(&self, facts: &F, cx: &Context<'_>) -> Result<Decided<User>, Stop> {
        let mut user = known_user(facts, &self.username).await?;
        if user.status != Status::Unconfirmed {
            return Err(refusal::User::CannotConfirm(user.status.as_str().to_owned()).into());
        }
        user.status = Status::Confirmed;
        user.modified_at = cx.now;
        let changes = [
            Change::UpdateUser(Box::new(user.clone())),
            Change::DeleteCode(user.sub.clone(), Proof::SignUp),
        ];
        Ok(Decided::new(user, changes))
    }
}
