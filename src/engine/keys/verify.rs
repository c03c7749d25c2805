//! The check of access tokens that callers present, by `jsonwebtoken`.

use super::{Error, Keys, Kind};
use domain::id::{ClientId, PoolId, Sub};
use jsonwebtoken::dangerous::insecure_decode_claims;
use jsonwebtoken::{Algorithm, Validation, decode, decode_header, errors::ErrorKind};
use serde_json::{Map, Value};

/// An access token whose signature, issuer, kind and expiry are right. Whether it was revoked, only the store knows.
#[derive(Clone)]
pub struct AccessToken {
    /// The pool that issued it.
    pub pool: PoolId,
    /// Its claims.
    pub claims: Map<String, Value>,
}

impl AccessToken {
    /// A claim that is a text; empty where there is none.
    pub fn text(&self, claim: &str) -> &str {
        self.claims
            .get(claim)
            .and_then(Value::as_str)
            .unwrap_or_default()
    }

    /// Its scopes.
    pub fn scopes(&self) -> impl Iterator<Item = &str> {
        self.text("scope")
            .split(' ')
            .filter(|scope| !scope.is_empty())
    }
}

impl std::fmt::Debug for AccessToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AccessToken")
            .field("pool", &self.pool)
            .finish_non_exhaustive()
    }
}

/// An ID token of ours that a request shows to say whom it is about. It may have expired: it opens nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdTokenHint {
    /// The pool that issued it.
    pub pool: PoolId,
    /// Whose it is.
    pub sub: Sub,
    /// The client to which it was issued.
    pub client: ClientId,
}

/// Why a token is refused.
#[derive(Debug)]
pub enum TokenError {
    /// The token is malformed, not ours, no access token, or its signature is wrong.
    Invalid,
    /// The token has expired.
    Expired,
    /// The token could not be checked.
    Failed(Error),
}

impl Keys {
    /// Checks an access token of any pool; its issuer tells which.
    ///
    /// **Errors** [`TokenError`].
    pub async fn verify_access(&self, token: &str) -> Result<AccessToken, TokenError> {
        let header = decode_header(token).map_err(|_| TokenError::Invalid)?;
        let kid = header.kid.ok_or(TokenError::Invalid)?;
        // The issuer is believed only as far as choosing whose keys to check with.
        let claimed: Map<String, Value> =
            insecure_decode_claims(token).map_err(|_| TokenError::Invalid)?;
        let issuer = claimed
            .get("iss")
            .and_then(Value::as_str)
            .ok_or(TokenError::Invalid)?;
        let pool = issuer
            .rsplit_once('/')
            .map(|(_, pool)| PoolId::from(pool))
            .ok_or(TokenError::Invalid)?;
        if self.issuer(&pool) != issuer {
            return Err(TokenError::Invalid);
        }
        let mut keys = self.of(&pool).await.map_err(TokenError::Failed)?;
        if keys.published(&kid).is_none() && keys.may_be_stale() {
            keys = self.read(&pool).await.map_err(TokenError::Failed)?;
        }
        let signer = keys
            .published(&kid)
            .filter(|signer| signer.kind == Kind::Access)
            .ok_or(TokenError::Invalid)?;
        let mut validation = Validation::new(Algorithm::RS256);
        validation.set_issuer(&[issuer]);
        validation.set_required_spec_claims(&["exp", "iss", "sub"]);
        // The audience is the resource's business, and expiry is judged below by this program's one clock, without
        // the leeway that a library gives for clocks of others.
        validation.validate_aud = false;
        validation.validate_exp = false;
        let claims = decode::<Map<String, Value>>(token, &signer.decoding, &validation)
            .map_err(|error| match error.kind() {
                ErrorKind::ExpiredSignature => TokenError::Expired,
                _ => TokenError::Invalid,
            })?
            .claims;
        let expires = claims
            .get("exp")
            .and_then(Value::as_i64)
            .ok_or(TokenError::Invalid)?;
        if claims.get("token_use").and_then(Value::as_str) != Some("access") {
            return Err(TokenError::Invalid);
        }
        if expires <= self.0.clock.now().seconds() {
            return Err(TokenError::Expired);
        }
        Ok(AccessToken { pool, claims })
    }

    /// What an ID token of ours says, expired or not; `None` for anything else.
    ///
    /// **Source** OpenID Connect Core §3.1.2.1 and RP-Initiated Logout 1.0 §2, `id_token_hint`.
    pub async fn id_token_hint(&self, token: &str) -> Option<IdTokenHint> {
        let kid = decode_header(token).ok()?.kid?;
        let claimed: Map<String, Value> = insecure_decode_claims(token).ok()?;
        let issuer = claimed.get("iss").and_then(Value::as_str)?;
        let pool = issuer
            .rsplit_once('/')
            .map(|(_, pool)| PoolId::from(pool))?;
        let keys = self
            .of(&pool)
            .await
            .ok()
            .filter(|_| self.issuer(&pool) == issuer)?;
        let signer = keys
            .published(&kid)
            .filter(|signer| signer.kind == Kind::Id)?;
        let mut validation = Validation::new(Algorithm::RS256);
        validation.set_issuer(&[issuer]);
        validation.set_required_spec_claims(&["iss", "aud", "sub"]);
        validation.validate_aud = false;
        validation.validate_exp = false;
        let claims = decode::<Map<String, Value>>(token, &signer.decoding, &validation)
            .ok()?
            .claims;
        let text = |claim: &str| claims.get(claim).and_then(Value::as_str);
        let (sub, client) = (text("sub")?.into(), text("aud")?.into());
        Some(IdTokenHint { pool, sub, client })
    }
}

impl super::PoolKeys {
    /// Whether reading again may find a key that another process made; not at every token with a made-up key id.
    fn may_be_stale(&self) -> bool {
        self.read_at.elapsed() > std::time::Duration::from_secs(2)
    }
}
