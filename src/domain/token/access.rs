//! Access tokens that users present: their claims, and whether they are still valid.

use super::Family;
use crate::{
    id::{ClientId, EventId, Sub},
    refusal::Refusal,
    time::Timestamp,
};
use serde_json::{Map, Value};

/// The claims of a verified access token of a user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessToken {
    /// The user.
    pub sub: Sub,
    /// The client.
    pub client: ClientId,
    /// The authentication.
    pub event: EventId,
    /// Its scopes.
    pub scopes: Vec<String>,
    /// When it expires.
    pub expires_at: Timestamp,
}

impl AccessToken {
    /// Reads the claims of a token whose signature and issuer were verified.
    ///
    /// **Errors** [`Refusal::AccessTokenInvalid`] for ID tokens, tokens of machines, and missing claims.
    pub fn read(claims: &Map<String, Value>) -> Result<Self, Refusal> {
        let text = |name: &str| {
            claims
                .get(name)
                .and_then(Value::as_str)
                .ok_or(Refusal::AccessTokenInvalid)
        };
        if text("token_use")? != "access" {
            return Err(Refusal::AccessTokenInvalid);
        }
        Ok(Self {
            sub: text("sub")?.into(),
            client: text("client_id")?.into(),
            event: text("event_id")?.into(),
            scopes: text("scope")?
                .split(' ')
                .filter(|scope| !scope.is_empty())
                .map(str::to_owned)
                .collect(),
            expires_at: claims
                .get("exp")
                .and_then(Value::as_i64)
                .map(Timestamp::from_seconds)
                .ok_or(Refusal::AccessTokenInvalid)?,
        })
    }

    /// Whether the token is valid for what needs `scope`; `family` is its stored family.
    ///
    /// **Errors** [`Refusal::AccessTokenExpired`], [`Refusal::AccessTokenRevoked`] (also when the family is gone),
    /// [`Refusal::AccessTokenInvalid`] where family and token contradict each other, [`Refusal::AccessTokenScope`].
    pub fn accept(
        &self,
        family: Option<&Family>,
        scope: &str,
        now: Timestamp,
    ) -> Result<(), Refusal> {
        if now >= self.expires_at {
            return Err(Refusal::AccessTokenExpired);
        }
        let family = family
            .filter(|family| family.revoked_at.is_none())
            .ok_or(Refusal::AccessTokenRevoked)?;
        if family.sub != self.sub || family.client != self.client || family.event != self.event {
            return Err(Refusal::AccessTokenInvalid);
        }
        if !self.scopes.iter().any(|held| held == scope) {
            return Err(Refusal::AccessTokenScope);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::{
            Issue, access_claims, id_claims,
            tests::{NOW, client, family, pool, user},
        },
        *,
    };
    use serde_json::json;
    use std::time::Duration;

    #[test]
    fn an_access_token_counts_while_its_family_does() {
        let client = client(json!({}));
        let family = family(&client, &["openid"], true);
        let pool = pool();
        let user = user();
        let issue = Issue {
            pool: &pool,
            client: &client,
            user: &user,
            family: &family,
            issuer: "https://i",
            now: NOW,
        };
        let token = AccessToken::read(&access_claims(&issue, "j")).expect("an access token");
        let check =
            |family: Option<&Family>, scope: &str, now: Timestamp, expect: Result<(), Refusal>| {
                assert_eq!(token.accept(family, scope, now), expect);
            };
        check(Some(&family), "openid", NOW, Ok(()));
        check(
            Some(&family),
            "aws.cognito.signin.user.admin",
            NOW,
            Err(Refusal::AccessTokenScope),
        );
        check(
            Some(&family),
            "openid",
            NOW + Duration::from_hours(1),
            Err(Refusal::AccessTokenExpired),
        );
        check(None, "openid", NOW, Err(Refusal::AccessTokenRevoked));
        check(
            Some(&Family {
                revoked_at: Some(NOW),
                ..family.clone()
            }),
            "openid",
            NOW,
            Err(Refusal::AccessTokenRevoked),
        );
        let other = Family {
            sub: Sub::from("else"),
            ..family.clone()
        };
        check(
            Some(&other),
            "openid",
            NOW,
            Err(Refusal::AccessTokenInvalid),
        );
        assert_eq!(
            AccessToken::read(&id_claims(&issue, "j", None)),
            Err(Refusal::AccessTokenInvalid)
        );
    }
}
