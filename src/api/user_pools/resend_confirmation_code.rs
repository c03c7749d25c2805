//! `ResendConfirmationCode`: sends the code of a sign-up once more.

use crate::{
    protocol::{Audit, CallerKind, Handle},
    user_pools::show,
};
use domain::{secret_hash::check_secret_hash, sign_up};
use engine::{
    decide::decide, fault::Fault, find, rate_limiter::RateLimit, request::RequestContext,
};
use shapes::idp::{
    ResendConfirmationCodeRequest, ResendConfirmationCodeResponse,
    operation::ResendConfirmationCode,
};

impl Handle for ResendConfirmationCode {
    const LIMIT: Option<RateLimit> = Some(RateLimit::CodeRequest);
    const CALLER: CallerKind = CallerKind::Anyone;
    const AUDIT: Audit = Audit::Unrecorded;

    async fn handle(
        cx: &RequestContext,
        request: ResendConfirmationCodeRequest,
    ) -> Result<ResendConfirmationCodeResponse, Fault> {
        let (pool, client) = find::client(&cx.app.store, &request.client_id).await?;
        check_secret_hash(&client, &request.username, request.secret_hash.as_deref())?;
        let username = request.username.into_inner();
        let decision = sign_up::ResendConfirmationCode { username };
        let delivery = decide(cx, &pool, Some(&client), &decision).await?;
        Ok(ResendConfirmationCodeResponse {
            code_delivery_details: Some(show::delivery(&delivery)),
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::{Expect, World};
    use domain::code::Proof;
    use serde_json::json;

    #[tokio::test]
    async fn succeeds_and_the_older_code_stops_working() {
        let world = World::registered("ada").await;
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
            world
                .call_client("ConfirmSignUp", confirm)
                .await
                .refuses_as("CodeMismatch");
        }
        let confirm = json!({"Username": "ada", "ConfirmationCode": second});
        world
            .call_client("ConfirmSignUp", confirm)
            .await
            .expect("the newest code counts");
    }

    #[tokio::test]
    async fn refuses_the_confirmed_the_unknown_and_the_sixth_in_an_hour() {
        let world = World::registered("ada").await;
        let resend = async |name: &str| {
            world
                .call_client("ResendConfirmationCode", json!({"Username": name}))
                .await
        };
        resend("eve")
            .await
            .refuses("UserNotFound", "User does not exist.");
        for _ in 0..5 {
            resend("ada").await.expect("five are allowed");
        }
        resend("ada").await.refuses(
            "LimitExceeded",
            "Attempt limit exceeded, please try after some time.",
        );
        world.user("bob").await;
        resend("bob")
            .await
            .refuses("InvalidParameter", "User is already confirmed.");
    }

    #[tokio::test]
    async fn succeeds_for_nobody_where_users_are_hidden() {
        let world = World::hiding_users().await;
        let answer = world
            .call_client("ResendConfirmationCode", json!({"Username": "eve"}))
            .await
            .expect("nothing shows");
        assert_eq!(answer["CodeDeliveryDetails"]["DeliveryMedium"], "EMAIL");
        assert_eq!(world.messages().await, 0);
    }
}
