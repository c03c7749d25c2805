//! Tokens: the family of one authentication, the claims of its tokens, refresh and revocation.

mod access;
mod claims;
mod family;
mod overrides;

pub use access::AccessToken;
pub use claims::{Issue, VerifiedFlags, access_claims, client_claims, id_claims, user_info};
pub use family::{Family, NewFamily, Refresh};
pub use overrides::{ClaimOverrides, Groups, Overrides};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

/// SHA-256, base64url: the form in which opaque tokens and codes are stored.
pub fn hash(token: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(token.as_bytes()))
}

/// The `at_hash` of an ID token that goes out with this access token.
///
/// **Source** OpenID Connect Core §3.1.3.6: the left half of the hash, base64url.
pub fn at_hash(access_token: &str) -> String {
    URL_SAFE_NO_PAD.encode(&Sha256::digest(access_token.as_bytes())[..16])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        client::Client,
        id::{ClientId, EventId, PoolId, Sub},
        pool::Pool,
        time::Timestamp,
        user::User,
    };
    use serde_json::{Value, json};

    pub(super) const NOW: Timestamp = Timestamp::from_seconds(1_700_000_000);

    pub(super) fn pool() -> Pool {
        let settings = json!({"PoolName": "p", "Schema": [{"Name": "tenant", "AttributeDataType": "String"}, {"Name": "note", "AttributeDataType": "String", "DeveloperOnlyAttribute": true}]});
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
            mfa: Default::default(),
            created_at: NOW,
            modified_at: NOW,
            credentials: Default::default(),
            version: 1,
        }
    }

    pub(super) fn family(client: &Client, scopes: &[&str], oauth: bool) -> Family {
        let new = NewFamily {
            event: EventId::from("event-1"),
            origin_jti: "origin-1".to_owned(),
            scopes: scopes.iter().map(|scope| (*scope).to_owned()).collect(),
            audience: None,
            oauth,
            refresh_hash: Some(hash("t0")),
        };
        Family::new(client, Sub::from("sub-1"), NOW, new, NOW)
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
