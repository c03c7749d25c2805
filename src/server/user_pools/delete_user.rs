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
    use crate::user_pools::testing::{World, refused};
    use serde_json::json;
    use std::time::Duration;

    #[tokio::test]
    async fn succeeds_and_the_user_is_gone() {
        let world = World::new().await;
        world.user("ada").await;
        let token = world.access_token("ada").await;
        let answer = world.call_as(&token, "DeleteUser", json!({})).await;
        assert_eq!(
            answer,
            Ok(serde_json::Value::Null),
            "the answer has no body"
        );
        refused(
            world
                .call_admin("AdminGetUser", json!({"Username": "ada"}))
                .await,
            "UserNotFound",
            "User does not exist.",
        );
        world.user("ada").await;
    }

    #[tokio::test]
    async fn refuses_tokens_that_do_not_count() {
        let world = World::new().await;
        world.user("ada").await;
        let call = async |token: &str| world.call_as(token, "DeleteUser", json!({})).await;
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
