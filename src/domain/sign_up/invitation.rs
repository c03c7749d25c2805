//! The message that brings a temporary password to a user whom an administrator created.

use crate::{
    change::Change,
    context::Context,
    message::{Channel, Message, Purpose},
    refusal::{self, Refusal},
    secret::Secret,
    user::User,
};

/// The invitations that go to a user with this temporary password.
///
/// Where no channel was named: by text message to those who have a phone number, else by e-mail.
///
/// **Errors** [`refusal::Delivery::NoAddress`] if a named channel has no address.
pub(super) fn invitations(
    user: &User,
    channels: &[Channel],
    password: &Secret,
    cx: &Context<'_>,
) -> Result<Vec<Change>, Refusal> {
    let address = |channel: Channel| {
        user.attributes
            .get(channel.attribute())
            .map(|address| (channel, address.clone()))
    };
    let targets: Vec<(Channel, String)> = if channels.is_empty() {
        address(Channel::Sms)
            .or_else(|| address(Channel::Email))
            .into_iter()
            .collect()
    } else {
        channels
            .iter()
            .map(|channel| address(*channel).ok_or(refusal::Delivery::NoAddress))
            .collect::<Result<_, _>>()?
    };
    let message = |(channel, to)| Message {
        pool: cx.pool.id.clone(),
        client: None,
        sub: user.sub.clone(),
        username: user.shown_name(cx.pool).to_owned(),
        channel,
        to,
        purpose: Purpose::Invitation,
        code: password.clone(),
    };
    Ok(targets
        .into_iter()
        .map(|target| Change::Send(message(target)))
        .collect())
}
