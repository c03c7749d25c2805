//! `ConfirmSignUp`: the code of a sign-up proves the address.

use crate::{
    api::{Fault, Handle},
    app::App,
    drive,
    user_pools::find,
};
use domain::{secret_hash::check_secret_hash, sign_up};
use shapes::idp::{ConfirmSignUpRequest, ConfirmSignUpResponse, operation::ConfirmSignUp};

impl Handle for ConfirmSignUp {
    async fn handle(
        app: &App,
        request: ConfirmSignUpRequest,
    ) -> Result<ConfirmSignUpResponse, Fault> {
        let (pool, client) = find::client(app, &request.client_id).await?;
        check_secret_hash(&client, &request.username, request.secret_hash.as_deref())?;
        let code = request.confirmation_code.into();
        let force = request.force_alias_creation.unwrap_or(false);
        let machine = sign_up::Confirm::new(request.username.into_inner(), code, force);
        drive::run(app, &pool, Some(&client), machine).await?;
        Ok(ConfirmSignUpResponse::default())
    }
}

#[cfg(test)]
mod tests {
    use crate::user_pools::testing::{PASSWORD, World, refused};
    use domain::code::Proof;
    use serde_json::json;
    use std::time::Duration;

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
    async fn succeeds_with_the_code() {
        let world = registered(json!({}), json!({})).await;
        let code = world.code("ada", &Proof::SignUp).await;
        let confirm = json!({"Username": "ada", "ConfirmationCode": code});
        world
            .call_client("ConfirmSignUp", confirm.clone())
            .await
            .expect("the code is right");
        assert_eq!(
            world.found("ada").await.attributes["email_verified"],
            "true"
        );
        world
            .sign_in("ada", PASSWORD)
            .await
            .expect("ada is confirmed");
        let message = "User cannot be confirmed. Current status is CONFIRMED";
        refused(
            world.call_client("ConfirmSignUp", confirm).await,
            "NotAuthorized",
            message,
        );
    }

    #[tokio::test]
    async fn refuses_a_wrong_and_an_old_code() {
        let world = registered(json!({}), json!({})).await;
        let code = world.code("ada", &Proof::SignUp).await;
        let other = if code == "000000" { "000001" } else { "000000" };
        let wrong = world
            .call_client(
                "ConfirmSignUp",
                json!({"Username": "ada", "ConfirmationCode": other}),
            )
            .await;
        refused(
            wrong,
            "CodeMismatch",
            "Invalid verification code provided, please try again.",
        );
        world.app.clock.advance(Duration::from_hours(24));
        let old = world
            .call_client(
                "ConfirmSignUp",
                json!({"Username": "ada", "ConfirmationCode": code}),
            )
            .await;
        refused(
            old,
            "ExpiredCode",
            "Invalid code provided, please request a code again.",
        );
    }

    #[tokio::test]
    async fn refuses_an_unknown_user_without_saying_so_where_users_are_hidden() {
        let confirm = json!({"Username": "eve", "ConfirmationCode": "000000"});
        let world = World::new().await;
        refused(
            world.call_client("ConfirmSignUp", confirm.clone()).await,
            "UserNotFound",
            "User does not exist.",
        );
        let world = World::with(json!({}), json!({"PreventUserExistenceErrors": "ENABLED"})).await;
        let message = "Invalid code provided, please request a code again.";
        refused(
            world.call_client("ConfirmSignUp", confirm).await,
            "ExpiredCode",
            message,
        );
    }

    #[tokio::test]
    async fn refuses_more_than_fifteen_tries_an_hour() {
        let world = registered(json!({}), json!({})).await;
        let code = world.code("ada", &Proof::SignUp).await;
        let other = if code == "000000" { "000001" } else { "000000" };
        for _ in 0..15 {
            let wrong = world
                .call_client(
                    "ConfirmSignUp",
                    json!({"Username": "ada", "ConfirmationCode": other}),
                )
                .await;
            assert_eq!(wrong.expect_err("it is wrong").0, "CodeMismatch");
        }
        let right = world
            .call_client(
                "ConfirmSignUp",
                json!({"Username": "ada", "ConfirmationCode": code}),
            )
            .await;
        let (kind, _) = right.expect_err("too many tries");
        assert!(
            ["LimitExceeded", "TooManyFailedAttempts"].contains(&kind.as_str()),
            "{kind}"
        );
    }
}
