//! What an answer shows of a name that is nobody's: the same for the same name, so that asking again tells nothing.

use super::{Code, Proof, six_digits};
use crate::{
    attribute,
    id::{Sub, uuid},
    machine::Turn,
    message::{Channel, Delivery, Message, Purpose, mask},
    sign_in::Change,
};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// HMAC-SHA-256 of the folded name under the server's secret; the lengths keep the parts apart.
fn block(purpose: &str, name: &str, turn: &Turn<'_>) -> [u8; 32] {
    let mut mac =
        Hmac::<Sha256>::new_from_slice(turn.decoy_key).expect("HMAC takes keys of any length");
    for part in [purpose, turn.pool.id.as_str(), &turn.pool.fold(name)] {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part.as_bytes());
    }
    mac.finalize().into_bytes().into()
}

/// The `sub` under which codes and limits of the name are kept.
pub(crate) fn sub(name: &str, turn: &Turn<'_>) -> Sub {
    let block = block("account", name, turn);
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&block[..16]);
    Sub(uuid(bytes))
}

/// Where a code would have gone: the name itself if it is an address, an invented one otherwise.
fn target(name: &str, channels: &[Channel], turn: &Turn<'_>) -> Option<(Channel, String)> {
    let named = if attribute::is_email(name) {
        Some(Channel::Email)
    } else if attribute::is_phone_number(name) {
        Some(Channel::Sms)
    } else {
        None
    };
    if let Some(channel) = named.filter(|channel| channels.contains(channel)) {
        return Some((channel, name.to_owned()));
    }
    let channel = channels.first().copied()?;
    let bytes = block("address", name, turn);
    let letter = |byte: u8| char::from(b'a' + byte % 26);
    let invented = match channel {
        Channel::Email => format!("{}@{}", letter(bytes[0]), letter(bytes[1])),
        Channel::Sms => format!(
            "+1555555{:04}",
            u16::from_be_bytes([bytes[0], bytes[1]]) % 10_000
        ),
    };
    Some((channel, invented))
}

/// What [`send`](super::send) would do, done for nobody: a code that is kept, so that the work is the same, and a
/// message that is put into words and never leaves. No digits ever match it: [`prove`](super::prove).
///
/// `None` if the pool sends no such codes at all.
pub(crate) fn send(
    name: &str,
    sub: &Sub,
    (proof, purpose): (Proof, Purpose),
    channels: &[Channel],
    turn: &Turn,
) -> Option<(Vec<Change>, Delivery)> {
    let (channel, address) = target(name, channels, turn)?;
    let digits = six_digits(turn.random.code);
    let code = Code {
        expires_at: turn.now + proof.lifetime(),
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
        pool: turn.pool.id.clone(),
        client: turn.client.map(|client| client.id.clone()),
        sub: sub.clone(),
        username: name.to_owned(),
        channel,
        to: address,
        purpose,
        code: digits,
    };
    let changes = vec![
        Change::KeepCode(sub.clone(), code),
        Change::SendNothing(message),
    ];
    Some((changes, delivery))
}
