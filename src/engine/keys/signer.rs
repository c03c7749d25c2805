//! One signing key, parsed once: jsonwebtoken would parse it again for every token.

use super::Error;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, PublicKeyComponents};
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA256};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::time::Timestamp;
use jsonwebtoken::DecodingKey;
use serde_json::{Map, Value, json};
use store::signing_key::{KeyKind, SigningKey};

/// A key that signs, and its public half.
pub struct Signer {
    pub(super) kid: String,
    pub(super) kind: KeyKind,
    pub(super) created_at: Timestamp,
    pub(super) jwk: Value,
    pub(super) decoding: DecodingKey,
    pair: KeyPair,
}

impl Signer {
    /// Parses a stored key.
    pub(super) fn parse(key: &SigningKey) -> Result<Self, Error> {
        let broken = |error| {
            Error::Broken(format!(
                "the signing key {} of pool {} is damaged: {error}",
                key.kid, key.pool
            ))
        };
        let pair = KeyPair::from_pkcs8(&key.pkcs8).map_err(|error| broken(error.to_string()))?;
        let public = PublicKeyComponents::<Vec<u8>>::from(pair.public_key());
        let (n, e) = (
            URL_SAFE_NO_PAD.encode(&public.n),
            URL_SAFE_NO_PAD.encode(&public.e),
        );
        let decoding =
            DecodingKey::from_rsa_components(&n, &e).map_err(|error| broken(error.to_string()))?;
        let jwk =
            json!({"alg": "RS256", "e": e, "kid": key.kid, "kty": "RSA", "n": n, "use": "sig"});
        Ok(Self {
            kid: key.kid.clone(),
            kind: key.kind,
            created_at: key.created_at,
            jwk,
            decoding,
            pair,
        })
    }

    /// A compact JWS of these claims.
    pub(super) fn sign(&self, claims: &Map<String, Value>) -> Result<String, Error> {
        let broken = |what: &str| Error::Broken(format!("a token could not be signed: {what}"));
        let header = json!({"kid": self.kid, "alg": "RS256"}).to_string();
        let claims = serde_json::to_vec(claims).map_err(|error| broken(&error.to_string()))?;
        let mut token = format!(
            "{}.{}",
            URL_SAFE_NO_PAD.encode(header),
            URL_SAFE_NO_PAD.encode(claims)
        );
        let mut signature = vec![0; self.pair.public_modulus_len()];
        self.pair
            .sign(
                &RSA_PKCS1_SHA256,
                &SystemRandom::new(),
                token.as_bytes(),
                &mut signature,
            )
            .map_err(|_| broken("the cryptographic library refused"))?;
        token.push('.');
        URL_SAFE_NO_PAD.encode_string(signature, &mut token);
        Ok(token)
    }
}

impl std::fmt::Debug for Signer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Signer")
            .field("kid", &self.kid)
            .finish_non_exhaustive()
    }
}
