//! `AssociateSoftwareToken`: makes the secret of an authenticator app, for a signed-in user or during a sign-in.

use super::prover::{Prover, prover};
use crate::protocol::{Audit, CallerKind, Handle};
use domain::{client::ADMIN_SCOPE, enrol, sign_in::SetUpAct};
use engine::{
    caller, decide::decide_as, fault::Fault, rate_limiter::RateLimit, request::RequestContext,
    sign_in,
};
use shapes::idp::{
    AssociateSoftwareTokenRequest, AssociateSoftwareTokenResponse,
    operation::AssociateSoftwareToken,
};
use wire::challenge::SECRET_CODE;

impl Handle for AssociateSoftwareToken {
    const LIMIT: Option<RateLimit> = Some(RateLimit::CodeRequest);
    const CALLER: CallerKind = CallerKind::Token;
    const AUDIT: Audit = Audit::Unrecorded;

    async fn handle(
        cx: &RequestContext,
        request: AssociateSoftwareTokenRequest,
    ) -> Result<AssociateSoftwareTokenResponse, Fault> {
        let (access_token, session) = (request.access_token.as_ref(), request.session.as_ref());
        match prover(access_token, session)? {
            Prover::AccessToken(token) => {
                let caller = caller::caller(&cx.app, token, ADMIN_SCOPE).await?;
                let sub = caller.user.sub.clone();
                let decision = enrol::AssociateSoftwareToken { sub };
                let secret = decide_as(cx, &caller, &decision).await?;
                Ok(AssociateSoftwareTokenResponse {
                    secret_code: Some(secret.expose().into()),
                    session: None,
                })
            }
            Prover::Session(session) => {
                let pending = sign_in::set_up(cx, session, SetUpAct::Associate).await?;
                let secret = pending.challenge.page.get(SECRET_CODE);
                Ok(AssociateSoftwareTokenResponse {
                    secret_code: secret.map(|secret| secret.as_str().into()),
                    session: Some(pending.flow_token.into()),
                })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::{Expect, PASSWORD, World, check_caller, mfa, text};
    use serde_json::json;

    #[tokio::test]
    async fn succeeds_with_an_access_token_and_leaves_the_app_that_counts() {
        let (world, secret) = mfa::enrolled("OPTIONAL").await;
        let token = world.access_token_with_code("ada", &secret).await;
        let associate = async || {
            let answer = world.call_as(&token, "AssociateSoftwareToken", json!({}));
            answer.await.expect("the pool has authenticator apps")
        };
        let (first, second) = (associate().await, associate().await);
        assert_eq!(text(&first["SecretCode"]).len(), 32);
        assert_ne!(first["SecretCode"], second["SecretCode"]);
        assert!(first["Session"].is_null());
        let user = world.stored_user("ada").await;
        let software_token = user.credentials.software_token.expect("it still counts");
        assert_eq!(software_token.secret.expose(), secret);
        let waits = user.credentials.associating.expect("the later one waits");
        assert_eq!(waits.expose(), text(&second["SecretCode"]));
    }

    #[tokio::test]
    async fn succeeds_with_a_session_and_gives_another() {
        let world = mfa::world("ON").await;
        world.user("ada").await;
        let challenge = world.sign_in("ada", PASSWORD).await.expect("right");
        assert_eq!(challenge["ChallengeName"], "MFA_SETUP");
        let associate = async |session: &serde_json::Value| {
            let body = json!({"Session": session});
            world.call("AssociateSoftwareToken", body).await
        };
        let first = associate(&challenge["Session"]).await.expect("it waits");
        let second = associate(&first["Session"]).await.expect("it waits");
        assert_eq!(first["SecretCode"], second["SecretCode"]);
        assert_ne!(first["Session"], second["Session"]);
        associate(&challenge["Session"])
            .await
            .refuses("NotAuthorized", "Invalid session for the user.");
    }

    #[tokio::test]
    async fn refuses_pools_without_authenticator_apps() {
        let (world, token) = World::signed_in("ada").await;
        world
            .call_as(&token, "AssociateSoftwareToken", json!({}))
            .await
            .refuses(
                "SoftwareTokenMFANotFound",
                "Software Token MFA has not been enabled by the userPool",
            );
    }

    #[tokio::test]
    async fn refuses_both_neither_and_sessions_of_nothing_to_set_up() {
        let (world, token) = World::signed_in("ada").await;
        let call = async |body| world.call("AssociateSoftwareToken", body).await;
        call(json!({})).await.refuses(
            "InvalidParameter",
            "Missing required parameter AccessToken or Session",
        );
        let both = json!({"AccessToken": token, "Session": "x".repeat(64)});
        call(both).await.refuses(
            "InvalidParameter",
            "Invalid parameter Session: must not be given beside AccessToken.",
        );
        let create =
            json!({"Username": "bob", "TemporaryPassword": PASSWORD, "MessageAction": "SUPPRESS"});
        let created = world.call_admin("AdminCreateUser", create).await;
        created.expect("bob is new");
        let challenge = world.sign_in("bob", PASSWORD).await.expect("right");
        let message = "Invalid session for the user.";
        for session in [
            challenge["Session"].clone(),
            json!("x".repeat(64)),
            json!("x".repeat(20)),
        ] {
            call(json!({ "Session": session }))
                .await
                .refuses("NotAuthorized", message);
        }
        let responses = json!({"USERNAME": "bob", "NEW_PASSWORD": "Rainy-Day-8"});
        let answer = json!({
            "ChallengeName": "NEW_PASSWORD_REQUIRED", "Session": challenge["Session"], "ChallengeResponses": responses});
        world
            .call_client("RespondToAuthChallenge", answer)
            .await
            .expect("the session was not used up");
    }

    #[tokio::test]
    async fn refuses_tokens_that_do_not_count() {
        check_caller("AssociateSoftwareToken", json!({})).await;
    }
}
