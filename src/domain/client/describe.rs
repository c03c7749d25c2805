//! Clients as `DescribeUserPoolClient` and `ListUserPoolClients` show them.

use super::Client;
use shapes::idp;

/// A client with its defaults filled in, its secret included; lists that were left out stay out.
pub fn describe(client: &Client) -> idp::UserPoolClientType {
    let settings = client.settings.clone();
    let date = |at: crate::time::Timestamp| Some(shapes::Timestamp(at.fractional_seconds()));
    idp::UserPoolClientType {
        user_pool_id: Some(client.pool.to_string()),
        client_id: Some(client.id.as_str().into()),
        client_name: Some(settings.client_name),
        client_secret: client.secret.as_ref().map(|secret| secret.expose().into()),
        client_type: Some(idp::ClientTypeType::Regular),
        creation_date: date(client.created_at),
        last_modified_date: date(client.modified_at),
        access_token_validity: settings.access_token_validity,
        id_token_validity: settings.id_token_validity,
        refresh_token_validity: Some(
            settings
                .refresh_token_validity
                .filter(|count| *count > 0)
                .unwrap_or(30),
        ),
        token_validity_units: settings.token_validity_units,
        read_attributes: settings.read_attributes,
        write_attributes: settings.write_attributes,
        explicit_auth_flows: settings.explicit_auth_flows,
        supported_identity_providers: settings.supported_identity_providers,
        callback_urls: settings.callback_urls,
        logout_urls: settings.logout_urls,
        default_redirect_uri: settings.default_redirect_uri,
        allowed_oauth_flows: settings.allowed_oauth_flows,
        allowed_oauth_scopes: settings.allowed_oauth_scopes,
        allowed_oauth_flows_user_pool_client: Some(
            settings
                .allowed_oauth_flows_user_pool_client
                .unwrap_or(false),
        ),
        analytics_configuration: settings.analytics_configuration,
        prevent_user_existence_errors: settings.prevent_user_existence_errors,
        enable_token_revocation: Some(client.revocable()),
        enable_propagate_additional_user_context_data: Some(false),
        auth_session_validity: Some(settings.auth_session_validity.unwrap_or(3)),
        refresh_token_rotation: settings.refresh_token_rotation,
    }
}

/// A client as a list shows it: name and ids.
pub fn describe_short(client: &Client) -> idp::UserPoolClientDescription {
    idp::UserPoolClientDescription {
        client_id: Some(client.id.as_str().into()),
        client_name: Some(client.settings.client_name.clone()),
        user_pool_id: Some(client.pool.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{id::ClientId, testing::alice, time::Timestamp};

    #[test]
    fn what_was_set_comes_back() {
        use serde_json::json;
        let settings = json!({
            "AccessTokenValidity": 2, "AllowedOAuthFlows": ["code"], "AllowedOAuthFlowsUserPoolClient": true,
            "AllowedOAuthScopes": ["openid"], "AuthSessionValidity": 5, "CallbackURLs": ["https://a.example/cb"],
            "ClientName": "c", "DefaultRedirectURI": "https://a.example/cb", "EnablePropagateAdditionalUserContextData": false,
            "EnableTokenRevocation": false, "ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH"], "IdTokenValidity": 2,
            "LogoutURLs": ["https://a.example/"], "PreventUserExistenceErrors": "LEGACY", "ReadAttributes": ["email"],
            "RefreshTokenRotation": {"Feature": "ENABLED", "RetryGracePeriodSeconds": 5}, "RefreshTokenValidity": 9,
            "SupportedIdentityProviders": ["COGNITO"],
            "TokenValidityUnits": {"AccessToken": "hours", "IdToken": "hours", "RefreshToken": "days"},
            "UserPoolId": "us-east-1_EXAMPLE1", "WriteAttributes": ["email"]});
        let request = serde_json::from_value(settings.clone()).expect("Cognito's shape");
        let (id, secret) = (ClientId::from("c1"), "s".into());
        let client = Client::create(request, &alice::pool(), id, secret, &[], Timestamp(0));
        let described = serde_json::to_value(describe(&client.expect("sound"))).expect("JSON");
        for (name, value) in settings.as_object().expect("an object") {
            assert_eq!(&described[name], value, "{name}");
        }
    }

    #[test]
    fn a_described_client_shows_its_defaults_and_its_secret() {
        let client = Client {
            secret: Some("tell-nobody".into()),
            ..alice::client(true)
        };
        let described = serde_json::to_value(describe(&client)).expect("JSON");
        let expect = serde_json::json!({
            "UserPoolId": "us-east-1_EXAMPLE1", "ClientId": "1example23456789", "ClientName": "",
            "ClientSecret": "tell-nobody", "ClientType": "REGULAR", "CreationDate": 0, "LastModifiedDate": 0,
            "RefreshTokenValidity": 30, "AllowedOAuthFlowsUserPoolClient": false,
            "PreventUserExistenceErrors": "ENABLED", "EnableTokenRevocation": true,
            "EnablePropagateAdditionalUserContextData": false, "AuthSessionValidity": 3});
        assert_eq!(described, expect);
        let short = serde_json::to_value(describe_short(&client)).expect("JSON");
        assert!(short.get("ClientSecret").is_none(), "a list never shows it");
    }
}
