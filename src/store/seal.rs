//! Sealing at rest: who reads the database's files or backups learns no secret, and who changes a sealed value or moves
//! it to another row is found out.

use crate::sealed_column::Place;
use crate::{Error, Result};
use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use std::{fmt, sync::Arc};
use zeroize::Zeroizing;

/// The keys that secrets are sealed with. Cloning is cheap.
///
/// **Shape** a sealed value is `<key id>.<base64url of nonce, ciphertext and tag>`: AES-256-GCM with a random 96-bit nonce;
/// key id and place are authenticated with it. A key is good for 2^32 seals; put a new one first before that.
#[derive(Clone)]
pub struct Seal(Arc<Vec<(String, RandomizedNonceKey)>>);

impl Seal {
    /// A keyring of (key id, key): the first seals, all open.
    ///
    /// **Errors** Unavailable when there is no key, or when a key id is empty, repeated, or contains a dot.
    pub fn new(keys: Vec<(String, [u8; 32])>) -> Result<Self> {
        let refuse = |why: &str| {
            Err(Error::Unavailable(format!(
                "the sealing keys cannot be used: {why}"
            )))
        };
        let mut ring: Vec<(String, RandomizedNonceKey)> = Vec::with_capacity(keys.len());
        for (id, key) in keys {
            let key = Zeroizing::new(key);
            if id.is_empty() || id.contains('.') {
                return refuse("a key id must have at least one character and no dot");
            }
            if ring.iter().any(|(key_id, _)| *key_id == id) {
                return refuse("two keys have the same id");
            }
            let Ok(key) = RandomizedNonceKey::new(&AES_256_GCM, key.as_slice()) else {
                return refuse("a key is not one of AES-256");
            };
            ring.push((id, key));
        }
        if ring.is_empty() {
            refuse("there is none")
        } else {
            Ok(Self(Arc::new(ring)))
        }
    }

    /// Seals `plain` for `place`, the one row and column where it may be opened.
    ///
    /// **Errors** Unavailable when the system gives no random bytes.
    pub(crate) fn seal(&self, place: &Place, plain: &[u8]) -> Result<String> {
        let (id, key) = &self.0[0];
        let mut body = plain.to_vec();
        let nonce = key
            .seal_in_place_append_tag(Aad::from(bound_to(id, place)), &mut body)
            .map_err(|_| Error::Unavailable("a secret could not be sealed".to_owned()))?;
        let mut sealed = nonce.as_ref().to_vec();
        sealed.append(&mut body);
        Ok(format!("{id}.{}", URL_SAFE_NO_PAD.encode(sealed)))
    }

    /// Opens what was sealed for `place`.
    ///
    /// **Errors** Corrupt when the key is not in the ring, or when the value was changed or sealed for another place.
    pub(crate) fn open(&self, place: &Place, sealed: &str) -> Result<Zeroizing<Vec<u8>>> {
        let corrupt = |why: &str| Error::Corrupt(format!("{place}: {why}"));
        let (id, body) = sealed
            .split_once('.')
            .ok_or_else(|| corrupt("this is not a sealed value"))?;
        let (_, key) = self
            .0
            .iter()
            .find(|(key_id, _)| key_id == id)
            .ok_or_else(|| corrupt("it was sealed with a key that is not in the keyring"))?;
        let body = URL_SAFE_NO_PAD
            .decode(body)
            .map_err(|_| corrupt("this is not a sealed value"))?;
        let (nonce, cipher) = body
            .split_at_checked(NONCE_LEN)
            .ok_or_else(|| corrupt("this is not a sealed value"))?;
        let nonce = Nonce::try_assume_unique_for_key(nonce)
            .map_err(|_| corrupt("this is not a sealed value"))?;
        let mut plain = Zeroizing::new(cipher.to_vec());
        let length = key
            .open_in_place(nonce, Aad::from(bound_to(id, place)), &mut plain)
            .map_err(|_| corrupt("it was changed, moved, or sealed with another key"))?
            .len();
        plain.truncate(length);
        Ok(plain)
    }

    /// Whether the first key sealed this.
    pub(crate) fn is_by_first_key(&self, sealed: &str) -> bool {
        let id = sealed.split_once('.').map(|(id, _)| id);
        id == Some(self.0[0].0.as_str())
    }

    /// Opens a sealed JSON document.
    pub(crate) fn open_json<T: serde::de::DeserializeOwned>(
        &self,
        place: &Place,
        sealed: &str,
    ) -> Result<T> {
        Ok(serde_json::from_slice(&self.open(place, sealed)?)?)
    }
}

impl fmt::Debug for Seal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seal(***)")
    }
}

/// The authenticated data: each part with its length, so that no two (key, place) read alike.
fn bound_to(id: &str, place: &Place) -> Vec<u8> {
    let place = place.as_str();
    format!("{}:{id}{}:{place}", id.len(), place.len()).into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sealed_column::META_VALUE;

    fn ring(ids: &[&str]) -> Seal {
        let keys = ids
            .iter()
            .map(|id| ((*id).to_owned(), [id.as_bytes()[0]; 32]))
            .collect();
        Seal::new(keys).expect("a proper keyring")
    }

    fn place(key: &str) -> Place {
        META_VALUE.of(&[key])
    }

    #[test]
    fn only_the_same_value_in_the_same_place_opens() {
        let seal = ring(&["a"]);
        let sealed = seal.seal(&place("users/1"), b"secret").expect("sealed");
        assert_eq!(
            seal.open(&place("users/1"), &sealed)
                .expect("opened")
                .as_slice(),
            b"secret"
        );
        assert!(
            matches!(
                seal.open(&place("users/2"), &sealed),
                Err(Error::Corrupt(_))
            ),
            "another place"
        );
        let body = URL_SAFE_NO_PAD.decode(&sealed[2..]).expect("base64url");
        for at in 0..body.len() {
            let mut damaged = body.clone();
            damaged[at] ^= 1;
            let damaged = format!("a.{}", URL_SAFE_NO_PAD.encode(damaged));
            assert!(
                matches!(
                    seal.open(&place("users/1"), &damaged),
                    Err(Error::Corrupt(_))
                ),
                "byte {at}"
            );
        }
        for broken in ["", ".", "a", "a.", "a.AAAA", "a.%%%", "b.AAAA"] {
            assert!(
                matches!(seal.open(&place("users/1"), broken), Err(Error::Corrupt(_))),
                "{broken:?}"
            );
        }
        assert_ne!(
            sealed,
            seal.seal(&place("users/1"), b"secret").expect("sealed"),
            "a nonce is never used twice"
        );
    }

    #[test]
    fn older_keys_open_and_the_first_seals() {
        let old = ring(&["a"]).seal(&place("x"), b"secret").expect("sealed");
        let both = ring(&["b", "a"]);
        assert_eq!(
            both.open(&place("x"), &old).expect("opened").as_slice(),
            b"secret"
        );
        assert!(
            both.seal(&place("x"), b"secret")
                .expect("sealed")
                .starts_with("b.")
        );
        assert!(matches!(
            ring(&["b"]).open(&place("x"), &old),
            Err(Error::Corrupt(_))
        ));
    }

    #[test]
    fn keyrings_that_cannot_work_are_refused() {
        let check = |ids: &[&str]| {
            let keys = ids.iter().map(|id| ((*id).to_owned(), [7; 32])).collect();
            assert!(Seal::new(keys).is_err(), "{ids:?}");
        };
        check(&[]);
        check(&[""]);
        check(&["a.b"]);
        check(&["a", "a"]);
    }

    #[test]
    fn no_key_is_printed() {
        assert_eq!(format!("{:?}", ring(&["a"])), "Seal(***)");
    }
}
