//! SRP-6a as Cognito does it: the verifier that stands for a password, and the server's half of an exchange.
//!
//! It differs from RFC 5054 in three places: the generator is 2, integers are hashed in their shortest two's-complement
//! form, and the session key is 16 bytes of HKDF under the label "Caldera Derived Key".

mod group;
#[cfg(test)]
mod vectors;

use crate::{
    id::PoolId,
    refusal::{self, Refusal},
    secret::Secret,
    user::SrpVerifier,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use crypto_bigint::{U256, U3072, Uint};
use group::{GROUP, Residue, digest, hex, hmac, integer, integer_hex, pad, shortest, widen};
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// The client's public value, `SRP_A`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicValue(Box<U3072>);

impl PublicValue {
    /// Reads `SRP_A`: hex of either case, of odd or even length, with or without leading zeros.
    ///
    /// **Errors** [`refusal::Credentials::SrpInvalid`] if it is not hex, has more than 384 bytes, or is 0 mod N, which
    /// would make the session key known to everybody. **Source** RFC 2945 §3; some clients send
    /// `BigInteger.toString(16)`, which has an odd length once in sixteen times.
    pub fn parse(hex: &str) -> Result<Self, Refusal> {
        let value = integer(hex).ok_or(refusal::Credentials::SrpInvalid)?;
        if GROUP.residue(&value).retrieve() == U3072::ZERO {
            Err(refusal::Credentials::SrpInvalid.into())
        } else {
            Ok(Self(Box::new(value)))
        }
    }
}

/// The salt and verifier by which `password` can be proved later without being sent.
///
/// `user_id` is the `USER_ID_FOR_SRP` that the client will receive: the user name with its stored case.
pub fn enrol(pool: &PoolId, user_id: &str, password: &Secret, salt: &[u8; 16]) -> SrpVerifier {
    let s = widen(salt);
    let x = Zeroizing::new(private_key(pool, user_id, password, &s));
    let verifier = GROUP
        .generator
        .pow(&U256::from_be_slice(x.as_ref()))
        .retrieve();
    SrpVerifier {
        salt: integer_hex(&s),
        verifier: integer_hex(&verifier).into(),
    }
}

/// x = H(pad(s) ‖ H(pool name ‖ user id ‖ ":" ‖ password)).
fn private_key(pool: &PoolId, user_id: &str, password: &Secret, salt: &U3072) -> [u8; 32] {
    let parts = [
        pool.name().as_bytes(),
        user_id.as_bytes(),
        b":",
        password.expose().as_bytes(),
    ];
    let inner = Zeroizing::new(digest(&parts));
    digest(&[&pad(salt), inner.as_ref()])
}

/// A verifier that belongs to no password, made of 384 bytes that nobody can predict.
pub fn decoy(salt: &[u8], verifier: &[u8; U3072::BYTES]) -> SrpVerifier {
    let verifier = GROUP.residue(&U3072::from_be_slice(verifier)).retrieve();
    SrpVerifier {
        salt: hex(shortest(salt)),
        verifier: integer_hex(&verifier).into(),
    }
}

/// What the server remembers of one exchange, between its public value and the client's proof. Kept sealed.
///
/// The session key is worked out at once, because it is small where the numbers are large.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Exchange {
    /// K, base64.
    key: Secret,
    /// The [`fingerprint`] of the salt and verifier.
    verifier: String,
}

/// What a client sends as proof that it knows the password.
///
/// **Source** `PASSWORD_VERIFIER`, `RespondToAuthChallenge` API reference.
#[derive(Debug, Clone, Copy)]
pub struct Claim<'a> {
    /// The pool.
    pub pool: &'a PoolId,
    /// `USER_ID_FOR_SRP`.
    pub user_id: &'a str,
    /// `SECRET_BLOCK` after base64 decoding.
    pub secret_block: &'a [u8],
    /// `TIMESTAMP`, byte for byte as it came.
    pub timestamp: &'a str,
    /// `PASSWORD_CLAIM_SIGNATURE` after base64 decoding.
    pub signature: &'a [u8],
}

impl Exchange {
    /// Answers the client's public value with the server's, B = k·v + g^b, which comes beside the exchange in hex; `None`
    /// if the stored verifier is malformed.
    pub fn open(
        client: &PublicValue,
        verifier: &SrpVerifier,
        exponent: &[u8; 32],
    ) -> Option<(Self, String)> {
        let b = U256::from_be_slice(exponent);
        let v = residue_of(verifier)?;
        let server = public_value(&v, &b);
        let u = scrambler(&client.0, &server)?;
        let key = session_key(&u, &premaster(&client.0, &v, &u, &b));
        let exchange = Self {
            key: STANDARD.encode(key.as_slice()).into(),
            verifier: fingerprint(verifier),
        };
        Some((exchange, integer_hex(&server)))
    }

    /// Whether this is the verifier of the exchange.
    pub fn is_about(&self, verifier: &SrpVerifier) -> bool {
        self.verifier == fingerprint(verifier)
    }

    /// Whether the claim proves the password of the verifier, in a time that does not depend on the answer.
    pub fn proves(&self, claim: &Claim) -> bool {
        let key = STANDARD.decode(self.key.expose()).map(Zeroizing::new);
        key.is_ok_and(|key| signature(&key, claim).ct_eq(claim.signature).into())
    }
}

/// What a salt and verifier are known by: their hash.
fn fingerprint(verifier: &SrpVerifier) -> String {
    let parts = [
        verifier.salt.as_bytes(),
        b":",
        verifier.verifier.expose().as_bytes(),
    ];
    STANDARD.encode(digest(&parts))
}

/// The stored v; `None` unless it is an integer that is not 0 mod N: with 0 everybody would know the session key.
fn residue_of(verifier: &SrpVerifier) -> Option<Residue> {
    let v = GROUP.residue(&integer(verifier.verifier.expose())?);
    (v.retrieve() != U3072::ZERO).then_some(v)
}

fn public_value<const L: usize>(verifier: &Residue, exponent: &Uint<L>) -> U3072 {
    GROUP
        .multiplier
        .mul(verifier)
        .add(&GROUP.generator.pow(exponent))
        .retrieve()
}

/// u = H(pad(A) ‖ pad(B)); `None` if it is 0, which would leave the verifier out of the proof.
fn scrambler(a: &U3072, b: &U3072) -> Option<U256> {
    nonzero(U256::from_be_slice(&digest(&[&pad(a), &pad(b)])))
}

fn nonzero(u: U256) -> Option<U256> {
    (u != U256::ZERO).then_some(u)
}

/// S = (A · v^u)^b.
fn premaster<const L: usize>(a: &U3072, verifier: &Residue, u: &U256, exponent: &Uint<L>) -> U3072 {
    GROUP
        .residue(a)
        .mul(&verifier.pow(u))
        .pow(exponent)
        .retrieve()
}

/// K: HKDF-SHA-256 with salt pad(u), key pad(S), 16 bytes.
fn session_key(u: &U256, premaster: &U3072) -> Zeroizing<[u8; 16]> {
    let extracted = Zeroizing::new(extract(u, premaster));
    let expanded = Zeroizing::new(hmac(extracted.as_ref(), &[b"Caldera Derived Key", &[1]]));
    let mut key = Zeroizing::new([0; 16]);
    key.copy_from_slice(&expanded[..16]);
    key
}

fn extract(u: &U256, premaster: &U3072) -> [u8; 32] {
    hmac(&pad(&u.resize()), &[&pad(premaster)])
}

fn signature(key: &[u8], claim: &Claim) -> [u8; 32] {
    hmac(
        key,
        &[
            claim.pool.name().as_bytes(),
            claim.user_id.as_bytes(),
            claim.secret_block,
            claim.timestamp.as_bytes(),
        ],
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use group::N;

    #[test]
    fn public_values_that_give_the_key_away_are_refused() {
        let check =
            |hex: &str, expect: bool| assert_eq!(PublicValue::parse(hex).is_ok(), expect, "{hex}");
        let n = integer(N).expect("hex");
        check("", false);
        check("0", false);
        check(&"0".repeat(2000), false);
        check(N, false);
        check(&N.to_uppercase(), false);
        check(&format!("00{N}"), false);
        check("xyz", false);
        check("-1", false);
        check("+1", false);
        check(" 2", false);
        check("é", false);
        check(&"f".repeat(769), false);
        check(&"f".repeat(770), false);
        check(&format!("1{}", "0".repeat(768)), false);
        check("2", true);
        check("ABC", true);
        check("0abc", true);
        check(&format!("00{}", "f".repeat(768)), true);
        check(&integer_hex(&n.wrapping_sub(&U3072::ONE)), true);
        check(&integer_hex(&n.wrapping_add(&U3072::ONE)), true);
        assert_eq!(PublicValue::parse("abc"), PublicValue::parse("0ABC"));
    }

    #[test]
    fn a_scrambler_of_zero_is_refused() {
        assert_eq!(nonzero(U256::ZERO), None);
        assert_eq!(nonzero(U256::ONE), Some(U256::ONE));
    }

    #[test]
    fn a_verifier_of_zero_opens_no_exchange() {
        let a = PublicValue::parse("2").expect("a public value");
        let check = |verifier: &str, expect: bool| {
            let credential = SrpVerifier {
                salt: "1".to_owned(),
                verifier: verifier.into(),
            };
            assert_eq!(
                Exchange::open(&a, &credential, &[7; 32]).is_some(),
                expect,
                "{verifier}"
            );
        };
        check("", false);
        check("nonsense", false);
        check("00", false);
        check(N, false);
        check("05", true);
    }
}
