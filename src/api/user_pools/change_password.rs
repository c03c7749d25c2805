//! `ChangePassword`: the caller sets a new password.

use crate::protocol::{Audit, CallerKind, Handle};
use domain::{client::ADMIN_SCOPE, enrol, secret::Secret};
use engine::{caller, drive, fault::Fault, rate_limiter::RateLimit, request::RequestContext};
use shapes::idp::{ChangePasswordRequest, ChangePasswordResponse, operation::ChangePassword};

impl Handle for ChangePassword {
    const LIMIT: Option<RateLimit> = Some(RateLimit::Guess);
    const CALLER: CallerKind = CallerKind::Token;
    const AUDIT: Audit = Audit::Unrecorded;

    async fn handle(
        cx: &RequestContext,
        request: ChangePasswordRequest,
    ) -> Result<ChangePasswordResponse, Fault> {
        let caller = caller::caller(&cx.app, &request.access_token, ADMIN_SCOPE).await?;
        let previous = request
            .previous_password
            .map(|password| Secret::from(password.into_inner()));
        let proposed = Secret::from(request.proposed_password.into_inner());
        drive::run_as(cx, caller, |user| {
            enrol::ChangePassword::new(user, previous.clone(), proposed.clone())
        })
        .await?;
        Ok(ChangePasswordResponse)
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::{Expect, PASSWORD, World, check_caller};
    use serde_json::json;

    #[tokio::test]
    async fn succeeds_and_tokens_stay_valid() {
        let (world, token) = World::signed_in("ada").await;
        let change = json!({"PreviousPassword": PASSWORD, "ProposedPassword": "Rainy-Day-8"});
        world
            .call_as(&token, "ChangePassword", change)
            .await
            .gives(json!({}));
        world
            .sign_in("ada", "Rainy-Day-8")
            .await
            .expect("the new password");
        world
            .sign_in("ada", PASSWORD)
            .await
            .refuses("NotAuthorized", "Incorrect username or password.");
        world
            .call_as(&token, "GetUser", json!({}))
            .await
            .expect("the token still counts");
    }

    #[tokio::test]
    async fn refuses_a_wrong_previous_and_a_weak_new_password() {
        let (world, token) = World::signed_in("ada").await;
        let change = async |previous: &str, proposed: &str| {
            let body = json!({"PreviousPassword": previous, "ProposedPassword": proposed});
            world.call_as(&token, "ChangePassword", body).await
        };
        change("wrong", "Rainy-Day-8")
            .await
            .refuses("NotAuthorized", "Incorrect username or password.");
        change(PASSWORD, "Weak-7").await.refuses(
            "InvalidPassword",
            "Password did not conform with policy: Password not long enough",
        );
    }

    #[tokio::test]
    async fn refuses_tokens_that_do_not_count() {
        check_caller(
            "ChangePassword",
            json!({"PreviousPassword": "x", "ProposedPassword": "Rainy-Day-8"}),
        )
        .await;
    }
}
