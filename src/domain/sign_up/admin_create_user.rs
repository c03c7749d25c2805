//! `AdminCreateUser`: an administrator makes a user, who gets a temporary password.

use super::{
    invitation::invitations,
    new_user::{check_names, new_user},
};
use crate::{
    attribute::{self, ADDRESSES, Attributes, flag_of},
    change::Change,
    context::Context,
    decision::{Decided, Decision},
    facts::{Facts, Stop},
    message::Channel,
    password,
    pool::Pool,
    preferred_username, refusal,
    secret::Secret,
    trigger::{PassedData, call_pre_sign_up},
    user::{Status, User, check_username, named_attribute},
};

/// An administrator creates a user.
#[derive(Debug, Clone)]
pub struct AdminCreateUser {
    /// The user name; in pools whose user name is an attribute, that attribute's value.
    pub username: String,
    /// The attributes; verified flags may be among them.
    pub attributes: Attributes,
    /// The temporary password; `None` makes one.
    pub temporary_password: Option<Secret>,
    /// How the invitation travels; where none is named: by text message, else by e-mail.
    pub channels: Vec<Channel>,
    /// Whether no invitation is sent.
    pub suppress: bool,
    /// Whether verified aliases are taken from whoever has them.
    pub force_alias: bool,
    /// The data that is passed to the pool's function.
    pub passed: PassedData,
}

impl Decision for AdminCreateUser {
    type Value = User;

    async fn decide<F: Facts>(&self, facts: &F, cx: &Context<'_>) -> Result<Decided<User>, Stop> {
        let pool = cx.pool;
        check_username(pool, &self.username)?;
        let username_attribute = named_attribute(pool, &self.username)
            .map(|attribute| (attribute, self.username.as_str()));
        let attributes = attribute::for_new_user(pool, None, &self.attributes, username_attribute)?;
        let password = self
            .temporary_password
            .clone()
            .unwrap_or_else(|| password::temporary(pool, &cx.random.password));
        password::check(&password, &pool.password_policy())?;
        check_names(facts, pool, &self.username, &attributes).await?;
        preferred_username::check(facts, pool, &attributes, None).await?;
        let aliases = self.aliases_to_take(facts, pool, &attributes).await?;
        let status = Status::ForceChangePassword;
        let mut user = new_user(&self.username, status, attributes, cx);
        // Only a no counts: whether the user is confirmed and what is verified is the administrator's to say.
        call_pre_sign_up(facts, &user, &self.passed, cx).await?;
        let hash = facts.hash_password(&password).await?;
        password::replace(&mut user, pool, &password, hash, &cx.random.salt);
        user.temporary_until = Some(cx.now + pool.temporary_validity());
        let mut changes = Vec::new();
        for (attribute, value) in aliases {
            changes.push(Change::TakeAlias(user.sub.clone(), attribute, value));
        }
        changes.push(Change::CreateUser(Box::new(user.clone())));
        if !self.suppress {
            changes.extend(invitations(&user, &self.channels, &password, cx)?);
        }
        Ok(Decided::new(user, changes))
    }
}

impl AdminCreateUser {
    /// The addresses of the new user that are aliases and somebody else's: attribute, value.
    ///
    /// **Errors** [`refusal::Username::AliasTaken`] where they are not taken by force.
    async fn aliases_to_take<F: Facts>(
        &self,
        facts: &F,
        pool: &Pool,
        attributes: &Attributes,
    ) -> Result<Vec<(String, String)>, Stop> {
        let counts = |alias: &&str| {
            ADDRESSES.contains(alias)
                && attributes
                    .get(&flag_of(alias))
                    .is_some_and(|flag| flag == "true")
        };
        let mut aliases = Vec::new();
        for alias in pool.alias_attributes().into_iter().rev().filter(counts) {
            if let Some(value) = attributes.get(alias)
                && facts.owner(alias, &pool.fold(value)).await?.is_some()
            {
                if !self.force_alias {
                    return Err(refusal::Username::AliasTaken(alias.to_owned()).into());
                }
                aliases.push((alias.to_owned(), value.clone()));
            }
        }
        Ok(aliases)
    }
}
