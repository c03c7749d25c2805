//! `DeleteUser`: the caller deletes themselves.

use crate::protocol::{Audit, CallerKind, Handle};
use domain::client::ADMIN_SCOPE;
use engine::{caller, fault::Fault, rate_limiter::RateLimit, request::RequestContext};
use shapes::idp::{DeleteUserRequest, DeleteUserResponse, operation::DeleteUser};

impl Handle for DeleteUser {
    const LIMIT: Option<RateLimit> = None;
    const CALLER: CallerKind = CallerKind::Token;
    const AUDIT: Audit = Audit::Unrecorded;

    async fn handle(
        cx: &RequestContext,
        request: DeleteUserRequest,
    ) -> Result<DeleteUserResponse, Fault> {
        let caller = caller::caller(&cx.app, &request.access_token, ADMIN_SCOPE).await?;
        cx.app
            .store
            .write(vec![store::user::delete(&caller.pool.id, &caller.user.sub)])
            .await?;
        Ok(DeleteUserResponse)
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::{Expect, World, check_caller};
    use serde_json::json;

    #[tokio::test]
    async fn succeeds_and_the_user_is_gone() {
        let (world, token) = World::signed_in("ada").await;
        world
            .call_as(&token, "DeleteUser", json!({}))
            .await
            .gives(serde_json::Value::Null);
        world
            .call_admin("AdminGetUser", json!({"Username": "ada"}))
            .await
            .refuses("UserNotFound", "User does not exist.");
        world.user("ada").await;
    }

    #[tokio::test]
    async fn refuses_tokens_that_do_not_count() {
        check_caller("DeleteUser", json!({})).await;
    }
}
