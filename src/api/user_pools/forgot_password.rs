//! `ForgotPassword`: sends the code that lets a person set a new password.

use crate::{
    protocol::{Audit, CallerKind, Handle},
    user_pools::show,
};
use domain::{recover, secret_hash::check_secret_hash};
use engine::{
    decide::decide, fault::Fault, find, rate_limiter::RateLimit, request::RequestContext,
};
use shapes::idp::{ForgotPasswordRequest, ForgotPasswordResponse, operation::ForgotPassword};

impl Handle for ForgotPassword {
    const LIMIT: Option<RateLimit> = Some(RateLimit::CodeRequest);
    const CALLER: CallerKind = CallerKind::Anyone;
    const AUDIT: Audit = Audit::Unrecorded;

    async fn handle(
        cx: &RequestContext,
        request: ForgotPasswordRequest,
    ) -> Result<ForgotPasswordResponse, Fault> {
        let (pool, client) = find::client(&cx.app.store, &request.client_id).await?;
        check_secret_hash(&client, &request.username, request.secret_hash.as_deref())?;
        let username = request.username.into_inner();
        let decision = recover::ForgotPassword { username };
        let delivery = decide(cx, &pool, Some(&client), &decision).await?;
        Ok(ForgotPasswordResponse {
            code_delivery_details: Some(show::delivery(&delivery)),
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::{Expect, PASSWORD, World};
    use serde_json::json;

    #[tokio::test]
    async fn succeeds_and_sends_a_code() {
        let world = World::with_user("ada").await;
        let answer = world
            .call_client("ForgotPassword", json!({"Username": "ada"}))
            .await
            .expect("ada has an address");
        assert_eq!(answer["CodeDeliveryDetails"]["Destination"], "a***@e***");
        assert_eq!(world.messages().await, 1);
        world
            .sign_in("ada", PASSWORD)
            .await
            .expect("the old password still counts");
    }

    #[tokio::test]
    async fn refuses_an_unknown_user_and_one_without_an_address() {
        let world = World::new().await;
        world
            .call_client("ForgotPassword", json!({"Username": "eve"}))
            .await
            .refuses("UserNotFound", "User does not exist.");
        let create = json!({"Username": "bob", "MessageAction": "SUPPRESS"});
        world
            .call_admin("AdminCreateUser", create)
            .await
            .expect("bob is new");
        let set = json!({"Username": "bob", "Password": PASSWORD, "Permanent": true});
        world
            .call_admin("AdminSetUserPassword", set)
            .await
            .expect("the password is sound");
        world
                .call_client("ForgotPassword", json!({"Username": "bob"}))
                .await.refuses("InvalidParameter", "Cannot reset password for the user as there is no registered/verified email or phone_number");
    }

    #[tokio::test]
    async fn succeeds_for_nobody_where_users_are_hidden() {
        let world = World::hiding_users().await;
        let forgot = async || {
            world
                .call_client("ForgotPassword", json!({"Username": "eve"}))
                .await
        };
        let first = forgot().await.expect("nothing shows");
        assert_eq!(
            forgot().await.expect("nothing shows"),
            first,
            "the same name gets the same answer"
        );
        assert_eq!(world.messages().await, 0);
    }
}
