//! `RevokeToken`: ends a refresh token and everything that came of the same sign-in.

use crate::protocol::{Audit, CallerKind, Handle};
use domain::{refusal, secret_hash::check_client_secret};
use engine::{fault::Fault, find, issue, rate_limiter::RateLimit, request::RequestContext};
use shapes::idp::{RevokeTokenRequest, RevokeTokenResponse, operation::RevokeToken};

impl Handle for RevokeToken {
    const LIMIT: Option<RateLimit> = Some(RateLimit::Guess);
    const CALLER: CallerKind = CallerKind::Anyone;
    const AUDIT: Audit = Audit::Unrecorded;

    async fn handle(
        cx: &RequestContext,
        request: RevokeTokenRequest,
    ) -> Result<RevokeTokenResponse, Fault> {
        let (pool, client) = find::client(&cx.app.store, &request.client_id).await?;
        // Here a wrong secret reads as a token of another client.
        check_client_secret(&client, request.client_secret.as_deref())
            .map_err(|_| refusal::RefreshToken::OtherClient)?;
        issue::revoke(&cx.app, &pool, &client, &request.token).await?;
        Ok(RevokeTokenResponse)
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::{Expect, World, text};
    use serde_json::json;

    #[tokio::test]
    async fn succeeds_and_ends_one_sign_in() {
        let world = World::with_user("ada").await;
        let (one, two) = (world.tokens("ada").await, world.tokens("ada").await);
        let revoke = async || {
            world
                .call_client("RevokeToken", json!({"Token": one["RefreshToken"]}))
                .await
        };
        revoke().await.gives(json!({}));
        revoke().await.gives(json!({}));
        let revoked = world
            .call_as(&text(&one["AccessToken"]), "GetUser", json!({}))
            .await;
        revoked.refuses("NotAuthorized", "Access Token has been revoked");
        world
            .call_client(
                "GetTokensFromRefreshToken",
                json!({"RefreshToken": one["RefreshToken"]}),
            )
            .await
            .refuses("NotAuthorized", "Refresh Token has been revoked");
        world
            .call_as(&text(&two["AccessToken"]), "GetUser", json!({}))
            .await
            .expect("the other sign-in goes on");
    }

    #[tokio::test]
    async fn refuses_other_kinds_other_clients_and_where_it_is_off() {
        let world = World::with_user("ada").await;
        let tokens = world.tokens("ada").await;
        world
            .call_client("RevokeToken", json!({"Token": tokens["AccessToken"]}))
            .await
            .refuses(
                "UnsupportedTokenType",
                "Only refresh tokens can be revoked.",
            );
        let other = world.another_client(json!({})).await;
        world
            .call(
                "RevokeToken",
                json!({"ClientId": other.id, "Token": tokens["RefreshToken"]}),
            )
            .await
            .refuses("Unauthorized", "The token was not issued to this client.");
        let off = world
            .another_client(json!({"EnableTokenRevocation": false}))
            .await;
        world
            .call(
                "RevokeToken",
                json!({"ClientId": off.id, "Token": tokens["RefreshToken"]}),
            )
            .await
            .refuses(
                "UnsupportedOperation",
                "Token revocation is not enabled for this client.",
            );
        let secret = world.another_client(json!({"GenerateSecret": true})).await;
        world
            .call(
                "RevokeToken",
                json!({"ClientId": secret.id, "Token": tokens["RefreshToken"]}),
            )
            .await
            .refuses_as("Unauthorized");
    }
}
