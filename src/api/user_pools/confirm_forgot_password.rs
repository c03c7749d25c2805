//! `ConfirmForgotPassword`: a code and a new password in place of the forgotten one.

use crate::protocol::{Audit, CallerKind, Handle};
use domain::{recover, secret_hash::check_secret_hash};
use engine::{
    decide::decide, fault::Fault, find, rate_limiter::RateLimit, request::RequestContext,
};
use shapes::idp::{
    ConfirmForgotPasswordRequest, ConfirmForgotPasswordResponse, operation::ConfirmForgotPassword,
};

impl Handle for ConfirmForgotPassword {
    const LIMIT: Option<RateLimit> = Some(RateLimit::Guess);
    const CALLER: CallerKind = CallerKind::Anyone;
    const AUDIT: Audit = Audit::Unrecorded;

    async fn handle(
        cx: &RequestContext,
        request: ConfirmForgotPasswordRequest,
    ) -> Result<ConfirmForgotPasswordResponse, Fault> {
        let (pool, client) = find::client(&cx.app.store, &request.client_id).await?;
        check_secret_hash(&client, &request.username, request.secret_hash.as_deref())?;
        let decision = recover::ConfirmForgotPassword {
            username: request.username.into_inner(),
            code: request.confirmation_code.into(),
            password: request.password.into_inner().into(),
        };
        decide(cx, &pool, Some(&client), &decision).await?;
        Ok(ConfirmForgotPasswordResponse)
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::{Expect, PASSWORD, World, other_code};
    use domain::code::Proof;
    use serde_json::json;

    async fn forgotten() -> World {
        let world = World::with_user("ada").await;
        world
            .call_client("ForgotPassword", json!({"Username": "ada"}))
            .await
            .expect("ada has an address");
        world
    }

    fn reset(code: &str, password: &str) -> serde_json::Value {
        json!({"Username": "ada", "ConfirmationCode": code, "Password": password})
    }

    #[tokio::test]
    async fn succeeds_and_the_new_password_counts() {
        let world = forgotten().await;
        let code = world.code("ada", &Proof::ForgotPassword).await;
        world
            .call_client("ConfirmForgotPassword", reset(&code, "Rainy-Day-8"))
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
        let again = world
            .call_client("ConfirmForgotPassword", reset(&code, "Other-Day-9"))
            .await;
        again.refuses(
            "ExpiredCode",
            "Invalid code provided, please request a code again.",
        );
    }

    #[tokio::test]
    async fn refuses_a_code_that_nobody_requested() {
        let world = World::with_user("ada").await;
        let reset = reset("123456", "Rainy-Day-8");
        let answer = world.call_client("ConfirmForgotPassword", reset).await;
        answer.refuses(
            "ExpiredCode",
            "Invalid code provided, please request a code again.",
        );
    }

    #[tokio::test]
    async fn succeeds_with_a_password_that_counts_as_it_was_typed() {
        let world = forgotten().await;
        let code = world.code("ada", &Proof::ForgotPassword).await;
        let (composed, decomposed) = ("Caf\u{e9}-Day-8", "Cafe\u{301}-Day-8");
        world
            .call_client("ConfirmForgotPassword", reset(&code, composed))
            .await
            .expect("the code is right");
        world.sign_in("ada", composed).await.expect("as it was set");
        for other in [decomposed, "Caf\u{e9}-Day-8 ", " Caf\u{e9}-Day-8"] {
            world
                .sign_in("ada", other)
                .await
                .refuses("NotAuthorized", "Incorrect username or password.");
        }
    }

    #[tokio::test]
    async fn refuses_a_wrong_code_and_a_weak_password() {
        let world = forgotten().await;
        let code = world.code("ada", &Proof::ForgotPassword).await;
        let other = other_code(&code);
        world
            .call_client("ConfirmForgotPassword", reset(other, "Rainy-Day-8"))
            .await
            .refuses(
                "CodeMismatch",
                "Invalid verification code provided, please try again.",
            );
        let weak = world
            .call_client("ConfirmForgotPassword", reset(&code, "rainy-day-8"))
            .await;
        weak.refuses(
            "InvalidPassword",
            "Password did not conform with policy: Password must have uppercase characters",
        );
        world
            .call_client("ConfirmForgotPassword", reset(&code, "Rainy-Day-8"))
            .await
            .expect("the code was not used up");
    }
}
