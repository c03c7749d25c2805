//! `DeleteUserAttributes`: the caller removes attributes.

use crate::{
    api::{Fault, Handle},
    app::App,
    caller, drive,
};
use domain::{client::ADMIN_SCOPE, enrol};
use shapes::idp::{
    DeleteUserAttributesRequest, DeleteUserAttributesResponse, operation::DeleteUserAttributes,
};

impl Handle for DeleteUserAttributes {
    async fn handle(
        app: &App,
        request: DeleteUserAttributesRequest,
    ) -> Result<DeleteUserAttributesResponse, Fault> {
        let caller = caller::caller(app, &request.access_token, ADMIN_SCOPE).await?;
        drive::run_as(app, caller, |user| {
            enrol::Delete::new(user, request.user_attribute_names.clone())
        })
        .await?;
        Ok(DeleteUserAttributesResponse)
    }
}

#[cfg(test)]
mod tests {
    use crate::user_pools::testing::{World, refused};
    use serde_json::json;
    use std::time::Duration;

    #[tokio::test]
    async fn succeeds_and_the_attributes_are_gone() {
        let world = World::new().await;
        world.user("ada").await;
        let token = world.access_token("ada").await;
        let update = json!({"UserAttributes": [{"Name": "name", "Value": "Ada"}]});
        world
            .call_as(&token, "UpdateUserAttributes", update)
            .await
            .expect("the client may write it");
        let delete = json!({"UserAttributeNames": ["name", "nickname"]});
        assert_eq!(
            world.call_as(&token, "DeleteUserAttributes", delete).await,
            Ok(json!({}))
        );
        assert!(!world.found("ada").await.attributes.contains_key("name"));
    }

    #[tokio::test]
    async fn refuses_tokens_that_do_not_count() {
        let world = World::new().await;
        world.user("ada").await;
        let call = async |token: &str| {
            world
                .call_as(
                    token,
                    "DeleteUserAttributes",
                    json!({"UserAttributeNames": ["name"]}),
                )
                .await
        };
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
