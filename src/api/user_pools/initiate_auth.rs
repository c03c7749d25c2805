//! `InitiateAuth`: begins a sign-in, or refreshes tokens.

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
use shapes::idp::{InitiateAuthRequest, InitiateAuthResponse, operation::InitiateAuth};

impl Handle for InitiateAuth {
    const LIMIT: Option<RateLimit> = Some(RateLimit::Guess);
    const CALLER: CallerKind = CallerKind::Anyone;
    const AUDIT: Audit = Audit::Unrecorded;

    async fn handle(
        cx: &RequestContext,
        request: InitiateAuthRequest,
    ) -> Result<InitiateAuthResponse, Fault> {
        let (pool, client) = find::client(&cx.app.store, &request.client_id).await?;
        let sign_in = SignIn {
            cx,
            pool: &pool,
            client: &client,
            entry_point: EntryPoint::Api,
        };
        let answer = signing_in::begin(sign_in, request.auth_flow, request.auth_parameters).await?;
        Ok(answer.into())
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::{Expect, PASSWORD, World, claims};
    use serde_json::json;
    use std::time::Duration;

    #[tokio::test]
    async fn succeeds_with_a_password() {
        let world = World::new().await;
        let user = world.user("ada").await;
        let answer = world
            .sign_in("ada", PASSWORD)
            .await
            .expect("the password is right");
        assert_eq!(answer["ChallengeParameters"], json!({}));
        let result = &answer["AuthenticationResult"];
        assert_eq!(
            (&result["TokenType"], &result["ExpiresIn"]),
            (&json!("Bearer"), &json!(3600))
        );
        let (access, id) = (claims(&result["AccessToken"]), claims(&result["IdToken"]));
        assert_eq!(access["scope"], "aws.cognito.signin.user.admin");
        assert_eq!(
            (&access["sub"], &id["sub"]),
            (&json!(user.sub), &json!(user.sub))
        );
        assert_eq!(
            (&id["aud"], &id["email_verified"]),
            (&json!(world.client.id), &json!(true))
        );
        assert_eq!(access["origin_jti"], id["origin_jti"]);
        assert!(
            result["RefreshToken"]
                .as_str()
                .is_some_and(|token| token.len() >= 43)
        );
    }

    #[tokio::test]
    async fn refuses_a_wrong_password_and_locks_after_the_fifth() {
        let world = World::with_user("ada").await;
        for _ in 0..5 {
            world
                .sign_in("ada", "wrong")
                .await
                .refuses("NotAuthorized", "Incorrect username or password.");
        }
        world
            .sign_in("ada", PASSWORD)
            .await
            .refuses("NotAuthorized", "Password attempts exceeded");
        world.app.clock.advance(Duration::from_secs(1));
        world
            .sign_in("ada", PASSWORD)
            .await
            .expect("the lock is over");
        world
            .sign_in("ada", "wrong")
            .await
            .refuses("NotAuthorized", "Incorrect username or password.");
    }

    #[tokio::test]
    async fn refuses_nobody_as_a_wrong_password_where_users_are_hidden() {
        let world = World::new().await;
        world
            .sign_in("eve", "wrong")
            .await
            .refuses("UserNotFound", "User does not exist.");
        let world = World::hiding_users().await;
        for _ in 0..5 {
            world
                .sign_in("eve", "wrong")
                .await
                .refuses("NotAuthorized", "Incorrect username or password.");
        }
        world
            .sign_in("eve", "wrong")
            .await
            .refuses("NotAuthorized", "Password attempts exceeded");
    }

    #[tokio::test]
    async fn refuses_flows_and_parameters() {
        let world = World::with(
            json!({}),
            json!({"ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH"]}),
        )
        .await;
        let begin = async |flow: &str, parameters: serde_json::Value| {
            world
                .call_client(
                    "InitiateAuth",
                    json!({"AuthFlow": flow, "AuthParameters": parameters}),
                )
                .await
        };
        let parameters = json!({"USERNAME": "ada", "PASSWORD": "x"});
        begin("USER_PASSWORD_AUTH", parameters.clone())
            .await
            .refuses(
                "InvalidParameter",
                "USER_PASSWORD_AUTH flow not enabled for this client",
            );
        begin("ADMIN_USER_PASSWORD_AUTH", parameters.clone())
            .await
            .refuses(
                "InvalidParameter",
                "Initiate Auth method not supported: ADMIN_USER_PASSWORD_AUTH.",
            );
        begin("CUSTOM_AUTH", parameters).await.refuses(
            "InvalidParameter",
            "Initiate Auth method not supported: CUSTOM_AUTH.",
        );
        begin("USER_SRP_AUTH", json!({"SRP_A": "1"}))
            .await
            .refuses("InvalidParameter", "Missing required parameter USERNAME");
        begin("USER_SRP_AUTH", json!({"USERNAME": "ada"}))
            .await
            .refuses("InvalidParameter", "Missing required parameter SRP_A");
        begin("USER_SRP_AUTH", json!({"USERNAME": "ada", "SRP_A": "0"}))
            .await
            .refuses_as("InvalidParameter");
        let long = json!({"USERNAME": "x".repeat(131_072), "SRP_A": "ab".repeat(384)});
        begin("USER_SRP_AUTH", long).await.refuses(
            "InvalidParameter",
            "1 validation error detected: Value at 'username' failed to satisfy constraint: Member must have length less \
             than or equal to 128",
        );
    }

    #[tokio::test]
    async fn succeeds_with_a_refresh_token_and_its_secret_hash() {
        let world = World::with(
            json!({"UsernameAttributes": ["email"]}),
            json!({"GenerateSecret": true}),
        )
        .await;
        let user = world.user("ada").await;
        let name = "ada@example.com";
        let parameters =
            json!({"USERNAME": name, "PASSWORD": PASSWORD, "SECRET_HASH": world.hash(name)});
        let begin = json!({"AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": parameters});
        let signed_in = world
            .call_client("InitiateAuth", begin)
            .await
            .expect("the password is right");
        let token = &signed_in["AuthenticationResult"]["RefreshToken"];
        let refresh = async |hash: String| {
            let parameters = json!({"REFRESH_TOKEN": token, "SECRET_HASH": hash});
            world
                .call_client(
                    "InitiateAuth",
                    json!({"AuthFlow": "REFRESH_TOKEN_AUTH", "AuthParameters": parameters}),
                )
                .await
        };
        world.app.clock.advance(Duration::from_mins(10));
        let refreshed = refresh(world.hash(&user.username))
            .await
            .expect("the hash is over the real user name");
        let (first, second) = (
            &signed_in["AuthenticationResult"],
            &refreshed["AuthenticationResult"],
        );
        assert!(second["RefreshToken"].is_null());
        let (first, second) = (
            claims(&first["AccessToken"]),
            claims(&second["AccessToken"]),
        );
        for claim in ["auth_time", "origin_jti", "event_id", "sub"] {
            assert_eq!(first[claim], second[claim], "{claim}");
        }
        assert!(first["jti"] != second["jti"] && first["exp"] != second["exp"]);
        let message = format!(
            "Unable to verify secret hash for client {}",
            world.client.id
        );
        refresh(world.hash(name))
            .await
            .refuses("NotAuthorized", &message);
        world.app.clock.advance(Duration::from_hours(30 * 24));
        refresh(world.hash(&user.username))
            .await
            .refuses("NotAuthorized", "Refresh Token has expired");
    }
}
