//! `ChangePassword`: the caller sets a new password.

use crate::{
    api::{Fault, Handle},
    app::App,
    caller, drive,
};
use domain::{client::ADMIN_SCOPE, enrol, secret::Secret};
use shapes::idp::{ChangePasswordRequest, ChangePasswordResponse, operation::ChangePassword};

impl Handle for ChangePassword {
    async fn handle(
        app: &App,
        request: ChangePasswordRequest,
    ) -> Result<ChangePasswordResponse, Fault> {
        let caller = caller::caller(app, &request.access_token, ADMIN_SCOPE).await?;
        let previous = request
            .previous_password
            .map(|password| Secret::from(password.into_inner()));
        let proposed = Secret::from(request.proposed_password.into_inner());
        drive::run_as(app, caller, |user| {
            enrol::ChangePassword::new(user, previous.clone(), proposed.clone())
        })
        .await?;
        Ok(ChangePasswordResponse)
    }
}

#[cfg(test)]
mod tests {
    use crate::user_pools::testing::{PASSWORD, World, refused};
    use serde_json::json;
    use std::time::Duration;

    #[tokio::test]
    async fn succeeds_and_tokens_stay_valid() {
        let world = World::new().await;
        world.user("ada").await;
        let token = world.access_token("ada").await;
        let change = json!({"PreviousPassword": PASSWORD, "ProposedPassword": "Rainy-Day-8"});
        assert_eq!(
            world.call_as(&token, "ChangePassword", change).await,
            Ok(json!({}))
        );
        world
            .sign_in("ada", "Rainy-Day-8")
            .await
            .expect("the new password");
        refused(
            world.sign_in("ada", PASSWORD).await,
            "NotAuthorized",
            "Incorrect username or password.",
        );
        world
            .call_as(&token, "GetUser", json!({}))
            .await
            .expect("the token still counts");
    }

    #[tokio::test]
    async fn refuses_a_wrong_previous_and_a_weak_new_password() {
        let world = World::new().await;
        world.user("ada").await;
        let token = world.access_token("ada").await;
        let change = async |previous: &str, proposed: &str| {
            let body = json!({"PreviousPassword": previous, "ProposedPassword": proposed});
            world.call_as(&token, "ChangePassword", body).await
        };
        refused(
            change("wrong", "Rainy-Day-8").await,
            "NotAuthorized",
            "Incorrect username or password.",
        );
        let message = "Password did not conform with policy: Password not long enough";
        refused(change(PASSWORD, "Weak-7").await, "InvalidPassword", message);
    }

    #[tokio::test]
    async fn refuses_tokens_that_do_not_count() {
        let world = World::new().await;
        world.user("ada").await;
        let call = async |token: &str| {
            world
                .call_as(
                    token,
                    "ChangePassword",
                    json!({"PreviousPassword": "x", "ProposedPassword": "Rainy-Day-8"}),
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
