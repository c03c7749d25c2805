//! `GetTokensFromRefreshToken`: new tokens for a refresh token, with or without rotation.

use crate::{
    protocol::{Audit, CallerKind, Handle},
    user_pools::show,
};
use domain::{refusal, secret_hash::check_client_secret};
use engine::{fault::Fault, find, issue, rate_limiter::RateLimit, request::RequestContext};
use shapes::idp::{
    AuthFlowType, GetTokensFromRefreshTokenRequest, GetTokensFromRefreshTokenResponse,
    operation::GetTokensFromRefreshToken,
};

impl Handle for GetTokensFromRefreshToken {
    const LIMIT: Option<RateLimit> = Some(RateLimit::Guess);
    const CALLER: CallerKind = CallerKind::Anyone;
    const AUDIT: Audit = Audit::Unrecorded;

    async fn handle(
        cx: &RequestContext,
        request: GetTokensFromRefreshTokenRequest,
    ) -> Result<GetTokensFromRefreshTokenResponse, Fault> {
        let (pool, client) = find::client(&cx.app.store, &request.client_id).await?;
        check_client_secret(&client, request.client_secret.as_deref())?;
        if !client.may_refresh() {
            return Err(refusal::Flow::NotEnabled(
                AuthFlowType::RefreshTokenAuth.as_str().to_owned(),
            )
            .into());
        }
        let (token, metadata) = (&request.refresh_token, request.client_metadata.as_ref());
        let tokens = issue::refresh(cx, &pool, &client, token, metadata).await?;
        Ok(GetTokensFromRefreshTokenResponse {
            authentication_result: Some(show::tokens(tokens)),
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::{Expect, World, rotating};
    use serde_json::json;

    #[tokio::test]
    async fn succeeds_without_rotation() {
        let world = World::with_user("ada").await;
        let token = world.tokens("ada").await["RefreshToken"].clone();
        let answer = world
            .call_client("GetTokensFromRefreshToken", json!({"RefreshToken": token}))
            .await;
        let result = answer.expect("the token is good")["AuthenticationResult"].clone();
        assert!(
            result["AccessToken"].is_string()
                && result["IdToken"].is_string()
                && result["RefreshToken"].is_null()
        );
    }

    #[tokio::test]
    async fn succeeds_with_rotation_once_for_each_token() {
        let world = World::with(json!({}), rotating(0)).await;
        world.user("ada").await;
        let refresh = async |token: &serde_json::Value| {
            world
                .call_client("GetTokensFromRefreshToken", json!({"RefreshToken": token}))
                .await
        };
        let first = world.tokens("ada").await["RefreshToken"].clone();
        let second = refresh(&first).await.expect("the token is good")["AuthenticationResult"]["RefreshToken"].clone();
        assert!(second.is_string() && second != first);
        let third = refresh(&second).await.expect("its successor too")["AuthenticationResult"]["RefreshToken"].clone();
        refresh(&first).await.refuses_as("RefreshTokenReuse");
        // One of two holders is a thief: nobody goes on.
        refresh(&third)
            .await
            .refuses("NotAuthorized", "Refresh Token has been revoked");
    }

    #[tokio::test]
    async fn refuses_what_is_no_token_of_the_client() {
        let world = World::with_user("ada").await;
        let token = world.tokens("ada").await["RefreshToken"].clone();
        world
            .call_client(
                "GetTokensFromRefreshToken",
                json!({"RefreshToken": "made-up"}),
            )
            .await
            .refuses("NotAuthorized", "Invalid Refresh Token");
        let other = world.another_client(json!({})).await;
        let foreign = json!({"ClientId": other.id, "RefreshToken": token});
        world
            .call("GetTokensFromRefreshToken", foreign)
            .await
            .refuses("NotAuthorized", "Invalid Refresh Token");
        let closed = world
            .another_client(json!({"ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH"]}))
            .await;
        world
            .call(
                "GetTokensFromRefreshToken",
                json!({"ClientId": closed.id, "RefreshToken": token}),
            )
            .await
            .refuses(
                "InvalidParameter",
                "REFRESH_TOKEN_AUTH flow not enabled for this client",
            );
        let secret = world.another_client(json!({"GenerateSecret": true})).await;
        let secret =
            json!({"ClientId": secret.id, "ClientSecret": "x".repeat(24), "RefreshToken": token});
        let secret = world.call("GetTokensFromRefreshToken", secret).await;
        secret.refuses("NotAuthorized", "Client secret is missing or incorrect.");
    }

    #[tokio::test]
    async fn refuses_the_token_of_a_deleted_user() {
        let world = World::with_user("ada").await;
        let token = world.tokens("ada").await["RefreshToken"].clone();
        world
            .call_admin("AdminDeleteUser", json!({"Username": "ada"}))
            .await
            .expect("ada is there");
        world
            .call_client("GetTokensFromRefreshToken", json!({"RefreshToken": token}))
            .await
            .refuses("NotAuthorized", "Invalid Refresh Token");
    }
}
