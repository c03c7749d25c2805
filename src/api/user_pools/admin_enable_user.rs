//! `AdminEnableUser`: an administrator lets a disabled user sign in again.

use crate::protocol::{Audit, CallerKind, Handle};
use engine::{
    edit::edit_user, fault::Fault, find, rate_limiter::RateLimit, request::RequestContext,
};
use shapes::idp::{AdminEnableUserRequest, AdminEnableUserResponse, operation::AdminEnableUser};

impl Handle for AdminEnableUser {
    const LIMIT: Option<RateLimit> = None;
    const CALLER: CallerKind = CallerKind::Administrator;
    const AUDIT: Audit = Audit::Unrecorded;

    async fn handle(
        cx: &RequestContext,
        request: AdminEnableUserRequest,
    ) -> Result<AdminEnableUserResponse, Fault> {
        let pool = find::pool(&cx.app.store, &request.user_pool_id).await?;
        edit_user(cx, &pool, &request.username, |user, _| {
            user.enabled = true;
            Ok(Vec::new())
        })
        .await?;
        Ok(AdminEnableUserResponse)
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::{Expect, World};
    use serde_json::json;

    #[tokio::test]
    async fn succeeds_and_leaves_an_enabled_user_as_they_are() {
        let world = World::with_user("ada").await;
        let before = world.stored_user("ada").await;
        let enabled = world.call_admin("AdminEnableUser", json!({"Username": "ada"}));
        enabled.await.gives(json!({}));
        assert_eq!(world.stored_user("ada").await, before);
    }

    #[tokio::test]
    async fn refuses_unknown_users() {
        let world = World::new().await;
        world
            .call_admin("AdminEnableUser", json!({"Username": "eve"}))
            .await
            .refuses("UserNotFound", "User does not exist.");
    }
}
