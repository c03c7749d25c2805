//! `GetUserAttributeVerificationCode`: sends the code that verifies an address of the caller.

use crate::{
    api::{Fault, Handle},
    app::App,
    caller, drive,
    user_pools::show,
};
use domain::{client::ADMIN_SCOPE, enrol};
use shapes::idp::{
    GetUserAttributeVerificationCodeRequest, GetUserAttributeVerificationCodeResponse,
    operation::GetUserAttributeVerificationCode,
};

impl Handle for GetUserAttributeVerificationCode {
    async fn handle(
        app: &App,
        request: GetUserAttributeVerificationCodeRequest,
    ) -> Result<GetUserAttributeVerificationCodeResponse, Fault> {
        let caller = caller::caller(app, &request.access_token, ADMIN_SCOPE).await?;
        let delivery = drive::run_as(app, caller, |user| {
            enrol::SendCode::new(user, request.attribute_name.clone())
        })
        .await?;
        Ok(GetUserAttributeVerificationCodeResponse {
            code_delivery_details: Some(show::delivery(&delivery)),
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::user_pools::testing::{World, refused};
    use serde_json::json;
    use std::time::Duration;

    #[tokio::test]
    async fn succeeds_and_sends_a_code() {
        let world = World::new().await;
        world.user("ada").await;
        let token = world.access_token("ada").await;
        let answer = world
            .call_as(
                &token,
                "GetUserAttributeVerificationCode",
                json!({"AttributeName": "email"}),
            )
            .await;
        let details = json!({"AttributeName": "email", "DeliveryMedium": "EMAIL", "Destination": "a***@e***"});
        assert_eq!(answer, Ok(json!({"CodeDeliveryDetails": details})));
        assert_eq!(world.messages().await, 1);
    }

    #[tokio::test]
    async fn refuses_an_address_that_is_not_set() {
        let world = World::new().await;
        world.user("ada").await;
        let token = world.access_token("ada").await;
        let send = json!({"AttributeName": "phone_number"});
        let answer = world
            .call_as(&token, "GetUserAttributeVerificationCode", send)
            .await;
        assert_eq!(answer.expect_err("there is no phone").0, "InvalidParameter");
    }

    #[tokio::test]
    async fn refuses_tokens_that_do_not_count() {
        let world = World::new().await;
        world.user("ada").await;
        let call = async |token: &str| {
            world
                .call_as(
                    token,
                    "GetUserAttributeVerificationCode",
                    json!({"AttributeName": "email"}),
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
