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
    use crate::user_pools::testing::{Expect, PASSWORD, World};
    use serde_json::json;

    #[tokio::test]
    async fn succeeds_without_verifying_the_address() {
        let world = World::registered("ada").await;
        world
            .call_admin("AdminConfirmSignUp", json!({"Username": "ada"}))
            .await
            .gives(json!({}));
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
        let world = World::with_user("ada").await;
        world
            .call_admin("AdminConfirmSignUp", json!({"Username": "ada"}))
            .await
            .refuses(
                "NotAuthorized",
                "User cannot be confirmed. Current status is CONFIRMED",
            );
    }
}
