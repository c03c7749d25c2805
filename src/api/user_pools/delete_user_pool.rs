//! `DeleteUserPool`: deletes a pool and everything in it.

use crate::protocol::{Audit, CallerKind, Handle};
use engine::{fault::Fault, find, rate_limiter::RateLimit, request::RequestContext};
use shapes::idp::{DeleteUserPoolRequest, DeleteUserPoolResponse, operation::DeleteUserPool};

impl Handle for DeleteUserPool {
    const LIMIT: Option<RateLimit> = None;
    const CALLER: CallerKind = CallerKind::Administrator;
    const AUDIT: Audit = Audit::Unrecorded;

    async fn handle(
        cx: &RequestContext,
        request: DeleteUserPoolRequest,
    ) -> Result<DeleteUserPoolResponse, Fault> {
        let pool = find::pool(&cx.app.store, &request.user_pool_id).await?;
        pool.check_delete()?;
        cx.app
            .store
            .write(vec![store::pool::delete(&pool.id)])
            .await?;
        Ok(DeleteUserPoolResponse)
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::{Expect, World};
    use serde_json::json;

    #[tokio::test]
    async fn succeeds_and_everything_in_it_is_gone() {
        let (world, token) = World::signed_in("ada").await;
        world
            .call_admin("DeleteUserPool", json!({}))
            .await
            .gives(serde_json::Value::Null);
        world
            .call_admin("DescribeUserPool", json!({}))
            .await
            .refuses_as("ResourceNotFound");
        world
            .sign_in("ada", "x")
            .await
            .refuses_as("ResourceNotFound");
        world
            .call_as(&token, "GetUser", json!({}))
            .await
            .refuses("NotAuthorized", "Invalid Access Token");
    }

    #[tokio::test]
    async fn refuses_while_protected_or_with_a_domain() {
        let world = World::with(json!({"DeletionProtection": "ACTIVE"}), json!({})).await;
        world
            .call_admin("DeleteUserPool", json!({}))
            .await
            .refuses_as("InvalidParameter");
        let world = World::new().await;
        world
            .call_admin("CreateUserPoolDomain", json!({"Domain": "acme"}))
            .await
            .expect("the name is free");
        world.call_admin("DeleteUserPool", json!({})).await.refuses(
            "InvalidParameter",
            "User pool cannot be deleted. It has a domain configured that should be deleted first.",
        );
    }
}
