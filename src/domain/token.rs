//! Tokens: the family that one authentication founds, the claims of its tokens, and what refresh and revocation do to it.

mod access;
mod claims;

pub use access::AccessToken;
pub use claims::{Issue, access_claims, client_claims, id_claims, user_info};

use crate::{
    client::{Client, Rotation},
    id::{ClientId, EventId, PoolId, Sub},
    refusal::Refusal,
    time::Timestamp,
    user::User,
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Everything that came of one authentication: the refresh token in force, and through it every access and ID token.
///
/// Kept by `store` under (pool, event id); found by the hash of a refresh token. Deleting or revoking it revokes all.
/// A family may be forgotten a day after it expired: until then an access token of its last refresh may live.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Family {
    /// The pool.
    pub pool: PoolId,
    /// `event_id` of all its tokens.
    pub event: EventId,
    /// `origin_jti` of all its tokens.
    pub origin_jti: String,
    /// Whose.
    pub sub: Sub,
    /// For which client.
    pub client: ClientId,
    /// The scopes granted, in the order of the request.
    pub scopes: Vec<String>,
    /// Whether it came of the OAuth endpoints (adds `version: 2` and `at_hash`), not of the JSON API.
    pub oauth: bool,
    /// The `nonce` of the authorization request.
    pub nonce: Option<String>,
    /// When the person proved who they are.
    pub auth_time: Timestamp,
    /// When the refresh token dies; rotation does not move it.
    pub expires_at: Timestamp,
    /// SHA-256, base64url, of the refresh token in force; `None` where none was issued.
    pub refresh_hash: Option<String>,
    /// The hashes of refresh tokens that were rotated away, newest last, with the time of rotation.
    #[serde(default)]
    pub rotated: Vec<(String, Timestamp)>,
    /// When it was revoked.
    #[serde(default)]
    pub revoked_at: Option<Timestamp>,
    /// The version of the stored row this value was read at; 0 before it was stored.
    #[serde(skip)]
    pub version: i64,
}

/// How many rotated-out tokens a family remembers; one still older is unknown rather than reused.
const REMEMBERED: usize = 32;

/// What a family is founded with besides whose it is.
#[derive(Debug, Clone)]
pub struct Founding {
    /// The new event id.
    pub event: EventId,
    /// The new `origin_jti`.
    pub origin_jti: String,
    /// The scopes granted; the JSON API grants [`ADMIN_SCOPE`](crate::client::ADMIN_SCOPE) alone.
    pub scopes: Vec<String>,
    /// Whether it comes of the OAuth endpoints.
    pub oauth: bool,
    /// The `nonce` of the authorization request.
    pub nonce: Option<String>,
    /// The hash of the refresh token that is handed out, if one is: see [`hash`].
    pub refresh_hash: Option<String>,
}

/// SHA-256, base64url: the form in which opaque tokens and codes are kept.
pub fn hash(token: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(token.as_bytes()))
}

/// The `at_hash` of an ID token that goes out with this access token.
///
/// **Source** OpenID Connect Core §3.1.3.6: the left half of the hash, base64url.
pub fn at_hash(access_token: &str) -> String {
    URL_SAFE_NO_PAD.encode(&Sha256::digest(access_token.as_bytes())[..16])
}

/// What came of presenting a refresh token.
#[derive(Debug, Clone, PartialEq)]
pub enum Refreshed {
    /// New access and ID tokens; the refresh token stays.
    Kept(Family),
    /// New access and ID tokens and the new refresh token; this family must be written.
    Rotated(Family),
    /// A rotated-out token came back after its grace: [`Refusal::RefreshTokenReused`], and this revoked family must be
    /// written, because one of two holders is a thief (RFC 9700 §4.14.2).
    Reused(Family),
}

impl Family {
    /// A new family: one person proved who they are to one client.
    pub fn found(
        client: &Client,
        sub: Sub,
        auth_time: Timestamp,
        founding: Founding,
        now: Timestamp,
    ) -> Self {
        Self {
            pool: client.pool.clone(),
            event: founding.event,
            origin_jti: founding.origin_jti,
            sub,
            client: client.id.clone(),
            scopes: founding.scopes,
            oauth: founding.oauth,
            nonce: founding.nonce,
            auth_time,
            expires_at: now + client.refresh_lifetime(),
            refresh_hash: founding.refresh_hash,
            rotated: Vec::new(),
            revoked_at: None,
            version: 0,
        }
    }

    /// Whether it holds this scope.
    pub fn has_scope(&self, scope: &str) -> bool {
        self.scopes.iter().any(|held| held == scope)
    }

    /// What presenting a refresh token of this family, found by `presented_hash`, comes to; `new_hash` is the hash of
    /// the refresh token that is handed out if the client rotates.
    ///
    /// A rotated-out token still counts during the client's grace, so that a lost answer or a second tab does no harm.
    ///
    /// **Errors** [`Refusal::RefreshTokenInvalid`] for another client's or an unknown token, then revoked, expired, and
    /// [`Refusal::UserDisabled`].
    pub fn refresh(
        mut self,
        presented_hash: &str,
        client: &Client,
        user: &User,
        new_hash: String,
        now: Timestamp,
    ) -> Result<Refreshed, Refusal> {
        if self.client != client.id || self.pool != client.pool || self.sub != user.sub {
            return Err(Refusal::RefreshTokenInvalid);
        }
        if self.revoked_at.is_some() {
            return Err(Refusal::RefreshTokenRevoked);
        }
        if now >= self.expires_at {
            return Err(Refusal::RefreshTokenExpired);
        }
        let rotation = client.rotation();
        if self.refresh_hash.as_deref() != Some(presented_hash) {
            let Some((_, rotated_at)) =
                self.rotated.iter().find(|(hash, _)| hash == presented_hash)
            else {
                return Err(Refusal::RefreshTokenInvalid);
            };
            let counts = match rotation {
                Rotation::On { grace } => !grace.is_zero() && now.since(*rotated_at) <= grace,
                Rotation::Off => false,
            };
            if !counts {
                self.revoked_at = Some(now);
                return Ok(Refreshed::Reused(self));
            }
        }
        if !user.enabled {
            return Err(Refusal::UserDisabled);
        }
        match rotation {
            Rotation::Off => Ok(Refreshed::Kept(self)),
            Rotation::On { .. } => {
                if let Some(former) = self.refresh_hash.replace(new_hash) {
                    self.rotated.push((former, now));
                }
                let surplus = self.rotated.len().saturating_sub(REMEMBERED);
                self.rotated.drain(..surplus);
                Ok(Refreshed::Rotated(self))
            }
        }
    }

    /// The family revoked, or `None` where it was revoked already.
    ///
    /// **Errors** [`Refusal::TokenNotYours`] for another client's token, [`Refusal::RevocationDisabled`].
    pub fn revoke(mut self, client: &Client, now: Timestamp) -> Result<Option<Self>, Refusal> {
        if self.client != client.id || self.pool != client.pool {
            return Err(Refusal::TokenNotYours);
        }
        if !client.revocable() {
            return Err(Refusal::RevocationDisabled);
        }
        if self.revoked_at.is_some() {
            return Ok(None);
        }
        self.revoked_at = Some(now);
        Ok(Some(self))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pool::Pool;
    use serde_json::{Value, json};
    use std::time::Duration;

    pub(super) const NOW: Timestamp = Timestamp::from_seconds(1_700_000_000);

    pub(super) fn pool() -> Pool {
        let settings = json!({"PoolName": "p", "Schema": [{"Name": "tenant"}, {"Name": "note", "DeveloperOnlyAttribute": true}]});
        let settings = serde_json::from_value(settings).expect("Cognito's shape");
        Pool::create(settings, PoolId::from("us-east-1_abc"), NOW).expect("sound")
    }

    pub(super) fn client(extra: Value) -> Client {
        let mut settings = json!({"ClientName": "c", "UserPoolId": "us-east-1_abc"});
        for (key, value) in extra.as_object().expect("an object") {
            settings[key] = value.clone();
        }
        let settings = serde_json::from_value(settings).expect("Cognito's shape");
        Client::create(
            settings,
            &pool(),
            ClientId::from("c1"),
            "s".into(),
            &[],
            NOW,
        )
        .expect("sound")
    }

    pub(super) fn user() -> User {
        User {
            pool: PoolId::from("us-east-1_abc"),
            sub: Sub::from("sub-1"),
            username: "ada".to_owned(),
            status: crate::user::Status::Confirmed,
            enabled: true,
            attributes: [
                ("email", "ada@example.com"),
                ("email_verified", "true"),
                ("name", "Ada"),
                ("address", "12 St James's Square"),
                ("updated_at", "1700000000"),
                ("phone_number", "+12065550100"),
                ("phone_number_verified", "false"),
                ("custom:tenant", "7"),
                ("dev:custom:note", "x"),
            ]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into(),
            pending: Default::default(),
            temporary_until: None,
            created_at: NOW,
            modified_at: NOW,
            credentials: Default::default(),
            version: 1,
        }
    }

    pub(super) fn family(client: &Client, scopes: &[&str], oauth: bool) -> Family {
        let founding = Founding {
            event: EventId::from("event-1"),
            origin_jti: "origin-1".to_owned(),
            scopes: scopes.iter().map(|scope| (*scope).to_owned()).collect(),
            oauth,
            nonce: oauth.then(|| "n".to_owned()),
            refresh_hash: Some("h0".to_owned()),
        };
        Family::found(client, Sub::from("sub-1"), NOW, founding, NOW)
    }

    fn rotating(grace: i32) -> Client {
        client(
            json!({"RefreshTokenRotation": {"Feature": "ENABLED", "RetryGracePeriodSeconds": grace}}),
        )
    }

    #[test]
    fn without_rotation_the_token_stays() {
        let client = client(json!({}));
        let family = family(&client, &[], false);
        let later = NOW + Duration::from_hours(1);
        let kept = family
            .clone()
            .refresh("h0", &client, &user(), "h1".to_owned(), later);
        assert_eq!(kept, Ok(Refreshed::Kept(family)));
    }

    #[test]
    fn a_rotated_token_counts_during_its_grace_and_then_ends_the_family() {
        let client = rotating(10);
        let founded = family(&client, &[], false);
        let refresh = |family: &Family, presented: &str, new: &str, after: u64| {
            family.clone().refresh(
                presented,
                &client,
                &user(),
                new.to_owned(),
                NOW + Duration::from_secs(after),
            )
        };
        let Ok(Refreshed::Rotated(first)) = refresh(&founded, "h0", "h1", 100) else {
            panic!("it rotates")
        };
        assert_eq!(
            first.expires_at, founded.expires_at,
            "rotation does not move the end"
        );
        let Ok(Refreshed::Rotated(second)) = refresh(&first, "h0", "h2", 110) else {
            panic!("within the grace")
        };
        assert_eq!(second.refresh_hash.as_deref(), Some("h2"));
        assert!(
            matches!(refresh(&second, "h1", "h3", 115), Ok(Refreshed::Rotated(_))),
            "the first answer's token too"
        );
        let Ok(Refreshed::Reused(ended)) = refresh(&second, "h0", "h3", 111) else {
            panic!("the grace has passed")
        };
        assert!(ended.revoked_at.is_some());
        assert_eq!(
            refresh(&ended, "h2", "h4", 112),
            Err(Refusal::RefreshTokenRevoked),
            "the thief's or the owner's"
        );
    }

    #[test]
    fn without_grace_a_rotated_token_ends_the_family_at_once() {
        let client = rotating(0);
        let founded = family(&client, &[], false);
        let rotated = founded.refresh("h0", &client, &user(), "h1".to_owned(), NOW);
        let Ok(Refreshed::Rotated(first)) = rotated else {
            panic!("it rotates")
        };
        assert!(matches!(
            first.refresh("h0", &client, &user(), "h2".to_owned(), NOW),
            Ok(Refreshed::Reused(_))
        ));
    }

    #[test]
    fn a_family_remembers_a_bounded_number_of_tokens() {
        let client = rotating(0);
        let mut family = family(&client, &[], false);
        for count in 0..50 {
            let next = family.refresh(
                &format!("h{count}"),
                &client,
                &user(),
                format!("h{}", count + 1),
                NOW,
            );
            let Ok(Refreshed::Rotated(next)) = next else {
                panic!("it rotates")
            };
            family = next;
        }
        assert_eq!(family.rotated.len(), REMEMBERED);
        assert_eq!(
            family.rotated.last().map(|(hash, _)| hash.as_str()),
            Some("h49")
        );
    }

    #[test]
    fn refresh_is_refused() {
        let client = client(json!({}));
        let founded = family(&client, &[], false);
        let later = NOW + Duration::from_secs(1);
        let check =
            |family: Family, user: User, presented: &str, now: Timestamp, expect: Refusal| {
                assert_eq!(
                    family.refresh(presented, &client, &user, "n".to_owned(), now),
                    Err(expect)
                );
            };
        let foreign = Family {
            client: ClientId::from("other"),
            ..founded.clone()
        };
        check(foreign, user(), "h0", later, Refusal::RefreshTokenInvalid);
        check(
            founded.clone(),
            user(),
            "hx",
            later,
            Refusal::RefreshTokenInvalid,
        );
        check(
            founded.clone(),
            user(),
            "h0",
            founded.expires_at,
            Refusal::RefreshTokenExpired,
        );
        let revoked = Family {
            revoked_at: Some(NOW),
            ..founded.clone()
        };
        check(revoked, user(), "h0", later, Refusal::RefreshTokenRevoked);
        check(
            founded,
            User {
                enabled: false,
                ..user()
            },
            "h0",
            later,
            Refusal::UserDisabled,
        );
    }

    #[test]
    fn revocation_is_for_ones_own_tokens() {
        let own = client(json!({}));
        let founded = family(&own, &[], false);
        let revoked = founded
            .clone()
            .revoke(&own, NOW)
            .expect("allowed")
            .expect("was in force");
        assert_eq!(revoked.clone().revoke(&own, NOW), Ok(None));
        let foreign = Family {
            client: ClientId::from("other"),
            ..founded.clone()
        };
        assert_eq!(foreign.revoke(&own, NOW), Err(Refusal::TokenNotYours));
        let fixed = client(json!({"EnableTokenRevocation": false}));
        assert_eq!(
            founded.revoke(&fixed, NOW),
            Err(Refusal::RevocationDisabled)
        );
    }

    #[test]
    fn the_access_tokens_hash_is_that_of_the_specification() {
        // The token and hash of OpenID Connect Core, appendix A.3.
        assert_eq!(
            at_hash("jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y"),
            "77QmUPtjPfzWtF2AnpK9RQ"
        );
    }
}
