//! Registration: a user comes into being, by themselves or by an administrator, and is confirmed.
//!
//! Owns: what a registration needs, its code, and confirmation. Must not know: who asks for facts, or how messages go.

mod admin_confirm;
mod admin_create;
mod confirm;
mod register;
mod reinvite;
mod resend;

#[cfg(test)]
mod asked;
#[cfg(test)]
mod stories;
#[cfg(test)]
mod wander;

pub use admin_confirm::AdminConfirm;
pub use admin_create::{AdminCreate, AdminCreating};
pub use confirm::Confirm;
pub use register::{Registered, SignUp};
pub use reinvite::Reinvite;
pub use resend::Resend;

use crate::{
    attribute::{Attributes, is_flag},
    id::Sub,
    machine::Turn,
    message::{Channel, Message, Purpose},
    pool::Pool,
    refusal::Refusal,
    secret::Secret,
    sign_in::{Change, Need},
    trigger::{Passed, PreSignUp, Trigger, name_aliases},
    user::{Credentials, Status, User},
};
use std::collections::BTreeMap;

/// What a new user's names must not be already, in the order in which it is asked: attribute and folded value.
///
/// A chosen user name must not be somebody's preferred user name either where that is an alias, or it would take that
/// person's sign-in.
fn names(pool: &Pool, username: &str, attributes: &Attributes) -> Vec<(String, String)> {
    let mut names: Vec<(String, String)> = Vec::new();
    if pool.has_username_attributes() {
        let owned = pool.username_attributes().into_iter();
        names.extend(owned.filter_map(|name| {
            attributes
                .get(name)
                .map(|value| (name.to_owned(), pool.fold(value)))
        }));
    } else {
        names.push(("username".to_owned(), pool.fold(username)));
        if pool.alias_attributes().contains(&"preferred_username") {
            names.push(("preferred_username".to_owned(), pool.fold(username)));
        }
    }
    names
}

/// Asks who owns the next name.
fn owner_of((attribute, value): &(String, String)) -> Need {
    Need::FindOwner(attribute.clone(), value.clone())
}

/// That a name is somebody's already.
fn taken(pool: &Pool, attribute: &str) -> Refusal {
    if pool.has_username_attributes() {
        Refusal::AttributeTaken(attribute.to_owned())
    } else {
        Refusal::UsernameTaken
    }
}

/// A user who comes into being now.
fn new_user(turn: &Turn<'_>, username: &str, status: Status, attributes: Attributes) -> User {
    let sub = Sub::generate(turn.random.uuid);
    let username = if turn.pool.has_username_attributes() {
        sub.to_string()
    } else {
        username.to_owned()
    };
    User {
        pool: turn.pool.id.clone(),
        sub,
        username,
        status,
        enabled: true,
        attributes,
        pending: BTreeMap::new(),
        temporary_until: None,
        mfa: Default::default(),
        created_at: turn.now,
        modified_at: turn.now,
        credentials: Credentials::default(),
        version: 0,
    }
}

/// The call of the pool's function that comes before a new user, where there is one.
fn pre_sign_up(user: &User, passed: &Passed, turn: &Turn<'_>) -> Option<Need> {
    let mut attributes = user.attributes.clone();
    // The flags that nobody gave are not there yet.
    attributes.retain(|name, value| !(is_flag(name) && value == "false"));
    name_aliases(turn.pool, &mut attributes);
    let asked = PreSignUp {
        function: turn.pool.pre_sign_up()?.to_owned(),
        client: turn.client.map(|client| client.id.clone()),
        username: user.username.clone(),
        attributes,
        passed: passed.clone(),
    };
    Some(Need::CallTrigger(Box::new(Trigger::PreSignUp(asked))))
}

/// The invitations that go to a user with this temporary password.
///
/// Where no channel was named: by text message to those who have a phone number, else by e-mail.
///
/// **Errors** [`Refusal::NoDeliveryTarget`] if a named channel has no address.
fn invitations(
    user: &User,
    channels: &[Channel],
    password: &Secret,
    turn: &Turn<'_>,
) -> Result<Vec<Change>, Refusal> {
    let address = |channel: Channel| {
        user.attributes
            .get(channel.attribute())
            .map(|address| (channel, address.clone()))
    };
    let chosen: Vec<(Channel, String)> = if channels.is_empty() {
        address(Channel::Sms)
            .or_else(|| address(Channel::Email))
            .into_iter()
            .collect()
    } else {
        channels
            .iter()
            .map(|channel| address(*channel).ok_or(Refusal::NoDeliveryTarget))
            .collect::<Result<_, _>>()?
    };
    let message = |(channel, to)| Message {
        pool: turn.pool.id.clone(),
        client: None,
        sub: user.sub.clone(),
        username: user.shown_name(turn.pool).to_owned(),
        channel,
        to,
        purpose: Purpose::Invitation,
        code: password.clone(),
    };
    Ok(chosen
        .into_iter()
        .map(|chosen| Change::Send(message(chosen)))
        .collect())
}
