//! Identifiers, each its own type.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Declares an identifier: a string type of its own.
macro_rules! id {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl $name {
            /// The identifier as text.
            pub fn as_str(&self) -> &str { &self.0 }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { f.write_str(&self.0) }
        }
        impl From<&str> for $name {
            fn from(text: &str) -> Self { Self(text.to_owned()) }
        }
        impl From<String> for $name {
            fn from(text: String) -> Self { Self(text) }
        }
    )+};
}

id! {
    /// A user pool, `<region>_<nine letters or digits>`.
    PoolId,
    /// An app client: 26 lower-case letters or digits.
    ClientId,
    /// A user's immutable `sub`: UUID-shaped, lower case.
    Sub,
    /// One authentication: the `event_id` of every token that came of it and of its refreshes; the key of its [`crate::token::Family`].
    EventId,
}

impl PoolId {
    /// The part after the first `_`, which SRP calls the pool name.
    pub fn name(&self) -> &str {
        self.0
            .split_once('_')
            .map_or(self.0.as_str(), |(_, name)| name)
    }

    /// The part before the first `_`.
    pub fn region(&self) -> &str {
        self.0.split_once('_').map_or("", |(region, _)| region)
    }
}

/// Lower-case letters and digits.
const LOWER: &[u8; 36] = b"abcdefghijklmnopqrstuvwxyz0123456789";
/// Letters of both cases and digits.
const MIXED: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// Text over an alphabet from random bytes, two bytes a character, so that no character is favoured by more than 0.1 %.
fn text(random: &[u8], alphabet: &[u8]) -> String {
    let (pairs, _) = random.as_chunks::<2>();
    pairs
        .iter()
        .map(|pair| char::from(alphabet[usize::from(u16::from_be_bytes(*pair)) % alphabet.len()]))
        .collect()
}

impl PoolId {
    /// A new id in this region: nine letters or digits after the `_`.
    pub fn generate(region: &str, random: [u8; 18]) -> Self {
        Self(format!("{region}_{}", text(&random, MIXED)))
    }
}

impl ClientId {
    /// A new id: 26 lower-case letters or digits.
    pub fn generate(random: [u8; 52]) -> Self {
        Self(text(&random, LOWER))
    }
}

/// A new client secret: 52 lower-case letters or digits, about 268 bits.
pub fn client_secret(random: [u8; 104]) -> crate::secret::Secret {
    text(&random, LOWER).into()
}

impl Sub {
    /// A new id in the form of a random UUID (RFC 9562 §5.4).
    pub fn generate(random: [u8; 16]) -> Self {
        Self(uuid(random))
    }

    /// The id that this text is, in either case; `None` for what no id looks like.
    pub fn parse(text: &str) -> Option<Self> {
        let is_hyphenated = text.len() == uuid::fmt::Hyphenated::LENGTH;
        let id = uuid::Uuid::try_parse(text).ok().filter(|_| is_hyphenated)?;
        Some(Self(id.to_string()))
    }
}

/// A random UUID in text form, lower case.
///
/// **Source** RFC 9562 §5.4.
pub fn uuid(random: [u8; 16]) -> String {
    uuid::Builder::from_random_bytes(random)
        .into_uuid()
        .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_have_cognitos_form() {
        let pool = PoolId::generate("us-east-1", [7; 18]);
        assert_eq!((pool.region(), pool.name().len()), ("us-east-1", 9));
        assert!(pool.name().bytes().all(|byte| byte.is_ascii_alphanumeric()));
        let client = ClientId::generate([200; 52]);
        assert_eq!(client.as_str().len(), 26);
        assert!(
            client
                .as_str()
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        );
        assert_eq!(client_secret([255; 104]).expose().len(), 52);
        assert_eq!(uuid([0xff; 16]), "ffffffff-ffff-4fff-bfff-ffffffffffff");
    }

    #[test]
    fn a_sub_is_known_by_its_form() {
        let sub = Sub::generate([0xff; 16]);
        assert_eq!(Sub::parse(sub.as_str()).as_ref(), Some(&sub));
        assert_eq!(Sub::parse(&sub.0.to_uppercase()).as_ref(), Some(&sub));
        for text in ["", "ada", "ffffffffffff4fffbfffffffffffffff"] {
            assert_eq!(Sub::parse(text), None, "{text}");
        }
    }
}
