//! `CreateUserPoolClient`: which settings a client may have.

use super::{BUILT_IN_SCOPES, Client, NEVER_WRITABLE, Rotation, is_legacy, redirect_uri};
use crate::{
    id::ClientId,
    pool::Pool,
    refusal::{Refusal, Setting, refuse_setting},
    secret::Secret,
    time::Timestamp,
    unbuilt,
};
use shapes::idp::{self, ExplicitAuthFlowsType as Allow, OAuthFlowType};
use std::time::Duration;

/// The most callback URLs, and the most sign-out URLs.
const URLS: usize = 100;
/// The most scopes.
const SCOPES: usize = 50;

impl Client {
    /// A new client with the settings of `CreateUserPoolClient`; the limits of the service model were checked before.
    /// `generated` becomes its secret if the request asks for one; `known_scopes` are the custom scopes (`<resource
    /// server>/<scope>`) that exist in the pool.
    ///
    /// Refused because this build cannot honour them: the implicit grant (OAuth 2.1 drops it), token exchange, identity
    /// providers other than `COGNITO`, analytics, and the propagation of user context.
    ///
    /// **Errors** [`Setting::Invalid`], [`Setting::OAuthFlowInvalid`], [`Setting::ScopeUnknown`].
    pub fn create(
        mut settings: idp::CreateUserPoolClientRequest,
        pool: &Pool,
        id: ClientId,
        generated: Secret,
        known_scopes: &[String],
        now: Timestamp,
    ) -> Result<Self, Refusal> {
        let chosen = settings
            .client_secret
            .take()
            .map(|secret| Secret::from(secret.into_inner()));
        let secret = match (settings.generate_secret.take().unwrap_or(false), chosen) {
            (true, Some(_)) => {
                return refuse_setting("Give ClientSecret or GenerateSecret, not both.");
            }
            (true, None) => Some(generated),
            (false, chosen) => chosen,
        };
        let client = Self {
            id,
            pool: pool.id.clone(),
            settings,
            requires_pkce: false,
            secret,
            created_at: now,
            modified_at: now,
        };
        client.check_flows()?;
        client.check_lifetimes()?;
        client.check_attributes(pool)?;
        client.check_oauth(known_scopes)?;
        client.check_urls()?;
        Ok(client)
    }

    fn check_flows(&self) -> Result<(), Refusal> {
        let flows = self
            .settings
            .explicit_auth_flows
            .as_deref()
            .unwrap_or_default();
        if flows.iter().any(|flow| is_legacy(*flow)) && flows.iter().any(|flow| !is_legacy(*flow)) {
            return refuse_setting(
                "Cannot specify both old and new auth flow values. Use the ALLOW_ values only.",
            );
        }
        unbuilt::check_flows(flows)?;
        if self.rotation() != Rotation::Off && flows.contains(&Allow::AllowRefreshTokenAuth) {
            return refuse_setting(
                "Refresh token rotation cannot be enabled together with ALLOW_REFRESH_TOKEN_AUTH. Remove it from \
                 ExplicitAuthFlows.",
            );
        }
        if self.settings.analytics_configuration.is_some() {
            return refuse_setting(
                "AnalyticsConfiguration is not supported by this server. Leave it out.",
            );
        }
        unbuilt::check_client(&self.settings)?;
        let providers = self
            .settings
            .supported_identity_providers
            .as_deref()
            .unwrap_or_default();
        match providers.iter().find(|name| *name != "COGNITO") {
            Some(name) => refuse_setting(format!(
                "The provider {name} does not exist for User Pool {}.",
                self.pool
            )),
            None => Ok(()),
        }
    }

    fn check_lifetimes(&self) -> Result<(), Refusal> {
        let short = Duration::from_mins(5)..=Duration::from_hours(24);
        let long = Duration::from_hours(1)..=Duration::from_hours(3650 * 24);
        let (access, id, refresh) = (
            self.access_lifetime(),
            self.id_lifetime(),
            self.refresh_lifetime(),
        );
        if !short.contains(&access) || !short.contains(&id) || !long.contains(&refresh) {
            return refuse_setting("Invalid range for token validity.");
        }
        if refresh < access || refresh < id {
            return refuse_setting(
                "Refresh token validity must not be less than access token and ID token validity.",
            );
        }
        Ok(())
    }

    fn check_attributes(&self, pool: &Pool) -> Result<(), Refusal> {
        let is_attribute = |name: &String| {
            pool.attribute(name)
                .is_some_and(|attribute| !attribute.developer_only)
        };
        if !self
            .settings
            .read_attributes
            .iter()
            .flatten()
            .all(is_attribute)
        {
            return refuse_setting("Invalid read attributes specified while creating a client");
        }
        let writes = self
            .settings
            .write_attributes
            .as_deref()
            .unwrap_or_default();
        if !writes
            .iter()
            .all(|name| is_attribute(name) && !NEVER_WRITABLE.contains(&name.as_str()))
        {
            return refuse_setting("Invalid write attributes specified while creating a client");
        }
        match pool
            .required()
            .iter()
            .find(|name| !writes.is_empty() && !writes.contains(name))
        {
            Some(name) => refuse_setting(format!(
                "Invalid write attributes specified while creating a client: the required attribute {name} must be writable"
            )),
            None => Ok(()),
        }
    }

    fn check_oauth(&self, known_scopes: &[String]) -> Result<(), Refusal> {
        let settings = &self.settings;
        let flows = settings.allowed_oauth_flows.as_deref().unwrap_or_default();
        if !self.uses_oauth() {
            let unused = !flows.is_empty()
                || !self.scopes().is_empty()
                || !self.callback_urls().is_empty()
                || !self.logout_urls().is_empty()
                || settings.default_redirect_uri.is_some();
            if unused {
                return refuse_setting(
                    "AllowedOAuthFlowsUserPoolClient must be true for AllowedOAuthFlows, AllowedOAuthScopes, \
                     CallbackURLs, LogoutURLs and DefaultRedirectURI.",
                );
            }
            return Ok(());
        }
        if flows.is_empty() || self.scopes().is_empty() {
            return refuse_setting(
                "AllowedOAuthFlows and AllowedOAuthScopes are required if user pool client is allowed to use OAuth flows.",
            );
        }
        if flows.contains(&OAuthFlowType::Implicit) {
            return refuse_setting(
                "AllowedOAuthFlows: implicit is not supported by this server, because it puts tokens into addresses. \
                 Use code with PKCE.",
            );
        }
        let machine = flows.contains(&OAuthFlowType::ClientCredentials);
        if machine
            && flows
                .iter()
                .any(|flow| *flow != OAuthFlowType::ClientCredentials)
        {
            let reason = "client_credentials flow can not be selected along with code flow or implicit flow.";
            return Err(Setting::OAuthFlowInvalid(reason.to_owned()).into());
        }
        if machine && self.secret.is_none() {
            let reason = "client_credentials flow can not be selected if client does not have a client secret.";
            return Err(Setting::OAuthFlowInvalid(reason.to_owned()).into());
        }
        if self.scopes().len() > SCOPES {
            return refuse_setting(format!("AllowedOAuthScopes: at most {SCOPES} scopes."));
        }
        for scope in self.scopes() {
            let built_in = BUILT_IN_SCOPES.contains(&scope.as_str());
            if !built_in && !known_scopes.contains(scope) {
                return Err(Setting::ScopeUnknown(scope.clone()).into());
            }
            if built_in && machine {
                let reason = format!(
                    "client_credentials flow can not be selected with the scope {scope}. Use scopes of resource servers."
                );
                return Err(Setting::OAuthFlowInvalid(reason).into());
            }
        }
        let of_openid = |scope: &String| matches!(scope.as_str(), "email" | "phone" | "profile");
        if self.scopes().iter().any(of_openid)
            && !self.scopes().iter().any(|scope| scope == "openid")
        {
            return refuse_setting(
                "AllowedOAuthScopes: openid is required for email, phone and profile.",
            );
        }
        Ok(())
    }

    fn check_urls(&self) -> Result<(), Refusal> {
        for (name, urls) in [
            ("CallbackURLs", self.callback_urls()),
            ("LogoutURLs", self.logout_urls()),
        ] {
            if urls.len() > URLS {
                return refuse_setting(format!("{name}: at most {URLS} URLs."));
            }
            for url in urls {
                redirect_uri::check(url)
                    .map_err(|reason| Setting::Invalid(format!("{url} {reason}")))?;
            }
        }
        match &self.settings.default_redirect_uri {
            Some(default) if !self.callback_urls().contains(default) => refuse_setting(format!(
                "DefaultRedirectURI: {default} must be one of the CallbackURLs."
            )),
            Some(_) | None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::PoolId;
    use serde_json::{Value, json};
    use shapes::idp::AuthFlowType;

    fn create(extra: Value) -> Result<Client, Refusal> {
        let pool = json!({"PoolName": "p", "Schema": [{"Name": "email", "Required": true}, {"Name": "tenant", "AttributeDataType": "String"}]});
        let pool = serde_json::from_value(pool).expect("Cognito's shape");
        let pool = Pool::create(pool, PoolId::from("us-east-1_abc"), Timestamp(0)).expect("sound");
        let mut settings = json!({"ClientName": "c", "UserPoolId": "us-east-1_abc"});
        for (key, value) in extra.as_object().expect("an object") {
            settings[key] = value.clone();
        }
        let settings = serde_json::from_value(settings).expect("Cognito's shape");
        let pool_scopes = ["notes/read".to_owned()];
        Client::create(
            settings,
            &pool,
            ClientId::from("c1"),
            "generated".into(),
            &pool_scopes,
            Timestamp(0),
        )
    }

    #[test]
    fn what_cannot_hold_is_refused() {
        #[track_caller]
        fn check(extra: Value, expect: &str) {
            match create(extra) {
                Err(Refusal::Setting(
                    Setting::Invalid(reason)
                    | Setting::OAuthFlowInvalid(reason)
                    | Setting::ScopeUnknown(reason),
                )) => {
                    assert!(reason.contains(expect), "{reason}");
                }
                other => panic!("expected a refusal with {expect:?}, got {other:?}"),
            }
        }
        let oauth = |extra: Value| {
            let mut settings = json!({
                "AllowedOAuthFlowsUserPoolClient": true, "AllowedOAuthFlows": ["code"],
                "AllowedOAuthScopes": ["openid"], "CallbackURLs": ["https://a.example/cb"]});
            for (key, value) in extra.as_object().expect("an object") {
                settings[key] = value.clone();
            }
            settings
        };
        check(
            json!({"ExplicitAuthFlows": ["ADMIN_NO_SRP_AUTH", "ALLOW_USER_SRP_AUTH"]}),
            "both old and new",
        );
        check(
            json!({"ExplicitAuthFlows": ["ALLOW_TOKEN_EXCHANGE_DELEGATION"]}),
            "not supported",
        );
        check(
            json!({"ExplicitAuthFlows": ["ALLOW_REFRESH_TOKEN_AUTH"],
                "RefreshTokenRotation": {"Feature": "ENABLED"}}),
            "Refresh token rotation cannot be enabled",
        );
        check(
            json!({"AccessTokenValidity": 25}),
            "Invalid range for token validity.",
        );
        check(
            json!({"AccessTokenValidity": 4, "TokenValidityUnits": {"AccessToken": "minutes"}}),
            "Invalid range for token validity.",
        );
        check(
            json!({"RefreshTokenValidity": 3651}),
            "Invalid range for token validity.",
        );
        check(
            json!({"RefreshTokenValidity": 59, "TokenValidityUnits": {"RefreshToken": "minutes"}}),
            "Invalid range for token validity.",
        );
        for (name, unit) in [
            ("AccessTokenValidity", "AccessToken"),
            ("IdTokenValidity", "IdToken"),
        ] {
            check(
                json!({"RefreshTokenValidity": 60, name: 61, "TokenValidityUnits": {"RefreshToken": "minutes", unit: "minutes"}}),
                "must not be less than",
            );
        }
        check(
            json!({"SupportedIdentityProviders": ["Google"]}),
            "The provider Google does not exist",
        );
        check(
            json!({"ReadAttributes": ["custom:none"]}),
            "Invalid read attributes",
        );
        check(
            json!({"WriteAttributes": ["email", "email_verified"]}),
            "Invalid write attributes",
        );
        check(
            json!({"WriteAttributes": ["name"]}),
            "email must be writable",
        );
        check(
            json!({"CallbackURLs": ["https://a.example"]}),
            "AllowedOAuthFlowsUserPoolClient must be true",
        );
        check(
            json!({"AllowedOAuthFlowsUserPoolClient": true}),
            "AllowedOAuthFlows and AllowedOAuthScopes are required",
        );
        check(
            oauth(json!({"AllowedOAuthFlows": ["implicit"]})),
            "implicit is not supported",
        );
        check(
            oauth(json!({"AllowedOAuthFlows": ["code", "client_credentials"]})),
            "along with code flow",
        );
        check(
            oauth(json!({"AllowedOAuthFlows": ["client_credentials"]})),
            "does not have a client secret",
        );
        check(
            oauth(json!({"AllowedOAuthFlows": ["client_credentials"], "GenerateSecret": true})),
            "with the scope openid",
        );
        check(
            oauth(json!({"AllowedOAuthScopes": ["openid", "notes/write"]})),
            "notes/write",
        );
        check(
            oauth(json!({"AllowedOAuthScopes": ["email"]})),
            "openid is required",
        );
        check(
            oauth(json!({"CallbackURLs": ["http://a.example/cb"]})),
            "cannot use the HTTP protocol",
        );
        check(
            oauth(json!({"DefaultRedirectURI": "https://b.example"})),
            "must be one of the CallbackURLs",
        );
        check(
            json!({"GenerateSecret": true, "ClientSecret": "x".repeat(30)}),
            "not both",
        );
    }

    #[test]
    fn a_refresh_token_may_live_as_long_as_the_others() {
        let check = |settings: Value| assert!(create(settings.clone()).is_ok(), "{settings}");
        check(
            json!({"RefreshTokenValidity": 60, "TokenValidityUnits": {"RefreshToken": "minutes"}}),
        );
        check(json!({"RefreshTokenValidity": 1, "AccessTokenValidity": 24, "IdTokenValidity": 24}));
    }

    #[test]
    fn a_client_of_a_name_only_has_cognitos_defaults() {
        let client = create(json!({})).expect("a name is enough");
        assert_eq!(client.secret, None);
        assert!(
            client.allows(AuthFlowType::UserSrpAuth)
                && client.allows(AuthFlowType::RefreshTokenAuth)
        );
        assert!(
            !client.allows(AuthFlowType::UserPasswordAuth)
                && !client.allows(AuthFlowType::AdminUserPasswordAuth)
        );
        assert_eq!(client.access_lifetime(), Duration::from_hours(1));
        assert_eq!(client.refresh_lifetime(), Duration::from_hours(720));
        assert_eq!(client.auth_session(), Duration::from_mins(3));
        assert!(client.revocable() && !client.hides_user_existence() && !client.uses_oauth());
        assert_eq!(client.rotation(), Rotation::Off);
    }

    #[test]
    fn old_flow_values_keep_what_they_meant() {
        let old = create(json!({"ExplicitAuthFlows": ["ADMIN_NO_SRP_AUTH"]})).expect("sound");
        assert!(
            old.allows(AuthFlowType::AdminUserPasswordAuth)
                && old.allows(AuthFlowType::UserSrpAuth)
        );
        let only = create(json!({"ExplicitAuthFlows": ["CUSTOM_AUTH_FLOW_ONLY"]})).expect("sound");
        assert!(
            !only.allows(AuthFlowType::UserSrpAuth) && only.allows(AuthFlowType::RefreshTokenAuth)
        );
    }

    #[test]
    fn rotation_closes_refresh_token_auth_and_opens_the_other_door() {
        let rotating =
            json!({"RefreshTokenRotation": {"Feature": "ENABLED", "RetryGracePeriodSeconds": 10}});
        let client = create(rotating).expect("sound");
        assert!(!client.allows(AuthFlowType::RefreshTokenAuth) && client.may_refresh());
        assert_eq!(
            client.rotation(),
            Rotation::On {
                grace: Duration::from_secs(10)
            }
        );
    }

    #[test]
    fn a_machine_client_holds_custom_scopes_and_a_secret() {
        let client = create(json!({
            "GenerateSecret": true, "AllowedOAuthFlowsUserPoolClient": true,
            "AllowedOAuthFlows": ["client_credentials"], "AllowedOAuthScopes": ["notes/read"]}))
        .expect("sound");
        assert!(
            client
                .secret
                .as_ref()
                .is_some_and(|secret| secret.matches("generated"))
        );
        assert_eq!(client.settings.generate_secret, None);
    }
}
