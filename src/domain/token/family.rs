//! Token families: all tokens of one authentication, their refresh and their revocation.

use super::hash;
use crate::{
    client::{Client, Rotation},
    id::{ClientId, EventId, PoolId, Sub},
    refusal::{self, Refusal},
    secret::Secret,
    time::Timestamp,
    user::User,
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

/// Everything that came of one authentication: the refresh token in force, and through it every access and ID token.
///
/// `store` keeps it under (pool, event id) and finds it by the hash of a refresh token. Deleting or revoking it revokes
/// all. A family may be deleted a day after it expired: until then an access token of its last refresh may live.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Family {
    /// The pool.
    pub pool: PoolId,
    /// `event_id` of all its tokens.
    pub event: EventId,
    /// `origin_jti` of all its tokens.
    pub origin_jti: String,
    /// The user.
    pub sub: Sub,
    /// The client.
    pub client: ClientId,
    /// The scopes granted, in the order of the request.
    pub scopes: Vec<String>,
    /// The audience of the access tokens, if one was granted.
    #[serde(default)]
    pub audience: Option<String>,
    /// Whether it came of the OAuth endpoints (adds `version: 2` and `at_hash`), not of the JSON API.
    pub oauth: bool,
    /// When the person proved who they are.
    pub auth_time: Timestamp,
    /// When the refresh token dies; rotation does not move it.
    pub expires_at: Timestamp,
    /// SHA-256, base64url, of the refresh token in force; `None` where none was issued.
    pub refresh_hash: Option<String>,
    /// The hashes of refresh tokens that were rotated away, newest last, with the time of rotation; each one's
    /// successor is the next, and the last one's is the token in force.
    #[serde(default)]
    pub rotated: Vec<(String, Timestamp)>,
    /// When it was revoked.
    #[serde(default)]
    pub revoked_at: Option<Timestamp>,
    /// The version of the stored row this value was read at; 0 before it was stored.
    #[serde(skip)]
    pub version: i64,
}

/// How many rotated tokens a family stores; an older one is unknown rather than reused.
///
/// Presenting one token again adds none: see [`Family::refresh`].
const MOST_ROTATED: usize = 32;

/// The parts of a new family besides its client, user and times.
#[derive(Debug, Clone)]
pub struct NewFamily {
    /// The new event id.
    pub event: EventId,
    /// The new `origin_jti`.
    pub origin_jti: String,
    /// The scopes granted; the JSON API grants [`ADMIN_SCOPE`](crate::client::ADMIN_SCOPE) alone.
    pub scopes: Vec<String>,
    /// The audience of the access tokens, if one was granted.
    pub audience: Option<String>,
    /// Whether it comes of the OAuth endpoints, not of the JSON API.
    pub oauth: bool,
    /// The [`hash`] of its refresh token, if one is issued.
    pub refresh_hash: Option<String>,
}

/// The refresh token that follows this one in a rotation: always the same, and known to nobody without the key.
///
/// So whoever presents a token within its grace receives the one token in force, although only hashes are stored.
///
/// **Shape** base64url of 32 bytes, as tokens that are drawn at random.
fn successor(key: &[u8; 32], token: &str) -> Secret {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
    mac.update(token.as_bytes());
    URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()).into()
}

/// The outcome of presenting a refresh token.
#[derive(Debug, Clone, PartialEq)]
pub enum Refresh {
    /// New access and ID tokens; the refresh token stays.
    Unchanged(Family),
    /// New access and ID tokens and this new refresh token; this family must be written.
    Rotated(Family, Secret),
    /// A rotated token within its grace: new access and ID tokens, and the refresh token that is in force already.
    WithinGrace(Family, Secret),
    /// A rotated token came back after its grace: [`refusal::RefreshToken::Reused`], and this revoked family must be
    /// written, because one of two holders is a thief (RFC 9700 §4.14.2).
    Reused(Family),
}

impl Family {
    /// A new family: one person proved who they are to one client.
    pub fn new(
        client: &Client,
        sub: Sub,
        auth_time: Timestamp,
        new: NewFamily,
        now: Timestamp,
    ) -> Self {
        Self {
            pool: client.pool.clone(),
            event: new.event,
            origin_jti: new.origin_jti,
            sub,
            client: client.id.clone(),
            scopes: new.scopes,
            audience: new.audience,
            oauth: new.oauth,
            auth_time,
            expires_at: now + client.refresh_lifetime(),
            refresh_hash: new.refresh_hash,
            rotated: Vec::new(),
            revoked_at: None,
            version: 0,
        }
    }

    /// Refreshes with a refresh token of the family. `key` is the server's secret from which rotation derives the next
    /// token.
    ///
    /// A rotated token still counts during the client's grace, so that a lost answer or a second tab does no harm:
    /// whoever presents it, however often, receives the token in force, so that all tabs end up with the same one and
    /// the family does not change. After the grace it ends the family.
    ///
    /// **Errors** [`refusal::RefreshToken::Invalid`] for another client's or an unknown token, then revoked, expired,
    /// and [`refusal::User::Disabled`].
    pub fn refresh(
        mut self,
        presented: &str,
        client: &Client,
        user: &User,
        key: &[u8; 32],
        now: Timestamp,
    ) -> Result<Refresh, Refusal> {
        if self.client != client.id || self.pool != client.pool || self.sub != user.sub {
            return Err(refusal::RefreshToken::Invalid.into());
        }
        if self.revoked_at.is_some() {
            return Err(refusal::RefreshToken::Revoked.into());
        }
        if now >= self.expires_at {
            return Err(refusal::RefreshToken::Expired.into());
        }
        let (rotation, presented_hash) = (client.rotation(), hash(presented));
        if self.refresh_hash.as_ref() != Some(&presented_hash) {
            let mut rotated = self.rotated.iter();
            let place = rotated.position(|(hash, _)| *hash == presented_hash);
            let place = place.ok_or(refusal::RefreshToken::Invalid)?;
            let counts = match rotation {
                Rotation::On { grace } => {
                    !grace.is_zero() && now.since(self.rotated[place].1) <= grace
                }
                Rotation::Off => false,
            };
            return if counts {
                self.join(place, presented, user, key)
            } else {
                self.revoked_at = Some(now);
                Ok(Refresh::Reused(self))
            };
        }
        if !user.enabled {
            return Err(refusal::User::Disabled.into());
        }
        match rotation {
            Rotation::Off => Ok(Refresh::Unchanged(self)),
            Rotation::On { .. } => {
                let next = successor(key, presented);
                self.refresh_hash = Some(hash(next.expose()));
                self.rotated.push((presented_hash, now));
                let surplus = self.rotated.len().saturating_sub(MOST_ROTATED);
                self.rotated.drain(..surplus);
                Ok(Refresh::Rotated(self, next))
            }
        }
    }

    /// Refreshes with a rotated token within its grace: the token in force is the successor of the last one.
    fn join(
        self,
        place: usize,
        presented: &str,
        user: &User,
        key: &[u8; 32],
    ) -> Result<Refresh, Refusal> {
        if !user.enabled {
            return Err(refusal::User::Disabled.into());
        }
        let later = self.rotated[place..].iter();
        let current = later.fold(Secret::from(presented), |token, _| {
            successor(key, token.expose())
        });
        if self.refresh_hash == Some(hash(current.expose())) {
            Ok(Refresh::WithinGrace(self, current))
        } else {
            // The token in force was derived with another key, so it cannot be derived again.
            Err(refusal::RefreshToken::Invalid.into())
        }
    }

    /// The family revoked, or `None` where it was revoked already.
    ///
    /// **Errors** [`refusal::RefreshToken::OtherClient`] for another client's token,
    /// [`refusal::RefreshToken::RevocationDisabled`].
    pub fn revoke(self, client: &Client, now: Timestamp) -> Result<Option<Self>, Refusal> {
        if self.client != client.id || self.pool != client.pool {
            return Err(refusal::RefreshToken::OtherClient.into());
        }
        if !client.revocable() {
            return Err(refusal::RefreshToken::RevocationDisabled.into());
        }
        Ok(self.end(now))
    }

    /// The family revoked because its client's code was redeemed twice; `None` where it was revoked already, and for
    /// another client's family: or any client could end the sign-ins of all by old codes.
    ///
    /// **Source** RFC 6749 §4.1.2.
    pub fn revoke_reused(self, client: &Client, now: Timestamp) -> Option<Self> {
        let is_own = self.client == client.id && self.pool == client.pool;
        is_own.then_some(self)?.end(now)
    }

    fn end(mut self, now: Timestamp) -> Option<Self> {
        let is_live = self.revoked_at.is_none();
        self.revoked_at.get_or_insert(now);
        is_live.then_some(self)
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{NOW, client, family, user};
    use super::*;
    use serde_json::json;
    use std::time::Duration;

    const KEY: &[u8; 32] = &[5; 32];

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
        let outcome = family.clone().refresh("t0", &client, &user(), KEY, later);
        assert_eq!(outcome, Ok(Refresh::Unchanged(family)));
    }

    /// The family after a rotation, and the token that is in force then.
    #[track_caller]
    fn rotated(outcome: Result<Refresh, Refusal>) -> (Family, Secret) {
        match outcome {
            Ok(Refresh::Rotated(family, token)) => (family, token),
            other => panic!("{other:?} is no rotation"),
        }
    }

    #[test]
    fn a_rotated_token_counts_during_its_grace_and_then_ends_the_family() {
        let client = rotating(10);
        let original = family(&client, &[], false);
        let refresh = |family: &Family, presented: &str, after: u64| {
            let now = NOW + Duration::from_secs(after);
            family
                .clone()
                .refresh(presented, &client, &user(), KEY, now)
        };
        let (first, t1) = rotated(refresh(&original, "t0", 100));
        assert_eq!(
            first.expires_at, original.expires_at,
            "rotation does not move the end"
        );
        assert_eq!(first.refresh_hash, Some(hash(t1.expose())));
        for after in [100, 105, 110] {
            assert_eq!(
                refresh(&first, "t0", after),
                Ok(Refresh::WithinGrace(first.clone(), t1.clone())),
                "the same successor, and nothing to write"
            );
        }
        let (second, t2) = rotated(refresh(&first, t1.expose(), 105));
        for late in ["t0", t1.expose()] {
            assert_eq!(
                refresh(&second, late, 110),
                Ok(Refresh::WithinGrace(second.clone(), t2.clone())),
                "whoever comes late is given the token in force"
            );
        }
        let Ok(Refresh::Reused(revoked)) = refresh(&second, "t0", 111) else {
            panic!("the grace has passed")
        };
        assert!(revoked.revoked_at.is_some());
        assert_eq!(
            refresh(&revoked, t2.expose(), 112),
            Err(refusal::RefreshToken::Revoked.into()),
            "the thief's or the owner's"
        );
    }

    #[test]
    fn a_late_caller_gets_nothing_for_an_account_that_was_disabled() {
        let client = rotating(10);
        let original = family(&client, &[], false);
        let (first, _) = rotated(original.refresh("t0", &client, &user(), KEY, NOW));
        let disabled = User {
            enabled: false,
            ..user()
        };
        assert_eq!(
            first.refresh("t0", &client, &disabled, KEY, NOW),
            Err(refusal::User::Disabled.into())
        );
    }

    #[test]
    fn successors_are_the_keys_secret() {
        let token = successor(KEY, "t0");
        assert_eq!(token, successor(KEY, "t0"));
        assert_eq!(token.expose().len(), 43);
        assert_ne!(token, successor(&[6; 32], "t0"));
        assert_ne!(token, successor(KEY, "t1"));
        let client = rotating(10);
        let (first, _) =
            rotated(family(&client, &[], false).refresh("t0", &client, &user(), KEY, NOW));
        assert_eq!(
            first.refresh("t0", &client, &user(), &[6; 32], NOW),
            Err(refusal::RefreshToken::Invalid.into()),
            "never a token that is not in force"
        );
    }

    #[test]
    fn without_grace_a_rotated_token_ends_the_family_at_once() {
        let client = rotating(0);
        let original = family(&client, &[], false);
        let (first, _) = rotated(original.refresh("t0", &client, &user(), KEY, NOW));
        assert!(matches!(
            first.refresh("t0", &client, &user(), KEY, NOW),
            Ok(Refresh::Reused(_))
        ));
    }

    #[test]
    fn a_family_remembers_a_bounded_number_of_tokens() {
        let client = rotating(10);
        let (mut family, mut token) = (family(&client, &[], false), Secret::from("t0"));
        let mut held = Vec::new();
        for _ in 0..50 {
            held.push(token.clone());
            (family, token) = rotated(family.refresh(token.expose(), &client, &user(), KEY, NOW));
        }
        assert_eq!(family.rotated.len(), MOST_ROTATED);
        for (age, old) in held.iter().rev().enumerate() {
            let outcome = family
                .clone()
                .refresh(old.expose(), &client, &user(), KEY, NOW);
            let expect = if age < MOST_ROTATED {
                Ok(Refresh::WithinGrace(family.clone(), token.clone()))
            } else {
                Err(refusal::RefreshToken::Invalid.into())
            };
            assert_eq!(outcome, expect, "{age} rotations ago");
        }
    }

    #[test]
    fn refresh_is_refused() {
        let client = client(json!({}));
        let original = family(&client, &[], false);
        let later = NOW + Duration::from_secs(1);
        let check =
            |family: Family, user: User, presented: &str, now: Timestamp, expect: Refusal| {
                assert_eq!(
                    family.refresh(presented, &client, &user, KEY, now),
                    Err(expect)
                );
            };
        let foreign = Family {
            client: ClientId::from("other"),
            ..original.clone()
        };
        check(
            foreign,
            user(),
            "t0",
            later,
            refusal::RefreshToken::Invalid.into(),
        );
        check(
            original.clone(),
            user(),
            "tx",
            later,
            refusal::RefreshToken::Invalid.into(),
        );
        check(
            original.clone(),
            user(),
            "t0",
            original.expires_at,
            refusal::RefreshToken::Expired.into(),
        );
        let revoked = Family {
            revoked_at: Some(NOW),
            ..original.clone()
        };
        check(
            revoked,
            user(),
            "t0",
            later,
            refusal::RefreshToken::Revoked.into(),
        );
        check(
            original,
            User {
                enabled: false,
                ..user()
            },
            "t0",
            later,
            refusal::User::Disabled.into(),
        );
    }

    #[test]
    fn revocation_is_for_ones_own_tokens() {
        let own = client(json!({}));
        let original = family(&own, &[], false);
        let revoked = original
            .clone()
            .revoke(&own, NOW)
            .expect("allowed")
            .expect("was in force");
        assert_eq!(revoked.clone().revoke(&own, NOW), Ok(None));
        let foreign = Family {
            client: ClientId::from("other"),
            ..original.clone()
        };
        assert_eq!(
            foreign.revoke(&own, NOW),
            Err(refusal::RefreshToken::OtherClient.into())
        );
        let fixed = client(json!({"EnableTokenRevocation": false}));
        assert_eq!(
            original.revoke(&fixed, NOW),
            Err(refusal::RefreshToken::RevocationDisabled.into())
        );
    }
}
