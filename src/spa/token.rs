//! Whether an ID token can be trusted: its form, its key, its claims. The signature's arithmetic is the browser's.
//!
//! Must not know: the network, the clock, storage. The tests hold every rule against `jsonwebtoken`.
//!
//! **Source** OpenID Connect Core §2, §3.1.3.6, §3.1.3.7, §12.2; RFC 7515 §4.1.11, §5.2; RFC 7519 §7.2; RFC 8725.

use crate::{
    base64url,
    error::{BoxedRefusal, Code, Refusal},
    form::utf8,
    json::{Json, JsonError},
};
use alloc::{borrow::ToOwned, string::String};

/// The claims that are read.
const CLAIMS: &[&str] = &[
    "iss",
    "aud",
    "azp",
    "sub",
    "exp",
    "iat",
    "nbf",
    "token_use",
    "nonce",
    "at_hash",
];

/// The first rule that an ID token breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum IdTokenRefusal {
    /// Not three base64url parts, not JSON objects, or a claim is missing or of the wrong type.
    Malformed,
    /// Not RS256, or the header demands an extension.
    Algorithm,
    /// No published key has its `kid`.
    Key,
    /// The signature is not that key's.
    Signature,
    /// `iss` is another.
    Issuer,
    /// `aud` or `azp` is another.
    Audience,
    /// `exp` is past.
    Expired,
    /// `nbf` or `iat` is to come.
    Early,
    /// `token_use` is not `id`.
    Use,
    /// `nonce` is not the one that was sent.
    Nonce,
    /// `at_hash` is not the access token's.
    AccessToken,
    /// After a refresh: another person's.
    Subject,
}

impl IdTokenRefusal {
    /// The reason in words for the developer.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::Algorithm => "alg is not RS256 or crit is present",
            Self::Key => "kid is not among the issuer's keys",
            Self::Signature => "signature does not match",
            Self::Issuer => "iss is another issuer",
            Self::Audience => "aud or azp is another client",
            Self::Expired => "expired (or this device's clock is fast)",
            Self::Early => "not valid yet (or this device's clock is slow)",
            Self::Use => "token_use is not id",
            Self::Nonce => "nonce does not match",
            Self::AccessToken => "at_hash does not match the access token",
            Self::Subject => "sub has changed",
        }
    }
}

impl From<IdTokenRefusal> for BoxedRefusal {
    fn from(refusal: IdTokenRefusal) -> Self {
        Refusal::because(Code::InvalidIdToken, refusal.as_str())
    }
}

impl From<JsonError> for IdTokenRefusal {
    fn from(_: JsonError) -> Self {
        Self::Malformed
    }
}

/// A token of the right form whose signature is still to be checked.
pub(crate) struct UnverifiedToken<'a> {
    /// What the signature covers: header and payload as they came.
    pub(crate) signed: &'a str,
    /// The signature, base64url.
    pub(crate) signature: &'a str,
    /// Which key made it.
    pub(crate) kid: String,
    payload: &'a str,
}

/// What the claims must be.
pub(crate) struct Expectation<'a> {
    /// The issuer.
    pub(crate) issuer: &'a str,
    /// The app client.
    pub(crate) client_id: &'a str,
    /// The time in seconds since 1970.
    pub(crate) now: u64,
    /// How far the clocks may be apart, in seconds.
    pub(crate) leeway: u64,
    /// The `at_hash` that the access token has.
    pub(crate) at_hash: &'a str,
    /// What the token must continue.
    pub(crate) origin: Origin<'a>,
}

/// What an ID token answers.
pub(crate) enum Origin<'a> {
    /// A sign-in, with the nonce that was sent.
    SignIn {
        /// It must come back.
        nonce: &'a str,
    },
    /// A refresh of an earlier ID token.
    Refresh {
        /// Whose token it was.
        sub: &'a str,
        /// Its nonce; the new token may do without, but not have another.
        nonce: Option<&'a str>,
    },
}

impl<'a> UnverifiedToken<'a> {
    /// Takes a compact JWS apart.
    ///
    /// **Errors** [`IdTokenRefusal::Malformed`], [`IdTokenRefusal::Algorithm`], and [`IdTokenRefusal::Key`] when the header names no key.
    pub(crate) fn read(token: &'a str) -> Result<Self, IdTokenRefusal> {
        let (header, rest) = token.split_once('.').ok_or(IdTokenRefusal::Malformed)?;
        let (payload, signature) = rest.split_once('.').ok_or(IdTokenRefusal::Malformed)?;
        let signed = token
            .get(..header.len() + 1 + payload.len())
            .unwrap_or_default();
        let header = object(header, &["typ", "cty", "alg", "crit", "kid"])?.1;
        for name in ["typ", "cty"] {
            header.text(name)?;
        }
        if header.text("alg")? != Some("RS256") || header.member_or_null("crit")?.is_some() {
            return Err(IdTokenRefusal::Algorithm);
        }
        let kid = header.text("kid")?.ok_or(IdTokenRefusal::Key)?.to_owned();
        base64url::decode(signature).ok_or(IdTokenRefusal::Malformed)?;
        Ok(Self {
            signed,
            signature,
            kid,
            payload,
        })
    }

    /// Checks the claims of a token whose signature was checked, and gives them as JSON text.
    pub(crate) fn claims(
        &self,
        signature_matches: bool,
        expect: &Expectation<'_>,
    ) -> Result<String, IdTokenRefusal> {
        if !signature_matches {
            return Err(IdTokenRefusal::Signature);
        }
        let (text, claims) = object(self.payload, CLAIMS)?;
        if claims.text("iss")? != Some(expect.issuer) {
            return Err(IdTokenRefusal::Issuer);
        }
        audience(&claims, expect.client_id)?;
        let sub = claims.text("sub")?.ok_or(IdTokenRefusal::Malformed)?;
        let latest = expect.now.saturating_add(expect.leeway);
        if seconds(&claims, "exp")?.ok_or(IdTokenRefusal::Malformed)?
            < expect.now.saturating_sub(expect.leeway)
        {
            return Err(IdTokenRefusal::Expired);
        }
        if seconds(&claims, "iat")?.ok_or(IdTokenRefusal::Malformed)? > latest
            || seconds(&claims, "nbf")? > Some(latest)
        {
            return Err(IdTokenRefusal::Early);
        }
        if claims.text("token_use")?.is_some_and(|is| is != "id") {
            return Err(IdTokenRefusal::Use);
        }
        let nonce = claims.text("nonce")?;
        match expect.origin {
            Origin::SignIn { nonce: sent } if nonce != Some(sent) => {
                return Err(IdTokenRefusal::Nonce);
            }
            Origin::Refresh { nonce: first, .. } if nonce.is_some() && nonce != first => {
                return Err(IdTokenRefusal::Nonce);
            }
            Origin::Refresh { sub: first, .. } if sub != first => {
                return Err(IdTokenRefusal::Subject);
            }
            Origin::SignIn { .. } | Origin::Refresh { .. } => {}
        }
        if claims
            .text("at_hash")?
            .is_some_and(|is| is != expect.at_hash)
        {
            return Err(IdTokenRefusal::AccessToken);
        }
        Ok(text)
    }
}

/// The client is the audience, or one of several and the party the token was issued to.
fn audience(claims: &Json, client_id: &str) -> Result<(), IdTokenRefusal> {
    let azp = claims.text("azp")?;
    let alone = match claims.member("aud")? {
        Some(Json::Text(aud)) => aud == client_id,
        Some(Json::List(list)) => {
            let mut is_match = false;
            for aud in list {
                let Json::Text(aud) = aud else {
                    return Err(IdTokenRefusal::Malformed);
                };
                is_match |= aud == client_id;
            }
            if !is_match || list.len() > 1 && azp.is_none() {
                return Err(IdTokenRefusal::Audience);
            }
            true
        }
        Some(_) | None => return Err(IdTokenRefusal::Malformed),
    };
    if alone && azp.is_none_or(|azp| azp == client_id) {
        Ok(())
    } else {
        Err(IdTokenRefusal::Audience)
    }
}

/// A NumericDate (RFC 7519 §2), rounded to whole seconds; `None` when it is absent.
fn seconds(claims: &Json, name: &str) -> Result<Option<u64>, IdTokenRefusal> {
    match claims.member_or_null(name)? {
        None => Ok(None),
        Some(Json::Whole(seconds)) => Ok(Some(*seconds)),
        Some(Json::Float(seconds)) if (0.0..u64::MAX as f64).contains(seconds) => {
            Ok(Some((seconds + 0.5) as u64))
        }
        Some(_) => Err(IdTokenRefusal::Malformed),
    }
}

/// The JSON object that a part of the token holds, as text and as value.
fn object(part: &str, once: &[&str]) -> Result<(String, Json), IdTokenRefusal> {
    let bytes = base64url::decode(part).ok_or(IdTokenRefusal::Malformed)?;
    let text = utf8(&bytes).ok_or(IdTokenRefusal::Malformed)?;
    let value = Json::parse(&text, once)?;
    if matches!(value, Json::Object(_)) {
        Ok((text, value))
    } else {
        Err(IdTokenRefusal::Malformed)
    }
}

/// The claims of a token that was verified before it was stored: as JSON text and as value.
pub(crate) fn claims_of(verified: &str) -> Result<(String, Json), IdTokenRefusal> {
    object(UnverifiedToken::read(verified)?.payload, CLAIMS)
}

/// The hash of an access token as ID tokens carry it: the left half of its SHA-256.
pub(crate) fn at_hash(sha256: &[u8]) -> String {
    base64url::encode(sha256.get(..sha256.len() / 2).unwrap_or_default())
}

/// The public half of an RSA signing key, base64url as published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Key {
    /// The modulus.
    pub(crate) n: String,
    /// The exponent.
    pub(crate) e: String,
}

impl Key {
    /// The members that are read.
    pub(crate) const MEMBERS: &[&str] = &["keys", "kid", "kty", "use", "alg", "n", "e"];

    /// The key named `kid` that may check RS256 signatures.
    ///
    /// **Source** RFC 7517 §4, §5.
    pub(crate) fn find(jwks: &Json, kid: &str) -> Result<Option<Key>, JsonError> {
        let Some(Json::List(keys)) = jwks.member("keys")? else {
            return Err(JsonError);
        };
        for key in keys {
            let is_match = key.text("kid")? == Some(kid)
                && key.text("kty")? == Some("RSA")
                && key.text("use")?.is_none_or(|is| is == "sig")
                && key.text("alg")?.is_none_or(|is| is == "RS256");
            if let (true, Some(n), Some(e)) = (is_match, key.text("n")?, key.text("e")?) {
                return Ok(Some(Key {
                    n: n.to_owned(),
                    e: e.to_owned(),
                }));
            }
        }
        Ok(None)
    }
}

#[cfg(test)]
mod tests;
