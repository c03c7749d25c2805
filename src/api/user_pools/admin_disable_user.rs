//! `AdminDisableUser`: an administrator bars a user from signing in, and ends what the user was given.

use crate::protocol::{Audit, CallerKind, Handle};
use domain::change::Change;
use engine::{
    edit::edit_user, fault::Fault, find, rate_limiter::RateLimit, request::RequestContext,
};
use shapes::idp::{AdminDisableUserRequest, AdminDisableUserResponse, operation::AdminDisableUser};

impl Handle for AdminDisableUser {
    const LIMIT: Option<RateLimit> = None;
    const CALLER: CallerKind = CallerKind::Administrator;
    const AUDIT: Audit = Audit::Unrecorded;

    async fn handle(
        cx: &RequestContext,
        request: AdminDisableUserRequest,
    ) -> Result<AdminDisableUserResponse, Fault> {
        let pool = find::pool(&cx.app.store, &request.user_pool_id).await?;
        edit_user(cx, &pool, &request.username, |user, _| {
            user.enabled = false;
            Ok(vec![
                Change::RevokeFamilies(user.sub.clone()),
                Change::EndBrowserSessions(user.sub.clone()),
            ])
        })
        .await?;
        Ok(AdminDisableUserResponse)
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::{Expect, PASSWORD, World};
    use serde_json::json;

    #[tokio::test]
    async fn succeeds_and_ends_what_the_user_was_given() {
        let world = World::with_user("ada").await;
        let tokens = world.tokens("ada").await;
        for times in 1..=2 {
            let disabled = world.call_admin("AdminDisableUser", json!({"Username": "ada"}));
            disabled.await.gives(json!({}));
            let user = world.stored_user("ada").await;
            assert!(!user.enabled, "{times}");
        }
        world
            .sign_in("ada", PASSWORD)
            .await
            .refuses("NotAuthorized", "User is disabled.");
        let refresh = json!({
            "ClientId": world.client.id,
            "RefreshToken": tokens["RefreshToken"],
        });
        world
            .call("GetTokensFromRefreshToken", refresh)
            .await
            .refuses("NotAuthorized", "Refresh Token has been revoked");
        let token = tokens["AccessToken"].as_str().expect("a text");
        let call = world.call_as(token, "GetUser", json!({})).await;
        call.refuses("NotAuthorized", "Access Token has been revoked");
        let enabled = world.call_admin("AdminEnableUser", json!({"Username": "ada"}));
        enabled.await.gives(json!({}));
        world
            .sign_in("ada", PASSWORD)
            .await
            .expect("ada may sign in again");
    }

    #[tokio::test]
    async fn refuses_unknown_users_and_pools() {
        let world = World::new().await;
        world
            .call_admin("AdminDisableUser", json!({"Username": "eve"}))
            .await
            .refuses("UserNotFound", "User does not exist.");
        let nowhere = json!({"UserPoolId": "us-east-1_nowhere00", "Username": "ada"});
        world.call("AdminDisableUser", nowhere).await.refuses(
            "ResourceNotFound",
            "User pool us-east-1_nowhere00 does not exist.",
        );
    }
}
