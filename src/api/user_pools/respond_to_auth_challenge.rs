//! `RespondToAuthChallenge`: answers the challenge of a sign-in.

use crate::{
    protocol::{Audit, CallerKind, Handle},
    user_pools::signing_in,
};
use engine::{
    fault::Fault,
    find,
    rate_limiter::RateLimit,
    request::RequestContext,
    sign_in::{EntryPoint, SignIn},
};
use shapes::idp::{
    RespondToAuthChallengeRequest, RespondToAuthChallengeResponse,
    operation::RespondToAuthChallenge,
};

impl Handle for RespondToAuthChallenge {
    const LIMIT: Option<RateLimit> = Some(RateLimit::Guess);
    const CALLER: CallerKind = CallerKind::Anyone;
    const AUDIT: Audit = Audit::Unrecorded;

    async fn handle(
        cx: &RequestContext,
        request: RespondToAuthChallengeRequest,
    ) -> Result<RespondToAuthChallengeResponse, Fault> {
        let (pool, client) = find::client(&cx.app.store, &request.client_id).await?;
        let sign_in = SignIn {
            cx,
            pool: &pool,
            client: &client,
            entry_point: EntryPoint::Api,
        };
        let session = request.session.as_ref();
        let answer = signing_in::answer(
            sign_in,
            request.challenge_name,
            request.challenge_responses,
            session,
            request.client_metadata,
        )
        .await?;
        Ok(answer.into())
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::{Expect, PASSWORD, World, merged, mfa, text};
    use engine::clock::Clock;
    use serde_json::json;
    use std::time::Duration;

    /// ada, who must choose a password; the session of that challenge.
    async fn invited() -> (World, String) {
        let world = World::new().await;
        let create =
            json!({"Username": "ada", "TemporaryPassword": PASSWORD, "MessageAction": "SUPPRESS"});
        world
            .call_admin("AdminCreateUser", create)
            .await
            .expect("ada is new");
        let challenge = world
            .sign_in("ada", PASSWORD)
            .await
            .expect("the temporary password is right");
        assert_eq!(challenge["ChallengeName"], "NEW_PASSWORD_REQUIRED");
        let session = text(&challenge["Session"]);
        (world, session)
    }

    fn answer(session: &str, password: &str) -> serde_json::Value {
        let responses = json!({"USERNAME": "ada", "NEW_PASSWORD": password});
        json!({"ChallengeName": "NEW_PASSWORD_REQUIRED", "Session": session, "ChallengeResponses": responses})
    }

    #[tokio::test]
    async fn succeeds_with_a_new_password() {
        let (world, session) = invited().await;
        let result = world
            .call_client("RespondToAuthChallenge", answer(&session, "Rainy-Day-8"))
            .await;
        let result = result.expect("the password keeps the policy");
        assert!(result["AuthenticationResult"]["AccessToken"].is_string());
        world
            .sign_in("ada", "Rainy-Day-8")
            .await
            .expect("the new password counts");
        world
            .call_client("RespondToAuthChallenge", answer(&session, "Other-Day-9"))
            .await
            .refuses("NotAuthorized", "Invalid session for the user.");
    }

    #[tokio::test]
    async fn refuses_a_weak_password_and_hears_a_better_one() {
        let (world, session) = invited().await;
        world
            .call_client("RespondToAuthChallenge", answer(&session, "weak"))
            .await
            .refuses_as("InvalidPassword");
        world
            .call_client("RespondToAuthChallenge", answer(&session, "Rainy-Day-8"))
            .await
            .expect("the session still counts");
    }

    #[tokio::test]
    async fn refuses_old_foreign_and_made_up_sessions() {
        let (world, session) = invited().await;
        let other = world.another_client(json!({})).await;
        let foreign = merged(
            answer(&session, "Rainy-Day-8"),
            json!({"ClientId": other.id}),
        );
        let message = "Invalid session for the user.";
        world
            .call("RespondToAuthChallenge", foreign)
            .await
            .refuses("NotAuthorized", message);
        let admin = merged(
            answer(&session, "Rainy-Day-8"),
            json!({"ClientId": world.client.id}),
        );
        world
            .call_admin("AdminRespondToAuthChallenge", admin)
            .await
            .refuses("NotAuthorized", message);
        let made_up = answer(&"x".repeat(64), "Rainy-Day-8");
        world
            .call_client("RespondToAuthChallenge", made_up)
            .await
            .refuses("NotAuthorized", message);
        let mut none = answer(&session, "Rainy-Day-8");
        none.as_object_mut().expect("an object").remove("Session");
        world
            .call_client("RespondToAuthChallenge", none)
            .await
            .refuses("InvalidParameter", "Missing required parameter Session");
        world.app.clock.advance(Duration::from_mins(3));
        world
            .call_client("RespondToAuthChallenge", answer(&session, "Rainy-Day-8"))
            .await
            .refuses(
                "NotAuthorized",
                "Invalid session for the user, session is expired.",
            );
    }

    #[tokio::test]
    async fn refuses_a_wrong_proof_and_succeeds_in_nothing_for_nobody() {
        let world = World::hiding_users().await;
        world.user("ada").await;
        for name in ["ada", "eve"] {
            let parameters = json!({"USERNAME": name, "SRP_A": "ab12".repeat(32)});
            let begin = json!({"AuthFlow": "USER_SRP_AUTH", "AuthParameters": parameters});
            let challenge = world
                .call_client("InitiateAuth", begin)
                .await
                .expect("everybody is asked");
            let parameters = &challenge["ChallengeParameters"];
            let responses = json!({
                "USERNAME": parameters["USER_ID_FOR_SRP"], "PASSWORD_CLAIM_SECRET_BLOCK": parameters["SECRET_BLOCK"],
                "PASSWORD_CLAIM_SIGNATURE": "bm8=", "TIMESTAMP": "Tue Nov 14 22:13:20 UTC 2023"});
            // The whole state travels in the secret block: no session is needed.
            let body =
                json!({"ChallengeName": "PASSWORD_VERIFIER", "ChallengeResponses": responses});
            world
                .call_client("RespondToAuthChallenge", body)
                .await
                .refuses("NotAuthorized", "Incorrect username or password.");
        }
    }

    #[tokio::test]
    async fn succeeds_with_a_proof_of_the_password() {
        for (settings, name) in [
            (json!({}), "ada"),
            (json!({"UsernameAttributes": ["email"]}), "ada@example.com"),
        ] {
            let world = World::with(settings, json!({"GenerateSecret": true})).await;
            let user = world.user("ada").await;
            // That client looks at the system's clock.
            world
                .app
                .clock
                .advance(Clock::system().now().since(world.app.now()));
            let srp = aws_cognito_srp::User::new(world.pool.id.as_str(), &user.username, PASSWORD);
            let srp = aws_cognito_srp::SrpClient::new(srp, world.client.id.as_str(), None);
            let a = srp.get_auth_parameters().a;
            let parameters = json!({"USERNAME": name, "SRP_A": a, "SECRET_HASH": world.hash(name)});
            let begin = json!({"AuthFlow": "USER_SRP_AUTH", "AuthParameters": parameters});
            let challenge = world
                .call_client("InitiateAuth", begin)
                .await
                .expect("the user exists");
            let (parameters, parameter) = (&challenge["ChallengeParameters"], |key: &str| {
                text(&challenge["ChallengeParameters"][key])
            });
            assert_eq!(parameters["USER_ID_FOR_SRP"], json!(user.username));
            let verified = srp
                .verify(
                    &parameter("SECRET_BLOCK"),
                    &parameter("USER_ID_FOR_SRP"),
                    &parameter("SALT"),
                    &parameter("SRP_B"),
                )
                .expect("the parameters are sound");
            let responses = json!({
                "USERNAME": parameters["USER_ID_FOR_SRP"], "SECRET_HASH": world.hash(&user.username),
                "PASSWORD_CLAIM_SECRET_BLOCK": verified.password_claim_secret_block,
                "PASSWORD_CLAIM_SIGNATURE": verified.password_claim_signature, "TIMESTAMP": verified.timestamp});
            let body =
                json!({"ChallengeName": "PASSWORD_VERIFIER", "ChallengeResponses": responses});
            let result = world.call_client("RespondToAuthChallenge", body).await;
            assert!(
                result.expect("the proof is right")["AuthenticationResult"]["IdToken"].is_string()
            );
        }
    }

    #[tokio::test]
    async fn succeeds_with_the_code_of_an_authenticator_app_and_refuses_it_again() {
        let (world, secret) = mfa::enrolled("ON").await;
        let used = "Your software token has already been used once.";
        let session = world.software_token_session("ada").await;
        let code = world.app_code(&secret);
        // It proved the app: it signs nobody in.
        let enrolling = world.send_code("ada", &session, &code).await;
        enrolling.refuses("ExpiredCode", used);
        world.app.clock.advance(Duration::from_secs(30));
        let code = world.app_code(&secret);
        let result = world.send_code("ada", &session, &code).await;
        let result = result.expect("the session still counts");
        assert!(result["AuthenticationResult"]["IdToken"].is_string());
        let session = world.software_token_session("ada").await;
        let again = world.send_code("ada", &session, &code).await;
        again.refuses("ExpiredCode", used);
    }

    #[tokio::test]
    async fn refuses_five_wrong_codes_of_an_authenticator_app_and_then_the_session() {
        let (world, secret) = mfa::enrolled("OPTIONAL").await;
        world.app.clock.advance(Duration::from_secs(30));
        let session = world.software_token_session("ada").await;
        let (wrong, right) = (world.wrong_app_code(&secret), world.app_code(&secret));
        let send = async |code: &str| world.send_code("ada", &session, code).await;
        for _ in 0..5 {
            send(&wrong)
                .await
                .refuses("CodeMismatch", "Invalid code received for user");
        }
        send(&right)
            .await
            .refuses("NotAuthorized", "Invalid session for the user.");
        let session = world.software_token_session("ada").await;
        let locked = world.send_code("ada", &session, &right).await;
        locked.refuses("NotAuthorized", "Password attempts exceeded");
        world
            .app
            .clock
            .advance(Duration::from_mins(10) - Duration::from_secs(60));
        let session = world.software_token_session("ada").await;
        let send = async || {
            let code = world.app_code(&secret);
            world.send_code("ada", &session, &code).await
        };
        send()
            .await
            .refuses("NotAuthorized", "Password attempts exceeded");
        world.app.clock.advance(Duration::from_secs(60));
        send()
            .await
            .expect("the lock is over, and cost the session nothing");
    }
}
