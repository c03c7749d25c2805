//! App clients: their flows, scopes, redirect URIs, permissions and the lifetimes of their tokens.

mod create;
mod describe;
mod redirect_uri;

pub use describe::{describe, describe_short};

use crate::{
    id::{ClientId, PoolId},
    pool::Pool,
    secret::Secret,
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use shapes::idp::{self, AuthFlowType, ExplicitAuthFlowsType as Allow, TimeUnitsType};
use std::{collections::BTreeSet, time::Duration};

/// An app client.
///
/// Settings keep Cognito's shapes (`client_secret` and `generate_secret` are always `None` in `settings`); the methods
/// of [`Client`] give the effective value where one was left out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Client {
    /// Its id.
    pub id: ClientId,
    /// The pool it belongs to.
    pub pool: PoolId,
    /// The settings of `CreateUserPoolClient`.
    pub settings: idp::CreateUserPoolClientRequest,
    /// Whether an authorization request must have a code challenge. Cognito's shapes have no place for it.
    #[serde(default)]
    pub requires_pkce: bool,
    /// Its secret, if it is confidential. Kept sealed, apart from the document.
    #[serde(skip)]
    pub secret: Option<Secret>,
    /// When it was created.
    pub created_at: Timestamp,
    /// When its settings last changed.
    pub modified_at: Timestamp,
}

/// Whether refresh tokens are rotated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rotation {
    /// A refresh token stays the same until it expires.
    Off,
    /// Each refresh gives a new refresh token; the old one still counts for this long.
    On {
        /// How long a token that was rotated away still counts.
        grace: Duration,
    },
}

/// The scope that opens the token-authorised operations of the JSON API.
pub const ADMIN_SCOPE: &str = "aws.cognito.signin.user.admin";

/// The scopes that exist without a resource server.
pub const BUILT_IN_SCOPES: [&str; 5] = ["openid", "email", "phone", "profile", ADMIN_SCOPE];

/// The flows of a client that names none.
const DEFAULT_FLOWS: [Allow; 3] = [
    Allow::AllowRefreshTokenAuth,
    Allow::AllowUserSrpAuth,
    Allow::AllowCustomAuth,
];

impl Client {
    /// Whether this flow may be used.
    ///
    /// **Source** `ExplicitAuthFlows`; a client with values of before 2019 also has SRP, custom and refresh, except
    /// that `CUSTOM_AUTH_FLOW_ONLY` leaves custom and refresh.
    pub fn allows(&self, flow: AuthFlowType) -> bool {
        let listed = self
            .settings
            .explicit_auth_flows
            .as_deref()
            .filter(|flows| !flows.is_empty());
        let flows = listed.unwrap_or(&DEFAULT_FLOWS);
        let has = |value| flows.contains(&value);
        let legacy = flows.iter().any(|flow| is_legacy(*flow));
        let only_custom = has(Allow::CustomAuthFlowOnly);
        match flow {
            AuthFlowType::UserSrpAuth => has(Allow::AllowUserSrpAuth) || (legacy && !only_custom),
            AuthFlowType::UserPasswordAuth => {
                has(Allow::AllowUserPasswordAuth) || has(Allow::UserPasswordAuth)
            }
            AuthFlowType::AdminUserPasswordAuth | AuthFlowType::AdminNoSrpAuth => {
                has(Allow::AllowAdminUserPasswordAuth) || has(Allow::AdminNoSrpAuth)
            }
            AuthFlowType::CustomAuth => has(Allow::AllowCustomAuth) || legacy,
            AuthFlowType::UserAuth => has(Allow::AllowUserAuth),
            AuthFlowType::RefreshTokenAuth | AuthFlowType::RefreshToken => {
                self.rotation() == Rotation::Off && (has(Allow::AllowRefreshTokenAuth) || legacy)
            }
        }
    }

    /// Whether a person may prove the password by SRP here: `USER_SRP_AUTH`, or `PASSWORD_SRP` in `USER_AUTH`.
    pub fn uses_srp(&self) -> bool {
        self.allows(AuthFlowType::UserSrpAuth) || self.allows(AuthFlowType::UserAuth)
    }

    /// Whether this client may use `GetTokensFromRefreshToken`: with rotation, or where `REFRESH_TOKEN_AUTH` is
    /// allowed.
    pub fn may_refresh(&self) -> bool {
        self.rotation() != Rotation::Off || self.allows(AuthFlowType::RefreshTokenAuth)
    }

    /// How long an access token lives: an hour unless set.
    pub fn access_lifetime(&self) -> Duration {
        let unit = self.units().access_token.unwrap_or(TimeUnitsType::Hours);
        lifetime(
            self.settings.access_token_validity,
            unit,
            Duration::from_hours(1),
        )
    }

    /// How long an ID token lives: an hour unless set.
    pub fn id_lifetime(&self) -> Duration {
        let unit = self.units().id_token.unwrap_or(TimeUnitsType::Hours);
        lifetime(
            self.settings.id_token_validity,
            unit,
            Duration::from_hours(1),
        )
    }

    /// How long a refresh token lives: 30 days unless set.
    pub fn refresh_lifetime(&self) -> Duration {
        let unit = self.units().refresh_token.unwrap_or(TimeUnitsType::Days);
        lifetime(
            self.settings.refresh_token_validity,
            unit,
            Duration::from_hours(30 * 24),
        )
    }

    /// How long a challenge may be answered: 3 minutes unless set.
    pub fn auth_session(&self) -> Duration {
        let minutes = self
            .settings
            .auth_session_validity
            .and_then(|minutes| u64::try_from(minutes).ok());
        Duration::from_mins(minutes.unwrap_or(3))
    }

    fn units(&self) -> idp::TokenValidityUnitsType {
        self.settings
            .token_validity_units
            .clone()
            .unwrap_or_default()
    }

    /// Whether answers must not tell whether a user exists. The API's default is no.
    pub fn hides_user_existence(&self) -> bool {
        self.settings.prevent_user_existence_errors
            == Some(idp::PreventUserExistenceErrorTypes::Enabled)
    }

    /// Whether its tokens can be revoked, and so carry `jti` and `origin_jti`. The default is yes.
    pub fn revocable(&self) -> bool {
        self.settings.enable_token_revocation.unwrap_or(true)
    }

    /// Whether refresh tokens are rotated.
    pub fn rotation(&self) -> Rotation {
        match &self.settings.refresh_token_rotation {
            Some(config) if config.feature == idp::FeatureType::Enabled => {
                let grace = config
                    .retry_grace_period_seconds
                    .and_then(|seconds| u64::try_from(seconds).ok());
                Rotation::On {
                    grace: Duration::from_secs(grace.unwrap_or(0)),
                }
            }
            Some(_) | None => Rotation::Off,
        }
    }

    /// Whether the OAuth endpoints serve this client at all.
    pub fn uses_oauth(&self) -> bool {
        self.settings
            .allowed_oauth_flows_user_pool_client
            .unwrap_or(false)
    }

    /// Whether this OAuth flow may be used.
    pub fn allows_oauth(&self, flow: idp::OAuthFlowType) -> bool {
        self.uses_oauth()
            && self
                .settings
                .allowed_oauth_flows
                .iter()
                .flatten()
                .any(|listed| *listed == flow)
    }

    /// The scopes it may ask for, in the order in which they were given.
    pub fn scopes(&self) -> &[String] {
        self.settings
            .allowed_oauth_scopes
            .as_deref()
            .unwrap_or_default()
    }

    /// Where it may be sent back to with a code.
    pub fn callback_urls(&self) -> &[String] {
        self.settings.callback_urls.as_deref().unwrap_or_default()
    }

    /// Where it may be sent back to after signing out.
    pub fn logout_urls(&self) -> &[String] {
        self.settings.logout_urls.as_deref().unwrap_or_default()
    }

    /// The attributes it may read: those listed; unlisted, all but the developer-only ones. Always `sub`.
    pub fn readable(&self, pool: &Pool) -> BTreeSet<String> {
        let mut names = self.permitted(pool, self.settings.read_attributes.as_deref());
        names.insert("sub".to_owned());
        names
    }

    /// The attributes it may write: those listed; unlisted, all but the developer-only ones. Never `sub`,
    /// `identities` and the verified flags.
    pub fn writable(&self, pool: &Pool) -> BTreeSet<String> {
        let mut names = self.permitted(pool, self.settings.write_attributes.as_deref());
        names.retain(|name| !NEVER_WRITABLE.contains(&name.as_str()));
        names
    }

    /// Whether it has a list of the attributes that it may write.
    pub(crate) fn lists_writable(&self) -> bool {
        let listed = self.settings.write_attributes.as_deref();
        listed.is_some_and(|names| !names.is_empty())
    }

    fn permitted(&self, pool: &Pool, listed: Option<&[String]>) -> BTreeSet<String> {
        let open = pool
            .schema()
            .into_iter()
            .filter(|attribute| !attribute.developer_only)
            .map(|attribute| attribute.name);
        match listed.filter(|names| !names.is_empty()) {
            None => open.collect(),
            Some(names) => open.filter(|name| names.contains(name)).collect(),
        }
    }
}

/// What no client writes, whatever its list says.
const NEVER_WRITABLE: [&str; 4] = [
    "sub",
    "identities",
    "email_verified",
    "phone_number_verified",
];

/// Whether this is one of the values that `ALLOW_…` replaced.
const fn is_legacy(flow: Allow) -> bool {
    match flow {
        Allow::AdminNoSrpAuth | Allow::CustomAuthFlowOnly | Allow::UserPasswordAuth => true,
        Allow::AllowAdminUserPasswordAuth
        | Allow::AllowCustomAuth
        | Allow::AllowUserPasswordAuth
        | Allow::AllowUserSrpAuth
        | Allow::AllowRefreshTokenAuth
        | Allow::AllowUserAuth
        | Allow::AllowTokenExchangeDelegation
        | Allow::AllowTokenExchangeImpersonation => false,
    }
}

/// A lifetime; the default where it is 0 or left out.
fn lifetime(lifetime: Option<i32>, unit: TimeUnitsType, default: Duration) -> Duration {
    let Some(count) = lifetime
        .and_then(|count| u64::try_from(count).ok())
        .filter(|count| *count > 0)
    else {
        return default;
    };
    let seconds = match unit {
        TimeUnitsType::Seconds => 1,
        TimeUnitsType::Minutes => 60,
        TimeUnitsType::Hours => 3600,
        TimeUnitsType::Days => 86400,
    };
    Duration::from_secs(count.saturating_mul(seconds))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{testing::alice, time::Timestamp};

    #[test]
    fn attributes_are_open_unless_listed_and_some_are_never_written() {
        let settings = serde_json::json!({"PoolName": "p", "Schema": [
            {"Name": "tenant", "AttributeDataType": "String"},
            {"Name": "note", "AttributeDataType": "String", "DeveloperOnlyAttribute": true}]});
        let settings = serde_json::from_value(settings).expect("Cognito's shape");
        let pool = Pool::create(settings, "us-east-1_abc".into(), Timestamp(0)).expect("sound");
        let client = alice::client(false);
        let (readable, writable) = (client.readable(&pool), client.writable(&pool));
        assert!(readable.contains("custom:tenant") && writable.contains("custom:tenant"));
        assert!(readable.contains("email_verified") && !writable.contains("email_verified"));
        assert!(!readable.contains("dev:custom:note") && !writable.contains("dev:custom:note"));
        assert!(readable.contains("sub") && !writable.contains("sub"));
        let mut narrow = client;
        narrow.settings.read_attributes =
            Some(vec!["name".to_owned(), "dev:custom:note".to_owned()]);
        narrow.settings.write_attributes =
            Some(vec!["name".to_owned(), "email_verified".to_owned()]);
        assert_eq!(
            narrow.readable(&pool),
            ["name", "sub"].map(str::to_owned).into()
        );
        assert_eq!(narrow.writable(&pool), ["name"].map(str::to_owned).into());
    }

    #[test]
    fn srp_is_used_unless_the_flows_leave_it_out() {
        let check = |flows: Option<&[Allow]>, expect: bool| {
            let mut client = alice::client(false);
            client.settings.explicit_auth_flows = flows.map(<[Allow]>::to_vec);
            assert_eq!(client.uses_srp(), expect, "{flows:?}");
        };
        check(None, true);
        check(Some(&[]), true);
        check(Some(&[Allow::AllowUserSrpAuth]), true);
        check(Some(&[Allow::AllowUserAuth]), true);
        check(Some(&[Allow::UserPasswordAuth]), true);
        check(Some(&[Allow::AllowUserPasswordAuth]), false);
        check(
            Some(&[
                Allow::AllowAdminUserPasswordAuth,
                Allow::AllowCustomAuth,
                Allow::AllowRefreshTokenAuth,
            ]),
            false,
        );
        check(Some(&[Allow::CustomAuthFlowOnly]), false);
    }

    #[test]
    fn lifetimes_are_read_in_their_units() {
        let check = |count: i32, unit: TimeUnitsType, seconds: u64| {
            assert_eq!(
                lifetime(Some(count), unit, Duration::from_secs(7)),
                Duration::from_secs(seconds)
            );
        };
        check(0, TimeUnitsType::Days, 7);
        check(-1, TimeUnitsType::Days, 7);
        check(90, TimeUnitsType::Seconds, 90);
        check(5, TimeUnitsType::Minutes, 300);
        check(2, TimeUnitsType::Hours, 7200);
        check(1, TimeUnitsType::Days, 86400);
    }
}
