//! `AdminDeleteUser`: an administrator deletes a user.

use crate::{
    api::{Fault, Handle},
    app::App,
    user_pools::find,
};
use shapes::idp::{AdminDeleteUserRequest, AdminDeleteUserResponse, operation::AdminDeleteUser};

impl Handle for AdminDeleteUser {
    async fn handle(
        app: &App,
        request: AdminDeleteUserRequest,
    ) -> Result<AdminDeleteUserResponse, Fault> {
        let pool = find::pool(app, &request.user_pool_id).await?;
        let user = find::user(app, &pool, &request.username).await?;
        app.store
            .write(vec![store::user::delete(&pool.id, &user.sub)])
            .await?;
        Ok(AdminDeleteUserResponse)
    }
}

#[cfg(test)]
mod tests {
    use crate::user_pools::testing::{World, refused};
    use serde_json::json;

    #[tokio::test]
    async fn succeeds_and_the_user_is_gone() {
        let world = World::new().await;
        world.user("ada").await;
        let answer = world
            .call_admin("AdminDeleteUser", json!({"Username": "ada"}))
            .await;
        assert_eq!(
            answer,
            Ok(serde_json::Value::Null),
            "the answer has no body"
        );
        refused(
            world.sign_in("ada", "x").await,
            "UserNotFound",
            "User does not exist.",
        );
    }

    #[tokio::test]
    async fn refuses_an_unknown_user() {
        let world = World::new().await;
        let answer = world
            .call_admin("AdminDeleteUser", json!({"Username": "eve"}))
            .await;
        refused(answer, "UserNotFound", "User does not exist.");
    }
}
