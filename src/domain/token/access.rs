//! Access tokens that users present: their claims, and whether they are still valid.

use super::Family;
use crate::{
    id::{ClientId, EventId, Sub},
    refusal::{self, Refusal},
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
    /// **Errors** [`refusal::AccessToken::Invalid`] for ID tokens, tokens of machines, and missing claims.
    pub fn read(claims: &Map<String, Value>) -> Result<Self, Refusal> {
        let text = |name: &str| {
            claims
                .get(name)
                .and_then(Value::as_str)
                .ok_or(refusal::AccessToken::Invalid)
        };
        if text("token_use")? != "access" {
            return Err(refusal::AccessToken::Invalid.into());
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
                .ok_or(refusal::AccessToken::Invalid)?,
        })
    }

    /// Whether the token is valid for what needs `scope`; `family` is its stored family.
    ///
    /// **Errors** [`refusal::AccessToken::Expired`], [`refusal::AccessToken::Revoked`] (also when the family is gone),
    /// [`refusal::AccessToken::Invalid`] where family and token contradict each other,
    /// [`refusal::AccessToken::ScopeMissing`].
    pub fn accept(
        &self,
        family: Option<&Family>,
        scope: &str,
        now: Timestamp,
    ) -> Result<(), Refusal> {
        if now >= self.expires_at {
            return Err(refusal::AccessToken::Expired.into());
        }
        let family = family
            .filter(|family| family.revoked_at.is_none())
            .ok_or(refusal::AccessToken::Revoked)?;
        if family.sub != self.sub || family.client != self.client || family.event != self.event {
            return Err(refusal::AccessToken::Invalid.into());
        }
        if !self.scopes.iter().any(|held| held == scope) {
            return Err(refusal::AccessToken::ScopeMissing.into());
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
            scopes: &family.scopes,
            audience: None,
            nonce: None,
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
            Err(refusal::AccessToken::ScopeMissing.into()),
        );
        check(
            Some(&family),
            "openid",
            NOW + Duration::from_hours(1),
            Err(refusal::AccessToken::Expired.into()),
        );
        check(
            None,
            "openid",
            NOW,
            Err(refusal::AccessToken::Revoked.into()),
        );
        check(
            Some(&Family {
                revoked_at: Some(NOW),
                ..family.clone()
            }),
            "openid",
            NOW,
            Err(refusal::AccessToken::Revoked.into()),
        );
        let other = Family {
            sub: Sub::from("else"),
            ..family.clone()
        };
        check(
            Some(&other),
            "openid",
            NOW,
            Err(refusal::AccessToken::Invalid.into()),
        );
        assert_eq!(
            AccessToken::read(&id_claims(&issue, "j", None)),
            Err(refusal::AccessToken::Invalid.into())
        );
    }
}
