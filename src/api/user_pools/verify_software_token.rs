//! `VerifySoftwareToken`: checks the first code of an authenticator app, for a signed-in user or during a sign-in.

use super::prover::{Prover, prover};
use crate::protocol::{Audit, CallerKind, Handle};
use domain::{client::ADMIN_SCOPE, enrol, secret::Secret, sign_in::SetUpAct};
use engine::{
    caller, decide::decide_as, fault::Fault, rate_limiter::RateLimit, request::RequestContext,
    sign_in,
};
use shapes::idp::{
    VerifySoftwareTokenRequest, VerifySoftwareTokenResponse, VerifySoftwareTokenResponseType,
    operation::VerifySoftwareToken,
};

impl Handle for VerifySoftwareToken {
    const LIMIT: Option<RateLimit> = Some(RateLimit::Guess);
    const CALLER: CallerKind = CallerKind::Token;
    const AUDIT: Audit = Audit::Unrecorded;

    async fn handle(
        cx: &RequestContext,
        request: VerifySoftwareTokenRequest,
    ) -> Result<VerifySoftwareTokenResponse, Fault> {
        let code = Secret::from(request.user_code.as_str());
        let name = request.friendly_device_name;
        let (access_token, session) = (request.access_token.as_ref(), request.session.as_ref());
        let session = match prover(access_token, session)? {
            Prover::AccessToken(token) => {
                let caller = caller::caller(&cx.app, token, ADMIN_SCOPE).await?;
                let sub = caller.user.sub.clone();
                let decision = enrol::VerifySoftwareToken { sub, code, name };
                decide_as(cx, &caller, &decision).await?;
                None
            }
            Prover::Session(session) => {
                let act = SetUpAct::Verify { code, name };
                let pending = sign_in::set_up(cx, session, act).await?;
                Some(pending.flow_token.into())
            }
        };
        Ok(VerifySoftwareTokenResponse {
            session,
            status: Some(VerifySoftwareTokenResponseType::Success),
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::{Expect, PASSWORD, World, check_caller, mfa, text};
    use serde_json::json;

    #[tokio::test]
    async fn succeeds_with_an_access_token_once() {
        let world = mfa::world("OPTIONAL").await;
        world.user("ada").await;
        let token = world.access_token("ada").await;
        let verify = async |code: &str| {
            let body = json!({"UserCode": code, "FriendlyDeviceName": "Phone"});
            world.call_as(&token, "VerifySoftwareToken", body).await
        };
        verify("000000").await.refuses(
            "InvalidParameter",
            "No software token is being associated with the user.",
        );
        let associated = world.call_as(&token, "AssociateSoftwareToken", json!({}));
        let secret = text(&associated.await.expect("allowed")["SecretCode"]);
        let code = world.app_code(&secret);
        verify(&world.wrong_app_code(&secret))
            .await
            .refuses("EnableSoftwareTokenMFA", "Code mismatch");
        verify(&code).await.gives(json!({"Status": "SUCCESS"}));
        let credentials = world.stored_user("ada").await.credentials;
        let app = credentials.software_token.expect("it counts");
        assert_eq!(
            (app.secret.expose(), app.name.as_deref()),
            (secret.as_str(), Some("Phone"))
        );
        assert_eq!(credentials.associating, None);
        verify(&code).await.refuses_as("InvalidParameter");
        // It is asked for once ada wants it to be.
        world.tokens("ada").await;
        mfa::prefer(&world, &token, true).await.gives(json!({}));
        let challenge = world.sign_in("ada", PASSWORD).await.expect("right");
        assert_eq!(challenge["ChallengeName"], "SOFTWARE_TOKEN_MFA");
        assert_eq!(
            challenge["ChallengeParameters"]["FRIENDLY_DEVICE_NAME"],
            "Phone"
        );
    }

    #[tokio::test]
    async fn succeeds_with_a_session_and_gives_another() {
        let world = mfa::world("ON").await;
        world.user("ada").await;
        let challenge = world.sign_in("ada", PASSWORD).await.expect("right");
        let body = json!({"Session": challenge["Session"]});
        let associated = world.call("AssociateSoftwareToken", body).await;
        let associated = associated.expect("it waits");
        let secret = text(&associated["SecretCode"]);
        let code = world.app_code(&secret);
        let verify = async |session: &serde_json::Value, code: &str| {
            let body = json!({"Session": session, "UserCode": code});
            world.call("VerifySoftwareToken", body).await
        };
        // The challenge itself shows nothing of the secret, and is not met before a code was.
        let parameters = challenge["ChallengeParameters"]
            .as_object()
            .expect("an object");
        assert_eq!(
            parameters.keys().collect::<Vec<_>>(),
            ["MFAS_CAN_SETUP", "USER_ID_FOR_SRP"]
        );
        let answer = async |session: &serde_json::Value| {
            let body = json!({
                "ChallengeName": "MFA_SETUP", "Session": session, "ChallengeResponses": {"USERNAME": "ada"}});
            world.call_client("RespondToAuthChallenge", body).await
        };
        answer(&associated["Session"]).await.refuses(
            "InvalidParameter",
            "User has not verified software token mfa",
        );
        verify(&associated["Session"], &world.wrong_app_code(&secret))
            .await
            .refuses("EnableSoftwareTokenMFA", "Code mismatch");
        let verified = verify(&associated["Session"], &code).await.expect("right");
        assert_eq!(verified["Status"], "SUCCESS");
        assert_ne!(verified["Session"], associated["Session"]);
        assert_eq!(
            world.stored_user("ada").await.credentials.software_token,
            None,
            "the sign-in has not ended"
        );
        let tokens = answer(&verified["Session"]).await.expect("it is met");
        let token = text(&tokens["AuthenticationResult"]["AccessToken"]);
        let user = world.call_as(&token, "GetUser", json!({})).await;
        let user = user.expect("the token is good");
        assert_eq!(user["UserMFASettingList"], json!(["SOFTWARE_TOKEN_MFA"]));
        assert_eq!(user["PreferredMfaSetting"], "SOFTWARE_TOKEN_MFA");
    }

    #[tokio::test]
    async fn refuses_a_sixth_code_in_a_row() {
        let world = mfa::world("OPTIONAL").await;
        world.user("ada").await;
        let token = world.access_token("ada").await;
        let associated = world.call_as(&token, "AssociateSoftwareToken", json!({}));
        let secret = text(&associated.await.expect("allowed")["SecretCode"]);
        let code = world.app_code(&secret);
        let verify = async |code: &str| {
            let body = json!({"UserCode": code});
            world.call_as(&token, "VerifySoftwareToken", body).await
        };
        for _ in 0..5 {
            verify(&world.wrong_app_code(&secret))
                .await
                .refuses_as("EnableSoftwareTokenMFA");
        }
        verify(&code)
            .await
            .refuses("NotAuthorized", "Password attempts exceeded");
        world.app.clock.advance(std::time::Duration::from_mins(10));
        let code = world.app_code(&secret);
        verify(&code).await.expect("the lock is over");
    }

    #[tokio::test]
    async fn refuses_pools_without_authenticator_apps() {
        let (world, token) = World::signed_in("ada").await;
        let body = json!({"UserCode": "000000"});
        world
            .call_as(&token, "VerifySoftwareToken", body)
            .await
            .refuses_as("SoftwareTokenMFANotFound");
    }

    #[tokio::test]
    async fn refuses_tokens_that_do_not_count() {
        check_caller("VerifySoftwareToken", json!({"UserCode": "000000"})).await;
    }
}
