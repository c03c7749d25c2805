//! `AdminRespondToAuthChallenge`: an application server answers the challenge of a sign-in.

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
    AdminRespondToAuthChallengeRequest, AdminRespondToAuthChallengeResponse,
    operation::AdminRespondToAuthChallenge,
};

impl Handle for AdminRespondToAuthChallenge {
    const LIMIT: Option<RateLimit> = None;
    const CALLER: CallerKind = CallerKind::Administrator;
    const AUDIT: Audit = Audit::Unrecorded;

    async fn handle(
        cx: &RequestContext,
        request: AdminRespondToAuthChallengeRequest,
    ) -> Result<AdminRespondToAuthChallengeResponse, Fault> {
        let pool = find::pool(&cx.app.store, &request.user_pool_id).await?;
        let client = find::client_of(&cx.app.store, &pool, &request.client_id).await?;
        let sign_in = SignIn {
            cx,
            pool: &pool,
            client: &client,
            entry_point: EntryPoint::Admin,
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
    use serde_json::json;

    async fn challenged() -> (World, serde_json::Value) {
        let world = World::new().await;
        let create =
            json!({"Username": "ada", "TemporaryPassword": PASSWORD, "MessageAction": "SUPPRESS"});
        world
            .call_admin("AdminCreateUser", create)
            .await
            .expect("ada is new");
        let parameters = json!({"USERNAME": "ada", "PASSWORD": PASSWORD});
        let begin = json!({"ClientId": world.client.id, "AuthFlow": "ADMIN_USER_PASSWORD_AUTH", "AuthParameters": parameters});
        let challenged = world
            .call_admin("AdminInitiateAuth", begin)
            .await
            .expect("the temporary password is right");
        let responses = json!({"USERNAME": "ada", "NEW_PASSWORD": "Rainy-Day-8"});
        let answer = json!({
            "ClientId": world.client.id, "ChallengeName": challenged["ChallengeName"], "Session": challenged["Session"],
            "ChallengeResponses": responses});
        (world, answer)
    }

    #[tokio::test]
    async fn succeeds_with_a_new_password() {
        let (world, answer) = challenged().await;
        let result = world
            .call_admin("AdminRespondToAuthChallenge", answer)
            .await
            .expect("the answer is sound");
        assert!(result["AuthenticationResult"]["AccessToken"].is_string());
    }

    #[tokio::test]
    async fn refuses_another_challenge_than_the_one_asked() {
        let (world, answer) = challenged().await;
        let other = merged(answer.clone(), json!({"ChallengeName": "SMS_MFA"}));
        world
            .call_admin("AdminRespondToAuthChallenge", other)
            .await
            .refuses("NotAuthorized", "Invalid session for the user.");
        world
            .call_admin("AdminRespondToAuthChallenge", answer)
            .await
            .expect("the session was not used up");
    }

    #[tokio::test]
    async fn succeeds_with_an_authenticator_app_that_was_set_up_on_the_way() {
        let world = mfa::world("ON").await;
        world.user("ada").await;
        let parameters = json!({"USERNAME": "ada", "PASSWORD": PASSWORD});
        let begin = json!({
            "ClientId": world.client.id, "AuthFlow": "ADMIN_USER_PASSWORD_AUTH", "AuthParameters": parameters});
        let challenged = world.call_admin("AdminInitiateAuth", begin).await;
        let challenged = challenged.expect("the password is right");
        assert_eq!(challenged["ChallengeName"], "MFA_SETUP");
        let body = json!({"Session": challenged["Session"]});
        let associated = world.call("AssociateSoftwareToken", body).await;
        let associated = associated.expect("sessions of administrators count");
        let code = world.app_code(&text(&associated["SecretCode"]));
        let body = json!({"Session": associated["Session"], "UserCode": code});
        let verified = world.call("VerifySoftwareToken", body).await;
        let session = &verified.expect("the code is right")["Session"];
        let answer = json!({
            "ClientId": world.client.id, "ChallengeName": "MFA_SETUP", "Session": session,
            "ChallengeResponses": {"USERNAME": "ada"}});
        let result = world
            .call_admin("AdminRespondToAuthChallenge", answer)
            .await;
        let result = result.expect("a code was proved");
        assert!(result["AuthenticationResult"]["AccessToken"].is_string());
    }
}
