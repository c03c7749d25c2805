//! Decoys: the account that stands for a name that no user has, always the same for one name.
//!
//! Everything that an answer could show of an account that does not exist is derived here from the name, so that asking
//! again, or another operation, tells nothing.

use crate::{
    attribute,
    context::Context,
    id::{Sub, uuid},
    message::Channel,
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

    /// Its user name: the typed name where people choose theirs, else a `sub`.
    pub(crate) fn user_id(&self, cx: &Context<'_>) -> String {
        let is_address = cx.pool.alias_attributes().iter().any(|alias| match *alias {
            "email" => self.name.contains('@'),
            "phone_number" => self.name.starts_with('+'),
            _ => false,
        });
        if cx.pool.has_username_attributes() || is_address {
            self.sub.to_string()
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
        let name_channel = if attribute::is_email(&self.name) {
            Some(Channel::Email)
        } else if attribute::is_phone_number(&self.name) {
            Some(Channel::Sms)
        } else {
            None
        };
        if let Some(channel) = name_channel.filter(|channel| channels.contains(channel)) {
            return Some((channel, self.name.clone()));
        }
        let channel = channels.first().copied()?;
        let bytes = block("address", &self.name, 0, cx);
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
