//! The instance's own secrets: keys derived from the master key, and what they seal for the browser to carry.

use crate::{master_key::MasterKeys, random::Random};
use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::hkdf::{HKDF_SHA256, KeyType, Salt};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// Keys of this instance, and sealing for cookies.
pub struct Secrets {
    /// Derives the salts and ids of users who do not exist. It is in the store, so that it outlives the master key.
    pub decoy_key: [u8; 32],
    /// Makes each refresh token's successor. Derived from the decoy key, so that it too outlives the master key, and all
    /// servers of one store make the same tokens.
    pub rotation_key: [u8; 32],
    cookie_keys: Vec<(String, LessSafeKey)>,
    random: Random,
}

const NONCE_BYTES: usize = 12;

impl Secrets {
    /// Derives the keys.
    pub fn new(keys: &MasterKeys, decoy_key: [u8; 32], random: Random) -> Self {
        let cookie_keys = keys.iter().map(|(id, key)| {
            let derived = derive(key, "cookie");
            let key =
                UnboundKey::new(&AES_256_GCM, &derived).expect("the key has the length of AES-256");
            (id.to_owned(), LessSafeKey::new(key))
        });
        Self {
            decoy_key,
            rotation_key: derive(&decoy_key, "refresh token rotation"),
            cookie_keys: cookie_keys.collect(),
            random,
        }
    }

    /// Seals bytes for the browser to carry; only [`Secrets::cookie_open`] with the same purpose opens them.
    ///
    /// **Shape** base64url of nonce and AES-256-GCM box, the key's id before a dot.
    pub fn cookie_seal(&self, plain: &[u8], purpose: &str) -> String {
        let (id, key) = &self.cookie_keys[0];
        let nonce = self.random.bytes::<NONCE_BYTES>();
        let mut sealed = plain.to_vec();
        key.seal_in_place_append_tag(
            Nonce::assume_unique_for_key(nonce),
            Aad::from(context(id, purpose)),
            &mut sealed,
        )
        .expect("a cookie is far shorter than what AES-GCM can seal");
        let boxed: Vec<u8> = nonce.into_iter().chain(sealed).collect();
        format!("{id}.{}", URL_SAFE_NO_PAD.encode(boxed))
    }

    /// Opens what [`Secrets::cookie_seal`] sealed; `None` for anything else.
    pub fn cookie_open(&self, sealed: &str, purpose: &str) -> Option<Vec<u8>> {
        let (id, boxed) = sealed.split_once('.')?;
        let (id, key) = self.cookie_keys.iter().find(|(key_id, _)| key_id == id)?;
        let mut boxed = URL_SAFE_NO_PAD.decode(boxed).ok()?;
        let nonce = Nonce::try_assume_unique_for_key(boxed.get(..NONCE_BYTES)?).ok()?;
        let rest = boxed.get_mut(NONCE_BYTES..)?;
        let plain = key
            .open_in_place(nonce, Aad::from(context(id, purpose)), rest)
            .ok()?;
        Some(plain.to_vec())
    }
}

impl std::fmt::Debug for Secrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secrets(***)")
    }
}

/// What a cookie's box is bound to. The id has no colon, so that no two contexts read the same.
fn context(id: &str, purpose: &str) -> Vec<u8> {
    format!("cookie:{id}:{purpose}").into_bytes()
}

struct Length;

impl KeyType for Length {
    fn len(&self) -> usize {
        32
    }
}

/// A key of its own for each purpose.
///
/// **Source** RFC 5869.
pub fn derive(master: &[u8; 32], purpose: &str) -> [u8; 32] {
    let mut key = [0; 32];
    Salt::new(HKDF_SHA256, b"loggia")
        .extract(master)
        .expand(&[purpose.as_bytes()], Length)
        .and_then(|derived| derived.fill(&mut key))
        .expect("32 bytes are less than what HKDF-SHA256 can give");
    key
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings;

    fn secrets(lines: &str) -> Secrets {
        let settings = settings::MasterKey {
            file: "unused".into(),
            value: Some(lines.into()),
        };
        let keys = MasterKeys::open(&settings, Random).expect("the lines are keys");
        Secrets::new(&keys, [7; 32], Random)
    }

    fn line(id: &str, byte: u8) -> String {
        format!(
            "{id} {}\n",
            base64::engine::general_purpose::STANDARD.encode([byte; 32])
        )
    }

    #[test]
    fn a_cookie_opens_for_its_purpose_only_and_survives_rotation() {
        let old = secrets(&line("old", 1));
        let sealed = old.cookie_seal(b"who", "session");
        assert_eq!(
            old.cookie_open(&sealed, "session").as_deref(),
            Some(&b"who"[..])
        );
        assert_eq!(old.cookie_open(&sealed, "flow"), None);
        assert_ne!(sealed, old.cookie_seal(b"who", "session"));
        let rotated = secrets(&(line("new", 2) + &line("old", 1)));
        assert!(rotated.cookie_seal(b"who", "session").starts_with("new."));
        assert_eq!(
            rotated.cookie_open(&sealed, "session").as_deref(),
            Some(&b"who"[..])
        );
        assert_eq!(
            secrets(&line("old", 9)).cookie_open(&sealed, "session"),
            None
        );
        for broken in [
            "",
            ".",
            "old.",
            "old.AAAA",
            "new.AAAA",
            &sealed[..sealed.len() - 2],
        ] {
            assert_eq!(old.cookie_open(broken, "session"), None, "{broken}");
        }
    }

    #[test]
    fn refresh_tokens_follow_each_other_whatever_the_master_key() {
        let (one, two) = (secrets(&line("old", 1)), secrets(&line("new", 2)));
        assert_eq!(one.rotation_key, two.rotation_key);
        assert_ne!(one.rotation_key, one.decoy_key);
    }

    #[test]
    fn purposes_have_unrelated_keys() {
        assert_ne!(derive(&[1; 32], "cookie"), derive(&[1; 32], "csrf"));
        assert_ne!(derive(&[1; 32], "cookie"), derive(&[2; 32], "cookie"));
    }
}
