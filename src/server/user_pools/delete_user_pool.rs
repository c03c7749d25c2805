//! `DeleteUserPool`: deletes a pool and everything in it.

use crate::{
    api::{Fault, Handle},
    app::App,
    user_pools::find,
};
use shapes::idp::{DeleteUserPoolRequest, DeleteUserPoolResponse, operation::DeleteUserPool};

impl Handle for DeleteUserPool {
    async fn handle(
        app: &App,
        request: DeleteUserPoolRequest,
    ) -> Result<DeleteUserPoolResponse, Fault> {
        let pool = find::pool(app, &request.user_pool_id).await?;
        pool.check_delete()?;
        app.store.write(vec![store::pool::delete(&pool.id)]).await?;
        Ok(DeleteUserPoolResponse)
    }
}

#[cfg(test)]
mod tests {
    use crate::user_pools::testing::{Expect, World};
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
