//! `DeleteUser`: the caller deletes themselves.

use crate::{
    api::{Fault, Handle},
    app::App,
    caller,
};
use domain::client::ADMIN_SCOPE;
use shapes::idp::{DeleteUserRequest, DeleteUserResponse, operation::DeleteUser};

impl Handle for DeleteUser {
    async fn handle(app: &App, request: DeleteUserRequest) -> Result<DeleteUserResponse, Fault> {
        let caller = caller::caller(app, &request.access_token, ADMIN_SCOPE).await?;
        app.store
            .write(vec![store::user::delete(&caller.pool.id, &caller.user.sub)])
            .await?;
        Ok(DeleteUserResponse)
    }
}

#[cfg(test)]
mod tests {
    use crate::user_pools::testing::{Expect, World, check_caller};
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
