//! `ResendConfirmationCode`: sends the code of a sign-up once more.

use crate::{
    api::{Fault, Handle},
    app::App,
    drive,
    user_pools::{find, show},
};
use domain::{secret_hash::check_secret_hash, sign_up};
use shapes::idp::{
    ResendConfirmationCodeRequest, ResendConfirmationCodeResponse,
    operation::ResendConfirmationCode,
};

impl Handle for ResendConfirmationCode {
    async fn handle(
        app: &App,
        request: ResendConfirmationCodeRequest,
    ) -> Result<ResendConfirmationCodeResponse, Fault> {
        let (pool, client) = find::client(app, &request.client_id).await?;
        check_secret_hash(&client, &request.username, request.secret_hash.as_deref())?;
        let machine = sign_up::Resend::new(request.username.into_inner());
        let delivery = drive::run(app, &pool, Some(&client), machine).await?;
        Ok(ResendConfirmationCodeResponse {
            code_delivery_details: Some(show::delivery(&delivery)),
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::user_pools::testing::{PASSWORD, World, refused};
    use domain::code::Proof;
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
    async fn succeeds_and_the_older_code_stops_working() {
        let world = registered(json!({}), json!({})).await;
        let first = world.code("ada", &Proof::SignUp).await;
        let answer = world
            .call_client("ResendConfirmationCode", json!({"Username": "ada"}))
            .await
            .expect("ada waits");
        assert_eq!(answer["CodeDeliveryDetails"]["Destination"], "a***@e***");
        assert_eq!(world.messages().await, 2);
        let second = world.code("ada", &Proof::SignUp).await;
        if first != second {
            let confirm = json!({"Username": "ada", "ConfirmationCode": first});
            assert_eq!(
                world
                    .call_client("ConfirmSignUp", confirm)
                    .await
                    .expect_err("superseded")
                    .0,
                "CodeMismatch"
            );
        }
        let confirm = json!({"Username": "ada", "ConfirmationCode": second});
        world
            .call_client("ConfirmSignUp", confirm)
            .await
            .expect("the newest code counts");
    }

    #[tokio::test]
    async fn refuses_the_confirmed_the_unknown_and_the_sixth_in_an_hour() {
        let world = registered(json!({}), json!({})).await;
        let resend = async |name: &str| {
            world
                .call_client("ResendConfirmationCode", json!({"Username": name}))
                .await
        };
        refused(resend("eve").await, "UserNotFound", "User does not exist.");
        for _ in 0..5 {
            resend("ada").await.expect("five are allowed");
        }
        let message = "Attempt limit exceeded, please try after some time.";
        refused(resend("ada").await, "LimitExceeded", message);
        world.user("bob").await;
        refused(
            resend("bob").await,
            "InvalidParameter",
            "User is already confirmed.",
        );
    }

    #[tokio::test]
    async fn succeeds_for_nobody_where_users_are_hidden() {
        let world = World::with(json!({}), json!({"PreventUserExistenceErrors": "ENABLED"})).await;
        let answer = world
            .call_client("ResendConfirmationCode", json!({"Username": "eve"}))
            .await
            .expect("nothing shows");
        assert_eq!(answer["CodeDeliveryDetails"]["DeliveryMedium"], "EMAIL");
        assert_eq!(world.messages().await, 0);
    }
}
