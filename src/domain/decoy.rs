//! Decoys: the account that stands for a name that no user has, always the same for one name.
//!
//! Everything that an answer could show of an account that does not exist is derived here from the name, so that asking
//! again, or another operation, tells nothing.

use crate::{
    attribute,
    context::Context,
    id::{Sub, uuid},
    message::{Channel, Delivery, mask},
    srp,
    user::SrpVerifier,
};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// The account of a name that no user has.
///
/// **Source** RFC 5054 §2.5.1.3; developer guide, "Managing user existence error responses".
#[derive(Debug, Clone)]
pub(crate) struct Decoy {
    name: String,
    sub: Sub,
}

impl Decoy {
    /// The decoy of a name as it was typed.
    pub(crate) fn new(name: &str, cx: &Context<'_>) -> Self {
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&block("sub", name, 0, cx)[..16]);
        Self {
            name: name.to_owned(),
            sub: Sub(uuid(bytes)),
        }
    }

    /// Its `sub`, shaped like a real one, under which its attempts, limits and codes are counted.
    pub(crate) const fn sub(&self) -> &Sub {
        &self.sub
    }

    /// Its user name, in the form of the pool's own: a `sub` where addresses are the names; the typed name where people
    /// choose theirs, or another such name if it was an address that was typed.
    pub(crate) fn user_id(&self, cx: &Context<'_>) -> String {
        let is_address = cx.pool.alias_attributes().iter().any(|alias| match *alias {
            "email" => self.name.contains('@'),
            "phone_number" => self.name.starts_with('+'),
            _ => false,
        });
        if cx.pool.has_username_attributes() {
            self.sub.to_string()
        } else if is_address {
            chosen_name(&block("username", &self.name, 0, cx))
        } else {
            cx.pool.fold(&self.name)
        }
    }

    /// Its salt and verifier; no password belongs to them.
    pub(crate) fn verifier(&self, cx: &Context<'_>) -> SrpVerifier {
        let mut verifier = [0; 384];
        for (counter, chunk) in (0_u8..).zip(verifier.chunks_exact_mut(32)) {
            chunk.copy_from_slice(&block("verifier", &self.name, counter, cx));
        }
        srp::decoy(&block("salt", &self.name, 0, cx)[..16], &verifier)
    }

    /// The address to which a code would go: the name itself if it is an address, an invented one otherwise.
    pub(crate) fn target(
        &self,
        channels: &[Channel],
        cx: &Context<'_>,
    ) -> Option<(Channel, String)> {
        if let Some(channel) = channel_of(&self.name, channels) {
            return Some((channel, self.name.clone()));
        }
        // Users have one address or another, and so have decoys.
        let bytes = block("address", &self.name, 0, cx);
        let channel = channels.get(usize::from(bytes[2]) % channels.len().max(1));
        let channel = channel.copied()?;
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
}

/// The channel among these to whose addresses a typed name belongs by its form.
fn channel_of(name: &str, channels: &[Channel]) -> Option<Channel> {
    let channel = if attribute::is_email(name) {
        Channel::Email
    } else if attribute::is_phone_number(name) {
        Channel::Sms
    } else {
        return None;
    };
    channels.contains(&channel).then_some(channel)
}

/// What is said of a code on its way. Where users are hidden, whoever typed an address hears of that one, wherever the code
/// went: nobody has another way for a decoy.
pub(crate) fn shown_delivery(
    name: &str,
    delivery: Delivery,
    channels: &[Channel],
    cx: &Context<'_>,
) -> Delivery {
    match channel_of(name, channels).filter(|_| cx.hides_users()) {
        None => delivery,
        Some(channel) => Delivery {
            channel,
            destination: mask(channel, name),
        },
    }
}

/// A name such as people choose, from these bytes: syllables, and now and then a number.
fn chosen_name(bytes: &[u8; 32]) -> String {
    const CONSONANTS: &[u8; 16] = b"bdfghjklmnprstvz";
    const VOWELS: &[u8; 4] = b"aeio";
    let letter = |letters: &[u8], byte: u8| char::from(letters[usize::from(byte) % letters.len()]);
    let (length, rest) = (2 + usize::from(bytes[0] % 3), &bytes[1..]);
    let syllables = rest.chunks_exact(2).take(length);
    let mut name: String = syllables
        .flat_map(|pair| [letter(CONSONANTS, pair[0]), letter(VOWELS, pair[1])])
        .collect();
    if bytes[30].is_multiple_of(3) {
        name.push_str(&(bytes[31] % 100).to_string());
    }
    name
}

/// HMAC-SHA-256 of the folded name under the server's secret; the lengths keep the parts apart.
fn block(purpose: &str, name: &str, counter: u8, cx: &Context<'_>) -> [u8; 32] {
    let mut mac =
        Hmac::<Sha256>::new_from_slice(cx.decoy_key).expect("HMAC takes keys of any length");
    for part in [purpose, cx.pool.id.as_str(), &cx.pool.fold(name)] {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part.as_bytes());
    }
    mac.update(&[counter]);
    mac.finalize().into_bytes().into()
}
