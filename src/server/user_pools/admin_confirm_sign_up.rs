//! `AdminConfirmSignUp`: an administrator confirms a sign-up without a code.

use crate::{
    api::{Fault, Handle},
    app::App,
    drive,
    user_pools::find,
};
use domain::sign_up;
use shapes::idp::{
    AdminConfirmSignUpRequest, AdminConfirmSignUpResponse, operation::AdminConfirmSignUp,
};

impl Handle for AdminConfirmSignUp {
    async fn handle(
        app: &App,
        request: AdminConfirmSignUpRequest,
    ) -> Result<AdminConfirmSignUpResponse, Fault> {
        let pool = find::pool(app, &request.user_pool_id).await?;
        drive::run(
            app,
            &pool,
            None,
            sign_up::AdminConfirm::new(request.username.into_inner()),
        )
        .await?;
        Ok(AdminConfirmSignUpResponse)
    }
}

#[cfg(test)]
mod tests {
    use crate::user_pools::testing::{PASSWORD, World, refused};
    use serde_json::json;

    async fn registered(pool: serde_json::Value, client: serde_json::Value) -> World {
        let world = World::with(pool, client).await;
        let attributes = json!([{"Name": "email", "Value": "ada@example.com"}]);
        let person = json!({"Username": "ada", "Password": PASSWORD, "UserAttributes": attributes});
        world
            .call_client("SignUp", person)
            .await
            .expect("ada is new");
        world
    }

    #[tokio::test]
    async fn succeeds_without_verifying_the_address() {
        let world = registered(json!({}), json!({})).await;
        let answer = world
            .call_admin("AdminConfirmSignUp", json!({"Username": "ada"}))
            .await;
        assert_eq!(answer, Ok(json!({})));
        world
            .sign_in("ada", PASSWORD)
            .await
            .expect("ada is confirmed");
        assert_eq!(
            world.found("ada").await.attributes["email_verified"],
            "false"
        );
    }

    #[tokio::test]
    async fn refuses_the_confirmed() {
        let world = World::new().await;
        world.user("ada").await;
        let answer = world
            .call_admin("AdminConfirmSignUp", json!({"Username": "ada"}))
            .await;
        refused(
            answer,
            "NotAuthorized",
            "User cannot be confirmed. Current status is CONFIRMED",
        );
    }
}
