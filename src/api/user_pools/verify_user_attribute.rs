//! `VerifyUserAttribute`: the code that was sent proves an address of the caller.

use crate::protocol::{Audit, CallerKind, Handle};
use domain::{client::ADMIN_SCOPE, enrol};
use engine::{
    caller, decide::decide_as, fault::Fault, rate_limiter::RateLimit, request::RequestContext,
};
use shapes::idp::{
    VerifyUserAttributeRequest, VerifyUserAttributeResponse, operation::VerifyUserAttribute,
};

impl Handle for VerifyUserAttribute {
    const LIMIT: Option<RateLimit> = Some(RateLimit::Guess);
    const CALLER: CallerKind = CallerKind::Token;
    const AUDIT: Audit = Audit::Unrecorded;

    async fn handle(
        cx: &RequestContext,
        request: VerifyUserAttributeRequest,
    ) -> Result<VerifyUserAttributeResponse, Fault> {
        let caller = caller::caller(&cx.app, &request.access_token, ADMIN_SCOPE).await?;
        let decision = enrol::VerifyUserAttribute {
            sub: caller.user.sub.clone(),
            attribute: request.attribute_name,
            code: request.code.into(),
        };
        decide_as(cx, &caller, &decision).await?;
        Ok(VerifyUserAttributeResponse)
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::{Expect, World, check_caller, other_code};
    use domain::code::Proof;
    use serde_json::json;

    #[tokio::test]
    async fn succeeds_with_the_code_and_refuses_another() {
        let (world, token) = World::signed_in("ada").await;
        let update = json!({"UserAttributes": [{"Name": "email", "Value": "new@example.com"}]});
        world
            .call_as(&token, "UpdateUserAttributes", update)
            .await
            .expect("the client may write it");
        let code = world
            .code("ada", &Proof::Attribute("email".to_owned()))
            .await;
        let verify = async |code: &str| {
            world
                .call_as(
                    &token,
                    "VerifyUserAttribute",
                    json!({"AttributeName": "email", "Code": code}),
                )
                .await
        };
        let other = other_code(&code);
        verify(other).await.refuses(
            "CodeMismatch",
            "Invalid verification code provided, please try again.",
        );
        verify(&code).await.gives(json!({}));
        assert_eq!(
            world.stored_user("ada").await.attributes["email_verified"],
            "true"
        );
        verify(&code).await.refuses(
            "ExpiredCode",
            "Invalid code provided, please request a code again.",
        );
    }

    #[tokio::test]
    async fn refuses_tokens_that_do_not_count() {
        check_caller(
            "VerifyUserAttribute",
            json!({"AttributeName": "email", "Code": "000000"}),
        )
        .await;
    }
}
