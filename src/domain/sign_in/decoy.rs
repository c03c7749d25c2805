//! What a name that is nobody's is given instead of an account: the same for the same name, unlike for any other.

use super::Turn;
use crate::{id::Sub, srp, user::SrpVerifier};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// The account that a name would have, if it had one.
///
/// **Source** RFC 5054 §2.5.1.3; developer guide, "Managing user existence error responses".
#[derive(Clone, Copy)]
pub(super) struct Decoy<'a> {
    turn: &'a Turn<'a>,
    name: &'a str,
}

impl<'a> Decoy<'a> {
    /// The decoy of the name as it was typed.
    pub(super) fn of(name: &'a str, turn: &'a Turn<'a>) -> Self {
        Self { turn, name }
    }

    /// Its `sub`, shaped like a real one.
    pub(super) fn sub(self) -> Sub {
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&self.block("sub", 0)[..16]);
        uuid::Builder::from_random_bytes(bytes)
            .into_uuid()
            .to_string()
            .into()
    }

    /// The user name that it is told: the one it typed where people choose theirs, else a `sub`.
    pub(super) fn user_id(self) -> String {
        let pool = self.turn.pool;
        let is_address = pool.alias_attributes().iter().any(|alias| match *alias {
            "email" => self.name.contains('@'),
            "phone_number" => self.name.starts_with('+'),
            _ => false,
        });
        if pool.has_username_attributes() || is_address {
            self.sub().to_string()
        } else {
            pool.fold(self.name)
        }
    }

    /// Its salt and verifier; no password belongs to them.
    pub(super) fn verifier(self) -> SrpVerifier {
        let mut verifier = [0; 384];
        for (counter, chunk) in (0_u8..).zip(verifier.chunks_exact_mut(32)) {
            chunk.copy_from_slice(&self.block("verifier", counter));
        }
        srp::decoy(&self.block("salt", 0)[..16], &verifier)
    }

    /// HMAC-SHA-256 under the server's secret; the lengths keep pool and name apart.
    fn block(self, purpose: &str, counter: u8) -> [u8; 32] {
        let mut mac = Hmac::<Sha256>::new_from_slice(self.turn.decoy_key)
            .expect("HMAC takes keys of any length");
        for part in [
            purpose,
            self.turn.pool.id.as_str(),
            &self.turn.pool.fold(self.name),
        ] {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part.as_bytes());
        }
        mac.update(&[counter]);
        mac.finalize().into_bytes().into()
    }
}
