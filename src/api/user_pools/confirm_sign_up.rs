//! `ConfirmSignUp`: the code of a sign-up proves the address.

use crate::protocol::{Audit, CallerKind, Handle};
use domain::{secret_hash::check_secret_hash, sign_up};
use engine::{
    decide::decide, fault::Fault, find, rate_limiter::RateLimit, request::RequestContext,
};
use shapes::idp::{ConfirmSignUpRequest, ConfirmSignUpResponse, operation::ConfirmSignUp};

impl Handle for ConfirmSignUp {
    const LIMIT: Option<RateLimit> = Some(RateLimit::Guess);
    const CALLER: CallerKind = CallerKind::Anyone;
    const AUDIT: Audit = Audit::Unrecorded;

    async fn handle(
        cx: &RequestContext,
        request: ConfirmSignUpRequest,
    ) -> Result<ConfirmSignUpResponse, Fault> {
        let (pool, client) = find::client(&cx.app.store, &request.client_id).await?;
        check_secret_hash(&client, &request.username, request.secret_hash.as_deref())?;
        let decision = sign_up::ConfirmSignUp {
            username: request.username.into_inner(),
            code: request.confirmation_code.into(),
            force_alias: request.force_alias_creation.unwrap_or(false),
        };
        decide(cx, &pool, Some(&client), &decision).await?;
        Ok(ConfirmSignUpResponse::default())
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::{Expect, PASSWORD, World, other_code};
    use domain::code::Proof;
    use serde_json::json;
    use std::time::Duration;

    #[tokio::test]
    async fn succeeds_with_the_code() {
        let world = World::registered("ada").await;
        let code = world.code("ada", &Proof::SignUp).await;
        let confirm = json!({"Username": "ada", "ConfirmationCode": code});
        world
            .call_client("ConfirmSignUp", confirm.clone())
            .await
            .expect("the code is right");
        assert_eq!(
            world.stored_user("ada").await.attributes["email_verified"],
            "true"
        );
        world
            .sign_in("ada", PASSWORD)
            .await
            .expect("ada is confirmed");
        world.call_client("ConfirmSignUp", confirm).await.refuses(
            "NotAuthorized",
            "User cannot be confirmed. Current status is CONFIRMED",
        );
    }

    #[tokio::test]
    async fn refuses_the_confirmed_whatever_their_code() {
        let world = World::with_user("ada").await;
        world.sign_up("bob").await.expect("the name is free");
        let bob = json!({"Username": "bob"});
        let confirmed = world.call_admin("AdminConfirmSignUp", bob).await;
        confirmed.expect("bob waits");
        for name in ["ada", "bob"] {
            let confirm = json!({"Username": name, "ConfirmationCode": "123456"});
            let answer = world.call_client("ConfirmSignUp", confirm).await;
            answer.refuses(
                "NotAuthorized",
                "User cannot be confirmed. Current status is CONFIRMED",
            );
        }
    }

    #[tokio::test]
    async fn refuses_a_wrong_and_an_old_code() {
        let world = World::registered("ada").await;
        let code = world.code("ada", &Proof::SignUp).await;
        let other = other_code(&code);
        world
            .call_client(
                "ConfirmSignUp",
                json!({"Username": "ada", "ConfirmationCode": other}),
            )
            .await
            .refuses(
                "CodeMismatch",
                "Invalid verification code provided, please try again.",
            );
        world.app.clock.advance(Duration::from_hours(24));
        world
            .call_client(
                "ConfirmSignUp",
                json!({"Username": "ada", "ConfirmationCode": code}),
            )
            .await
            .refuses(
                "ExpiredCode",
                "Invalid code provided, please request a code again.",
            );
    }

    #[tokio::test]
    async fn refuses_an_unknown_user_without_saying_so_where_users_are_hidden() {
        let confirm = json!({"Username": "eve", "ConfirmationCode": "000000"});
        let world = World::new().await;
        world
            .call_client("ConfirmSignUp", confirm.clone())
            .await
            .refuses("UserNotFound", "User does not exist.");
        let world = World::hiding_users().await;
        world.call_client("ConfirmSignUp", confirm).await.refuses(
            "CodeMismatch",
            "Invalid verification code provided, please try again.",
        );
    }

    #[tokio::test]
    async fn refuses_an_old_code_as_such_to_who_has_it_where_users_are_hidden() {
        let world = World::hiding_users().await;
        world.sign_up("ada").await.expect("the name is free");
        let code = world.code("ada", &Proof::SignUp).await;
        world.app.clock.advance(Duration::from_hours(24));
        let confirm = json!({"Username": "ada", "ConfirmationCode": code});
        world.call_client("ConfirmSignUp", confirm).await.refuses(
            "ExpiredCode",
            "Invalid code provided, please request a code again.",
        );
    }

    #[tokio::test]
    async fn refuses_more_than_fifteen_tries_an_hour() {
        let world = World::registered("ada").await;
        let code = world.code("ada", &Proof::SignUp).await;
        let other = other_code(&code);
        for _ in 0..15 {
            world
                .call_client(
                    "ConfirmSignUp",
                    json!({"Username": "ada", "ConfirmationCode": other}),
                )
                .await
                .refuses_as("CodeMismatch");
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
