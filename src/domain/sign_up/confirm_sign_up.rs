//! `ConfirmSignUp`: the code that proves the address confirms the user.

use crate::{
    account::{self, Account},
    attribute::flag_of,
    change::Change,
    code::Proof,
    context::Context,
    decision::{Decided, Decision},
    facts::{Facts, Limit, Stop, limit},
    refusal::{self, Refusal},
    secret::Secret,
    user::{Status, User},
};

/// How many tries an hour.
const TRIES: u32 = 15;

/// A person confirms a sign-up; the secret hash was checked before.
#[derive(Debug, Clone)]
pub struct ConfirmSignUp {
    /// The name as typed.
    pub username: String,
    /// The code as typed.
    pub code: Secret,
    /// Whether the address is taken from another user who verified it.
    pub force_alias: bool,
}

impl Decision for ConfirmSignUp {
    type Value = User;

    async fn decide<F: Facts>(&self, facts: &F, cx: &Context<'_>) -> Result<Decided<User>, Stop> {
        let account = Account::find(facts, &self.username, cx).await?;
        if let Some(user) = account.user().filter(|_| !cx.hides_users()) {
            check_confirmable(user)?;
        }
        limit(facts, &Limit::hourly("confirm", account.sub(), TRIES)).await?;
        let code = facts.code(account.sub(), &Proof::SignUp).await?;
        let (mut user, code) = account::prove(account, code, &self.code, cx.hides_users(), cx.now)?;
        check_confirmable(&user)?;
        user.status = Status::Confirmed;
        user.attributes
            .insert(flag_of(&code.attribute), "true".to_owned());
        user.modified_at = cx.now;
        let mut changes = Vec::new();
        let aliases = cx.pool.alias_attributes();
        if aliases.contains(&code.attribute.as_str()) {
            let address = cx.pool.fold(&code.address);
            let owner = facts.owner(&code.attribute, &address).await?;
            if owner.is_some_and(|owner| owner.sub != user.sub) {
                if !self.force_alias {
                    return Err(refusal::Username::AliasTaken(code.attribute).into());
                }
                let alias = (code.attribute, code.address);
                changes.push(Change::TakeAlias(user.sub.clone(), alias.0, alias.1));
            }
        }
        changes.push(Change::UpdateUser(user.clone()));
        // Where users are hidden the code stays until it expires: whoever comes with it once more may hear that it is done.
        if !cx.hides_users() {
            changes.push(Change::DeleteCode(user.sub.clone(), Proof::SignUp));
        }
        Ok(Decided::new(*user, changes))
    }
}

/// Checks that this user can be confirmed, whatever the code.
///
/// **Errors** [`refusal::User::CannotConfirm`], [`refusal::User::Disabled`].
fn check_confirmable(user: &User) -> Result<(), Refusal> {
    if user.status != Status::Unconfirmed {
        Err(refusal::User::CannotConfirm(user.status.as_str().to_owned()).into())
    } else if !user.enabled {
        Err(refusal::User::Disabled.into())
    } else {
        Ok(())
    }
}
