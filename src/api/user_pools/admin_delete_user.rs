//! `AdminDeleteUser`: an administrator deletes a user.

use crate::protocol::{Audit, CallerKind, Handle};
use engine::{fault::Fault, find, rate_limiter::RateLimit, request::RequestContext};
use shapes::idp::{AdminDeleteUserRequest, AdminDeleteUserResponse, operation::AdminDeleteUser};

impl Handle for AdminDeleteUser {
    const LIMIT: Option<RateLimit> = None;
    const CALLER: CallerKind = CallerKind::Administrator;
    const AUDIT: Audit = Audit::Unrecorded;

    async fn handle(
        cx: &RequestContext,
        request: AdminDeleteUserRequest,
    ) -> Result<AdminDeleteUserResponse, Fault> {
        let pool = find::pool(&cx.app.store, &request.user_pool_id).await?;
        let user = find::user(&cx.app.store, &pool, &request.username).await?;
        cx.app
            .store
            .write(vec![store::user::delete(&pool.id, &user.sub)])
            .await?;
        Ok(AdminDeleteUserResponse)
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::{Expect, World};
    use serde_json::json;

    #[tokio::test]
    async fn succeeds_and_the_user_is_gone() {
        let world = World::with_user("ada").await;
        world
            .call_admin("AdminDeleteUser", json!({"Username": "ada"}))
            .await
            .gives(serde_json::Value::Null);
        world
            .sign_in("ada", "x")
            .await
            .refuses("UserNotFound", "User does not exist.");
    }

    #[tokio::test]
    async fn refuses_an_unknown_user() {
        let world = World::new().await;
        world
            .call_admin("AdminDeleteUser", json!({"Username": "eve"}))
            .await
            .refuses("UserNotFound", "User does not exist.");
    }
}
