//! Authorization codes: what one grants, and the rules of redeeming it.

use super::{OAuthError, authorize::Request};
use crate::{
    client::Client,
    id::{ClientId, Sub},
    time::Timestamp,
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use shapes::idp::OAuthFlowType;
use std::time::Duration;
use subtle::ConstantTimeEq;
use wire::{oauth::ErrorCode, pkce};

/// How long a code may be redeemed.
///
/// **Source** developer guide, "Authorize endpoint": five minutes.
pub const LIFETIME: Duration = Duration::from_mins(5);

/// What an authorization code grants. `store` keeps it under the code's hash and gives it out once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuthorizationCode {
    /// The client that may redeem it.
    pub client: ClientId,
    /// The callback URL to which it was sent.
    pub redirect_uri: String,
    /// Whether the request named that address, so that the redemption must too.
    pub redirect_uri_given: bool,
    /// The scopes granted.
    pub scopes: Vec<String>,
    /// The request's `scope`.
    pub requested_scope: Option<String>,
    /// The audience of the access tokens, if the request names a resource.
    pub audience: Option<String>,
    /// The request's `nonce`.
    pub nonce: Option<String>,
    /// The request's S256 challenge.
    pub challenge: Option<String>,
    /// The user who signed in.
    pub sub: Sub,
    /// When they proved it.
    pub auth_time: Timestamp,
    /// Until when it may be redeemed.
    pub expires_at: Timestamp,
}

impl AuthorizationCode {
    /// The code of a request, for the user who signed in at `auth_time`.
    pub fn issue(request: &Request, sub: Sub, auth_time: Timestamp, now: Timestamp) -> Self {
        Self {
            client: request.client.clone(),
            redirect_uri: request.redirect_uri.clone(),
            redirect_uri_given: request.redirect_uri_given,
            scopes: request.scopes.clone(),
            requested_scope: request.requested_scope.clone(),
            audience: request.audience.clone(),
            nonce: request.nonce.clone(),
            challenge: request.challenge.clone(),
            sub,
            auth_time,
            expires_at: now + LIFETIME,
        }
    }

    /// Whether this client may redeem it with this redirect URI and verifier.
    ///
    /// **Errors** `unauthorized_client` if the client may not use the grant; `invalid_grant` for another client, another
    /// redirect URI, a missing, superfluous or wrong verifier, and after the end of its life.
    /// **Source** RFC 6749 §4.1.3, RFC 7636 §4.6, RFC 9700 §4.8 (no verifier without a challenge).
    pub fn redeem(
        &self,
        client: &Client,
        redirect_uri: Option<&str>,
        verifier: Option<&str>,
        now: Timestamp,
    ) -> Result<(), OAuthError> {
        let invalid =
            |description: &str| Err(OAuthError::new(ErrorCode::InvalidGrant, description));
        if !client.allows_oauth(OAuthFlowType::Code) {
            return Err(OAuthError::new(
                ErrorCode::UnauthorizedClient,
                "This client may not use the code grant.",
            ));
        }
        if self.client != client.id {
            return invalid("The code was issued to another client.");
        }
        if now >= self.expires_at {
            return invalid("The code has expired.");
        }
        match redirect_uri {
            Some(uri) if uri != self.redirect_uri => {
                return invalid("The redirect_uri is another than was asked for.");
            }
            None if self.redirect_uri_given => return invalid("The redirect_uri is missing."),
            Some(_) | None => {}
        }
        match (&self.challenge, verifier) {
            // Only where the client came to demand it after the request.
            (None, _) if client.requires_pkce => invalid(
                "The authorization request had no code_challenge, which this client demands.",
            ),
            (None, None) => Ok(()),
            (None, Some(_)) => invalid(
                "A code_verifier came, but the authorization request had no code_challenge.",
            ),
            (Some(_), None) => invalid("The code_verifier is missing."),
            (Some(challenge), Some(verifier)) => {
                let computed = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()));
                let same: bool = computed.as_bytes().ct_eq(challenge.as_bytes()).into();
                if same && pkce::is_verifier(verifier) {
                    Ok(())
                } else {
                    invalid("The code_verifier does not fit the code_challenge.")
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::authorize::{
        tests::{NOW, client, pairs},
        validate,
    };
    use super::*;

    #[test]
    fn a_code_is_redeemed_only_as_it_was_asked_for() {
        let own = client();
        let foreign = Client {
            id: ClientId::from("c2"),
            ..own.clone()
        };
        let issue = |extra: &[(&str, &str)]| {
            let base = [
                ("response_type", "code"),
                ("client_id", "c1"),
                ("redirect_uri", "https://a.example/cb"),
            ];
            let request = validate(&own, &pairs(&[&base[..], extra].concat())).expect("sound");
            AuthorizationCode::issue(&request, Sub::from("s"), NOW, NOW)
        };
        #[track_caller]
        fn check(outcome: Result<(), OAuthError>, expect: Result<(), &str>) {
            let outcome = outcome.map_err(|error| {
                assert_eq!(error.error, ErrorCode::InvalidGrant);
                error.description
            });
            match (outcome, expect) {
                (Ok(()), Ok(())) => {}
                (Err(description), Err(part)) => {
                    assert!(description.contains(part), "{description}")
                }
                (outcome, expect) => panic!("{outcome:?} is not {expect:?}"),
            }
        }
        let verifier = Some("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
        let callback = Some("https://a.example/cb");
        let bound = issue(&[
            (
                "code_challenge",
                "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
            ),
            ("code_challenge_method", "S256"),
        ]);
        check(bound.redeem(&own, callback, verifier, NOW), Ok(()));
        check(
            bound.redeem(&own, callback, None, NOW),
            Err("code_verifier is missing"),
        );
        let other = "a".repeat(43);
        check(
            bound.redeem(&own, callback, Some(&other), NOW),
            Err("does not fit"),
        );
        check(
            bound.redeem(&own, None, verifier, NOW),
            Err("redirect_uri is missing"),
        );
        check(
            bound.redeem(&own, Some("http://localhost:3000/?x=1"), verifier, NOW),
            Err("another than was asked for"),
        );
        check(
            bound.redeem(&foreign, callback, verifier, NOW),
            Err("another client"),
        );
        check(
            bound.redeem(&own, callback, verifier, NOW + LIFETIME),
            Err("expired"),
        );
        let plain = issue(&[]);
        check(plain.redeem(&own, callback, None, NOW), Ok(()));
        check(
            plain.redeem(&own, callback, verifier, NOW),
            Err("had no code_challenge"),
        );
        // A code from before the client came to demand PKCE.
        let strict = Client {
            requires_pkce: true,
            ..own
        };
        for sent in [None, verifier] {
            check(
                plain.redeem(&strict, callback, sent, NOW),
                Err("which this client demands"),
            );
        }
        check(bound.redeem(&strict, callback, verifier, NOW), Ok(()));
    }
}
