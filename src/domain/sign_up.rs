//! Registration: users sign up or are created by an administrator, and are confirmed.
//!
//! Owns: `SignUp` itself, its code, the users that administrators create, and confirmation. Must not know: how facts are
//! read, or how messages go.

mod admin_confirm_sign_up;
mod admin_create_user;
mod confirm_sign_up;
mod confirmation;
mod invitation;
mod new_user;
mod resend_confirmation_code;
mod resend_invitation;

#[cfg(test)]
mod pre_sign_up_tests;
#[cfg(test)]
mod random_walk;
#[cfg(test)]
mod tests;

pub use admin_confirm_sign_up::AdminConfirmSignUp;
pub use admin_create_user::AdminCreateUser;
pub use confirm_sign_up::ConfirmSignUp;
pub use confirmation::{Confirmation, RemindUnconfirmed};
pub use resend_confirmation_code::ResendConfirmationCode;
pub use resend_invitation::ResendInvitation;

use crate::{
    attribute::{self, Attributes, flag_of},
    change::Change,
    code::Proof,
    context::Context,
    decision::{Decided, Decision},
    facts::{Facts, Stop},
    message::{Channel, Delivery, Purpose},
    password,
    refusal::{self, Refusal},
    secret::Secret,
    send_code,
    trigger::{PassedData, PreSignUpAnswer, call_pre_sign_up},
    user::{Status, User, check_username, named_attribute},
};
use new_user::{check_names, new_user};

/// `SignUp`: a person registers; the pool's function may refuse it, or confirm and verify at once. The secret hash was
/// checked before.
#[derive(Debug, Clone)]
pub struct SignUp {
    /// The user name as typed; in pools whose user name is an attribute, that attribute's value.
    pub username: String,
    /// The password as typed.
    pub password: Secret,
    /// The attributes.
    pub attributes: Attributes,
    /// The data that is passed to the pool's function.
    pub passed: PassedData,
}

/// The result of a sign-up.
#[derive(Debug, Clone)]
pub struct Registration {
    /// The user; confirmed only if the pool's function said so.
    pub user: User,
    /// Where the confirmation code went, if the pool verifies an address that came with the request.
    pub delivery: Option<Delivery>,
}

impl Decision for SignUp {
    type Value = Registration;

    async fn decide<F: Facts>(
        &self,
        facts: &F,
        cx: &Context<'_>,
    ) -> Result<Decided<Registration>, Stop> {
        let pool = cx.pool;
        if pool.admin_only() {
            return Err(refusal::User::SignUpClosed.into());
        }
        check_username(pool, &self.username)?;
        let username_attribute = named_attribute(pool, &self.username)
            .map(|attribute| (attribute, self.username.as_str()));
        let attributes =
            attribute::for_new_user(pool, cx.client, &self.attributes, username_attribute)?;
        password::check(&self.password, &pool.password_policy())?;
        check_names(facts, pool, &self.username, &attributes).await?;
        let mut user = new_user(&self.username, Status::Unconfirmed, attributes, cx);
        let answer = call_pre_sign_up(facts, &user, &self.passed, cx).await?;
        apply(answer, &mut user)?;
        let hash = facts.hash_password(&self.password).await?;
        password::replace(&mut user, pool, &self.password, hash, &cx.random.salt);
        let mut changes = aliases_to_take(&user, answer, cx);
        changes.push(Change::CreateUser(Box::new(user.clone())));
        let mut delivery = None;
        if let Some((channel, address)) = auto_verified_address(&user, cx)
            && !answer.confirm
        {
            let target = (channel, address.as_str());
            let (sending, to) = send_code::send(&user, target, Proof::SignUp, Purpose::SignUp, cx);
            changes.extend(sending);
            delivery = Some(to);
        }
        Ok(Decided::new(Registration { user, delivery }, changes))
    }
}

/// Confirms and verifies as the pool's function answered.
///
/// **Errors** [`refusal::Attribute::Invalid`] for the flag of an address that the user does not have.
fn apply(answer: PreSignUpAnswer, user: &mut User) -> Result<(), Refusal> {
    for (address, is_verified) in [
        ("email", answer.verify_email),
        ("phone_number", answer.verify_phone),
    ] {
        if is_verified {
            user.attributes.insert(flag_of(address), "true".to_owned());
        }
    }
    attribute::check_flags(&user.attributes)?;
    if answer.confirm {
        user.status = Status::Confirmed;
    }
    Ok(())
}

/// The first address of the user that the pool verifies.
fn auto_verified_address(user: &User, cx: &Context<'_>) -> Option<(Channel, String)> {
    let channels = cx.pool.auto_verified().into_iter();
    channels
        .filter_map(|channel| {
            let address = user.attributes.get(channel.attribute())?;
            Some((channel, address.clone()))
        })
        .next()
}

/// The aliases that are this user's from now on, whoever had them before.
fn aliases_to_take(user: &User, answer: PreSignUpAnswer, cx: &Context<'_>) -> Vec<Change> {
    let aliases = cx.pool.alias_attributes().into_iter();
    let verified = aliases.filter(|alias| match *alias {
        "email" => answer.verify_email,
        "phone_number" => answer.verify_phone,
        _ => false,
    });
    verified
        .filter_map(|alias| {
            let value = user.attributes.get(alias)?.clone();
            Some(Change::TakeAlias(user.sub.clone(), alias.to_owned(), value))
        })
        .collect()
}
