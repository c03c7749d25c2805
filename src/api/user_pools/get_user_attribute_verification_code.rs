//! `GetUserAttributeVerificationCode`: sends the code that verifies an address of the caller.

use crate::{
    protocol::{Audit, CallerKind, Handle},
    user_pools::show,
};
use domain::{client::ADMIN_SCOPE, enrol};
use engine::{caller, drive, fault::Fault, rate_limiter::RateLimit, request::RequestContext};
use shapes::idp::{
    GetUserAttributeVerificationCodeRequest, GetUserAttributeVerificationCodeResponse,
    operation::GetUserAttributeVerificationCode,
};

impl Handle for GetUserAttributeVerificationCode {
    const LIMIT: Option<RateLimit> = Some(RateLimit::CodeRequest);
    const CALLER: CallerKind = CallerKind::Token;
    const AUDIT: Audit = Audit::Unrecorded;

    async fn handle(
        cx: &RequestContext,
        request: GetUserAttributeVerificationCodeRequest,
    ) -> Result<GetUserAttributeVerificationCodeResponse, Fault> {
        let caller = caller::caller(&cx.app, &request.access_token, ADMIN_SCOPE).await?;
        let delivery = drive::run_as(cx, caller, |user| {
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
    use crate::testing::{Expect, World, check_caller};
    use serde_json::json;

    #[tokio::test]
    async fn succeeds_and_sends_a_code() {
        let (world, token) = World::signed_in("ada").await;
        let answer = world
            .call_as(
                &token,
                "GetUserAttributeVerificationCode",
                json!({"AttributeName": "email"}),
            )
            .await;
        let details = json!({"AttributeName": "email", "DeliveryMedium": "EMAIL", "Destination": "a***@e***"});
        answer.gives(json!({"CodeDeliveryDetails": details}));
        assert_eq!(world.messages().await, 1);
    }

    #[tokio::test]
    async fn refuses_an_address_that_is_not_set() {
        let (world, token) = World::signed_in("ada").await;
        let send = json!({"AttributeName": "phone_number"});
        world
            .call_as(&token, "GetUserAttributeVerificationCode", send)
            .await
            .refuses_as("InvalidParameter");
    }

    #[tokio::test]
    async fn refuses_tokens_that_do_not_count() {
        check_caller(
            "GetUserAttributeVerificationCode",
            json!({"AttributeName": "email"}),
        )
        .await;
    }
}
