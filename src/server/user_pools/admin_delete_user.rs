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
    use crate::user_pools::testing::{Expect, World};
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
