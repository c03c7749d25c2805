//! Sending codes: the code that is stored, and the message that carries it.

use crate::{
    change::Change,
    code::{Code, Proof, six_digits},
    context::Context,
    decoy::Decoy,
    id::Sub,
    message::{Channel, Delivery, Message, Purpose, mask},
    secret::Secret,
    user::User,
};

/// A fresh code on its way: what must be written, and where it goes.
pub(crate) fn send(
    user: &User,
    (channel, address): (Channel, &str),
    proof: Proof,
    purpose: Purpose,
    cx: &Context<'_>,
) -> (Vec<Change>, Delivery) {
    // Two codes of one step must differ: the one sent to an e-mail address proves nothing about a phone number.
    let digits = six_digits(match channel {
        Channel::Email => cx.random.code,
        Channel::Sms => *cx.random.exponent.first_chunk().unwrap_or(&cx.random.code),
    });
    let code = Code {
        expires_at: cx.now + proof.lifetime(),
        proof,
        digits: digits.clone(),
        attribute: channel.attribute().to_owned(),
        address: address.to_owned(),
    };
    let message = message(user, (channel, address), purpose, digits, cx);
    let delivery = Delivery {
        channel,
        destination: mask(channel, address),
    };
    (
        vec![
            Change::PutCode(user.sub.clone(), code),
            Change::Send(message),
        ],
        delivery,
    )
}

/// The message that carries a code to the user.
pub(crate) fn message(
    user: &User,
    (channel, address): (Channel, &str),
    purpose: Purpose,
    code: Secret,
    cx: &Context<'_>,
) -> Message {
    Message {
        pool: cx.pool.id.clone(),
        client: cx.client.map(|client| client.id.clone()),
        sub: user.sub.clone(),
        username: user.shown_name(cx.pool).to_owned(),
        channel,
        to: address.to_owned(),
        purpose,
        code,
    }
}

/// Does the work of [`send`] for a name that gets no code: a code is stored that no digits
/// match, and a message is prepared that never leaves. `sub` is the decoy's, or that of a user who cannot have a code
/// and is answered like a decoy.
///
/// `None` if the pool sends no such codes.
pub(crate) fn send_decoy(
    name: &str,
    sub: &Sub,
    (proof, purpose): (Proof, Purpose),
    channels: &[Channel],
    cx: &Context<'_>,
) -> Option<(Vec<Change>, Delivery)> {
    let (channel, address) = Decoy::new(name, cx).target(channels, purpose, cx)?;
    let digits = six_digits(cx.random.code);
    let code = Code {
        expires_at: cx.now + proof.lifetime(),
        proof,
        digits: digits.clone(),
        attribute: String::new(),
        address: String::new(),
    };
    let delivery = Delivery {
        channel,
        destination: mask(channel, &address),
    };
    let message = Message {
        pool: cx.pool.id.clone(),
        client: cx.client.map(|client| client.id.clone()),
        sub: sub.clone(),
        username: name.to_owned(),
        channel,
        to: address,
        purpose,
        code: digits,
    };
    let changes = vec![
        Change::PutCode(sub.clone(), code),
        Change::SendDecoy(message),
    ];
    Some((changes, delivery))
}
