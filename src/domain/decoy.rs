//! Decoys: the account that stands for a name that no user has, always the same for one name.
//!
//! Everything that an answer could show of an account that does not exist is derived here from the name, so that asking
//! again, or another operation, tells nothing.

use crate::{
    attribute,
    context::Context,
    id::{Sub, uuid},
    message::{Channel, Delivery, Purpose, mask},
    srp,
    user::{SrpVerifier, User},
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
    /// The name of a user of the pool, whose form its own has.
    model: Option<String>,
}

impl Decoy {
    /// The decoy of a name as it was typed.
    pub(crate) fn new(name: &str, cx: &Context<'_>) -> Self {
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&block("sub", name, 0, cx)[..16]);
        Self {
            name: name.to_owned(),
            sub: Sub(uuid(bytes)),
            model: None,
        }
    }

    /// With the form of this user's name.
    pub(crate) fn like(self, user: Option<User>) -> Self {
        Self {
            model: user.map(|user| user.username),
            ..self
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
            Sub::parse(&self.name).unwrap_or_else(|| self.sub.clone()).0
        } else if is_address {
            self.other_name(cx)
        } else {
            self.typed_name(cx)
        }
    }

    /// A name that was not typed. Of the pool's own names it tells nothing but whether apps give them: as UUIDs, or as numbers
    /// of a length.
    fn other_name(&self, cx: &Context<'_>) -> String {
        let bytes = block("username", &self.name, 0, cx);
        match self.model.as_deref() {
            Some(model) if is_uuid(model) => self.sub.to_string(),
            Some(model) if model.bytes().all(|byte| byte.is_ascii_digit()) => {
                let digits = bytes.iter().cycle().take(model.len());
                digits.map(|byte| char::from(b'0' + byte % 10)).collect()
            }
            Some(_) | None => chosen_name(&bytes),
        }
    }

    /// The name of whoever typed their own, in the case in which it is stored; now and then another, where a typed one may be
    /// no user name but `preferred_username`.
    fn typed_name(&self, cx: &Context<'_>) -> String {
        let bytes = block("typed", &self.name, 0, cx);
        let aliases = cx.pool.alias_attributes();
        if aliases.contains(&"preferred_username") && bytes[0].is_multiple_of(2) {
            return self.other_name(cx);
        }
        let folded = cx.pool.fold(&self.name);
        if cx.pool.case_sensitive() || !bytes[1].is_multiple_of(4) {
            return folded;
        }
        let mut letters = folded.chars();
        let first = letters.next();
        let first = first.into_iter().flat_map(char::to_uppercase);
        first.chain(letters).collect()
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
        purpose: Purpose,
        cx: &Context<'_>,
    ) -> Option<(Channel, String)> {
        if let Some(channel) = channel_of(&self.name, channels) {
            return Some((channel, self.name.clone()));
        }
        // Users have one address or another, and so have decoys.
        let bytes = self.address_bytes(purpose, cx);
        let channel = channels.get(usize::from(bytes[2]) % channels.len().max(1));
        let channel = channel.copied()?;
        Some((channel, invented_address(channel, bytes)))
    }

    /// Another address for each purpose: users who have a code for the one have none for the other, and are told an
    /// invented address there.
    fn address_bytes(&self, purpose: Purpose, cx: &Context<'_>) -> [u8; 32] {
        block(&format!("address {purpose:?}"), &self.name, 0, cx)
    }
}

/// An address that nobody has.
fn invented_address(channel: Channel, bytes: [u8; 32]) -> String {
    let letter = |byte: u8| char::from(b'a' + byte % 26);
    match channel {
        Channel::Email => format!("{}@{}", letter(bytes[0]), letter(bytes[1])),
        Channel::Sms => format!(
            "+1555555{:04}",
            u16::from_be_bytes([bytes[0], bytes[1]]) % 10_000
        ),
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
/// went: nobody has another way for a decoy. Whoever typed a name hears of the address, if a decoy could have it, too: one of
/// more digits, or of other letters, would be a user's.
pub(crate) fn shown_delivery(
    name: &str,
    delivery: Delivery,
    (channels, purpose): (&[Channel], Purpose),
    cx: &Context<'_>,
) -> Delivery {
    if !cx.hides_users() {
        return delivery;
    }
    if let Some(channel) = channel_of(name, channels) {
        let destination = mask(channel, name);
        return Delivery {
            channel,
            destination,
        };
    }
    let channel = delivery.channel;
    let bytes = Decoy::new(name, cx).address_bytes(purpose, cx);
    let invented = mask(channel, &invented_address(channel, bytes));
    let is_alike = form(&invented) == form(&delivery.destination);
    let destination = if is_alike {
        delivery.destination
    } else {
        invented
    };
    Delivery {
        channel,
        destination,
    }
}

/// What one masked address has in common with another whose letters and digits differ.
fn form(mask: &str) -> String {
    let form = mask.chars().map(|letter| match letter {
        'a'..='z' => 'a',
        '0'..='9' => '0',
        other => other,
    });
    form.collect()
}

/// Whether a name has the form of a `sub`, which apps often give to their users.
fn is_uuid(name: &str) -> bool {
    Sub::parse(name).is_some_and(|sub| sub.as_str() == name)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{By, MemoryPool, alice};
    use serde_json::{Value, json};

    fn user_id(pool: Value, model: Option<&str>, name: &str) -> String {
        let mut world = MemoryPool::new(pool, json!({}));
        let random = world.random();
        let settings = world.settings();
        let cx = settings.context(By::Person, &random);
        let model = model.map(|username| User {
            username: username.to_owned(),
            ..alice::user()
        });
        Decoy::new(name, &cx).like(model).user_id(&cx)
    }

    #[test]
    fn a_decoys_name_has_the_form_of_the_pools_own() {
        let alias = || json!({"AliasAttributes": ["email"]});
        let address = "nobody@example.com";
        let like = |model: &str| user_id(alias(), Some(model), address);
        // Nothing of anybody's name is in it.
        for model in ["ada.lovelace-1815", "Борис", "山田太郎", "x-_-9", "ada"] {
            let name = like(model);
            assert!(
                name.bytes().all(|byte| byte.is_ascii_alphanumeric()),
                "{name}"
            );
            assert_eq!(name, like("somebody"), "{model}");
        }
        let number = like("100482");
        assert!(
            number.len() == 6 && number.bytes().all(|byte| byte.is_ascii_digit()),
            "{number}"
        );
        assert_ne!(
            like("ada"),
            user_id(alias(), Some("ada"), "other@example.com")
        );
        let uuid = "6f1d3d52-5a0e-4b3d-9a43-2f1b5a0a7c11";
        assert!(is_uuid(&like(uuid)) && like(uuid) != uuid);
        assert!(!user_id(alias(), None, address).is_empty());
        assert_eq!(user_id(alias(), Some("ada"), "nobody"), "nobody");
        let by_email = json!({"UsernameAttributes": ["email"]});
        assert!(is_uuid(&user_id(by_email, Some("ada"), address)));
    }
}
