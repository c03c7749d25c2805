//! `GlobalSignOut`: the caller ends every sign-in of theirs.

use crate::{
    api::{Fault, Handle},
    app::App,
    caller, issue,
};
use domain::client::ADMIN_SCOPE;
use shapes::idp::{GlobalSignOutRequest, GlobalSignOutResponse, operation::GlobalSignOut};

impl Handle for GlobalSignOut {
    async fn handle(
        app: &App,
        request: GlobalSignOutRequest,
    ) -> Result<GlobalSignOutResponse, Fault> {
        let caller = caller::caller(app, &request.access_token, ADMIN_SCOPE).await?;
        app.store
            .write(vec![issue::revoke_all(
                app,
                &caller.pool.id,
                &caller.user.sub,
            )])
            .await?;
        Ok(GlobalSignOutResponse)
    }
}

#[cfg(test)]
mod tests {
    use crate::user_pools::testing::{World, refused, text};
    use serde_json::json;
    use std::time::Duration;

    #[tokio::test]
    async fn succeeds_and_ends_every_sign_in() {
        let world = World::new().await;
        world.user("ada").await;
        let (one, two) = (world.tokens("ada").await, world.access_token("ada").await);
        let answer = world.call_as(&two, "GlobalSignOut", json!({})).await;
        assert_eq!(answer, Ok(json!({})));
        for token in [text(&one["AccessToken"]), two] {
            let revoked = world.call_as(&token, "GlobalSignOut", json!({})).await;
            refused(revoked, "NotAuthorized", "Access Token has been revoked");
        }
        let refresh = world
            .call_client(
                "GetTokensFromRefreshToken",
                json!({"RefreshToken": one["RefreshToken"]}),
            )
            .await;
        refused(refresh, "NotAuthorized", "Refresh Token has been revoked");
    }

    #[tokio::test]
    async fn refuses_tokens_that_do_not_count() {
        let world = World::new().await;
        world.user("ada").await;
        let call = async |token: &str| world.call_as(token, "GlobalSignOut", json!({})).await;
        refused(
            call("made.up.token").await,
            "NotAuthorized",
            "Invalid Access Token",
        );
        let scopeless = world.token_without_scope("ada").await;
        refused(
            call(&scopeless).await,
            "NotAuthorized",
            "Access Token does not have required scopes",
        );
        let token = world.access_token("ada").await;
        world.app.clock.advance(Duration::from_hours(1));
        refused(
            call(&token).await,
            "NotAuthorized",
            "Access Token has expired",
        );
    }
}
