//! The function of tokens as callers of the JSON API meet it.

use crate::testing::{
    CallResult, Expect, PASSWORD, World, claims, function, merged, rotating, text,
};
use axum::{Json, body::Body};
use engine::testing::receiver::{ARN, Receiver};
use futures_util::{future::BoxFuture, stream};
use serde_json::{Value, json};
use std::{
    convert::Infallible,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicUsize, Ordering},
    },
};

/// A world whose pool asks this function, in this version, before tokens are signed.
async fn asking(receiver: &Receiver, version: &str, client: Value) -> World {
    let config = json!({"LambdaArn": ARN, "LambdaVersion": version});
    let pool = json!({"LambdaConfig": {"PreTokenGenerationConfig": config}});
    World::set(function(receiver), pool, client).await
}

/// What an answer in version 2 or 3 holds.
fn changes(id: Value, access: Value) -> Value {
    json!({"claimsAndScopeOverrideDetails": {"idTokenGeneration": id, "accessTokenGeneration": access}})
}

/// Invites ada and signs her in: the answer to the challenge that requires a new password.
async fn new_password_answer(world: &World) -> Value {
    let create =
        json!({"Username": "ada", "TemporaryPassword": PASSWORD, "MessageAction": "SUPPRESS"});
    let created = world.call_admin("AdminCreateUser", create).await;
    created.expect("ada is new");
    let challenge = world.sign_in("ada", PASSWORD).await;
    let challenge = challenge.expect("the temporary password is right");
    json!({
        "ChallengeName": "NEW_PASSWORD_REQUIRED", "Session": challenge["Session"],
        "ChallengeResponses": {"USERNAME": "ada", "NEW_PASSWORD": "Rainy-Day-8"},
        "ClientMetadata": {"from": "RespondToAuthChallenge"}})
}

/// Refreshes by the JSON API, with metadata.
fn refresh(token: &Value) -> Value {
    json!({"RefreshToken": token, "ClientMetadata": {"from": "GetTokensFromRefreshToken"}})
}

/// A function that fills the number of the call into both tokens; before it answers the one of this number, this happens.
async fn interrupted(
    at: usize,
    client: Value,
    happens: impl Fn(Arc<World>) -> BoxFuture<'static, ()> + Clone + Send + Sync + 'static,
) -> (Receiver, Arc<World>) {
    let (shared, calls) = (
        Arc::new(OnceLock::<Arc<World>>::new()),
        Arc::new(AtomicUsize::new(0)),
    );
    let world_cell = Arc::clone(&shared);
    let receiver = Receiver::start(move |mut event| {
        let number = calls.fetch_add(1, Ordering::Relaxed) + 1;
        let world = world_cell.get().map(Arc::clone).filter(|_| number == at);
        let (happens, add) = (
            happens.clone(),
            json!({"claimsToAddOrOverride": {"call": number}}),
        );
        event["response"] = changes(add.clone(), add);
        Body::from_stream(stream::once(async move {
            if let Some(world) = world {
                happens(world).await;
            }
            Ok::<_, Infallible>(event.to_string())
        }))
    })
    .await;
    let world = Arc::new(asking(&receiver, "V2_0", client).await);
    world.user("ada").await;
    shared.set(Arc::clone(&world)).ok().expect("set once");
    (receiver, world)
}

#[tokio::test]
async fn every_way_to_tokens_has_its_source_and_its_metadata() {
    let receiver = Receiver::start(Json).await;
    let world = asking(&receiver, "V2_0", json!({})).await;
    let answer = new_password_answer(&world).await;
    assert_eq!(receiver.events().len(), 0, "no tokens were due");
    world
        .call_client("RespondToAuthChallenge", answer)
        .await
        .expect("the answer is sound");
    let parameters = json!({"USERNAME": "ada", "PASSWORD": "Rainy-Day-8"});
    let begin = json!({
        "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": parameters, "ClientMetadata": {"from": "InitiateAuth"}});
    let signed_in = world.call_client("InitiateAuth", begin.clone()).await;
    let token =
        signed_in.expect("the password is right")["AuthenticationResult"]["RefreshToken"].clone();
    let begin = merged(
        begin,
        json!({"AuthFlow": "ADMIN_USER_PASSWORD_AUTH", "ClientId": world.client.id}),
    );
    let signed_in = world.call_admin("AdminInitiateAuth", begin).await;
    signed_in.expect("the password is right");
    let begin = json!({
        "AuthFlow": "REFRESH_TOKEN_AUTH", "AuthParameters": {"REFRESH_TOKEN": token}, "ClientMetadata": {"from": "InitiateAuth"}});
    let refreshed = world.call_client("InitiateAuth", begin).await;
    refreshed.expect("the token is good");
    let refreshed = world
        .call_client("GetTokensFromRefreshToken", refresh(&token))
        .await;
    refreshed.expect("the token is good");
    let calls: Vec<(String, Value)> = receiver
        .events()
        .iter()
        .map(|event| {
            (
                text(&event["triggerSource"]),
                event["request"]["clientMetadata"].clone(),
            )
        })
        .collect();
    let from = |operation: &str| json!({"from": operation});
    let expect = [
        (
            "TokenGeneration_NewPasswordChallenge",
            from("RespondToAuthChallenge"),
        ),
        ("TokenGeneration_Authentication", json!(null)),
        ("TokenGeneration_Authentication", json!(null)),
        ("TokenGeneration_RefreshTokens", json!(null)),
        (
            "TokenGeneration_RefreshTokens",
            from("GetTokensFromRefreshToken"),
        ),
    ];
    assert_eq!(
        calls,
        expect.map(|(source, metadata)| (source.to_owned(), metadata))
    );
}

#[tokio::test]
async fn the_event_is_cognitos() {
    for (version, number, details) in [
        ("V1_0", "1", "claimsOverrideDetails"),
        ("V2_0", "2", "claimsAndScopeOverrideDetails"),
        ("V3_0", "3", "claimsAndScopeOverrideDetails"),
    ] {
        let receiver = Receiver::start(Json).await;
        let world = asking(&receiver, version, json!({})).await;
        let user = world.user("ada").await;
        let plain = world.tokens("ada").await;
        assert_eq!(
            claims(&plain["AccessToken"])["scope"],
            "aws.cognito.signin.user.admin"
        );
        let attributes = json!({
            "cognito:user_status": "CONFIRMED", "email": "ada@example.com", "email_verified": "true", "sub": user.sub});
        let groups =
            json!({"groupsToOverride": [], "iamRolesToOverride": [], "preferredRole": null});
        let mut request = json!({"userAttributes": attributes, "groupConfiguration": groups});
        if number != "1" {
            request["scopes"] = json!(["aws.cognito.signin.user.admin"]);
        }
        let expect = json!({
            "version": number, "triggerSource": "TokenGeneration_Authentication", "region": "us-east-1",
            "userPoolId": world.pool.id, "userName": "ada",
            "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": world.client.id},
            "request": request, "response": {details: null}});
        assert_eq!(receiver.events(), [expect]);
    }
}

#[tokio::test]
async fn the_changes_are_in_the_tokens_of_every_issuance() {
    let id = json!({"claimsToAddOrOverride": {"tenant": {"id": 7}, "sub": "forged"}, "claimsToSuppress": ["email"]});
    let access = json!({"claimsToAddOrOverride": {"plan": "gold"}, "scopesToAdd": ["notes/read"]});
    let receiver = Receiver::filling(changes(id, access)).await;
    let world = asking(&receiver, "V2_0", json!({})).await;
    let user = world.user("ada").await;
    let tokens = world.tokens("ada").await;
    let token = &tokens["RefreshToken"];
    let refreshed = world
        .call_client("GetTokensFromRefreshToken", refresh(token))
        .await;
    let refreshed = refreshed.expect("the token is good")["AuthenticationResult"].clone();
    for tokens in [&tokens, &refreshed] {
        let (id, access) = (claims(&tokens["IdToken"]), claims(&tokens["AccessToken"]));
        assert_eq!(
            (&id["tenant"], &id["sub"]),
            (&json!({"id": 7}), &json!(user.sub))
        );
        assert_eq!(
            (id.get("email"), &id["email_verified"]),
            (None, &json!(true))
        );
        assert_eq!((&access["plan"], id.get("plan")), (&json!("gold"), None));
        assert_eq!(
            access["scope"], "aws.cognito.signin.user.admin notes/read",
            "none twice"
        );
    }
}

#[tokio::test]
async fn a_token_may_do_what_its_own_scopes_say() {
    let suppress = json!({"scopesToSuppress": ["aws.cognito.signin.user.admin"]});
    let receiver = Receiver::filling(changes(json!({}), suppress)).await;
    let world = asking(&receiver, "V2_0", json!({})).await;
    world.user("ada").await;
    let token = world.access_token("ada").await;
    let answer = world.call_as(&token, "GetUser", json!({})).await;
    answer.refuses(
        "NotAuthorized",
        "Access Token does not have required scopes",
    );
}

#[tokio::test]
async fn the_first_version_changes_groups_everywhere_and_claims_of_the_id_token() {
    let groups =
        json!({"groupsToOverride": ["a", "b"], "iamRolesToOverride": ["r"], "preferredRole": "r"});
    let details = json!({"claimsToAddOrOverride": {"tenant": "7"}, "groupOverrideDetails": groups});
    let receiver = Receiver::filling(json!({"claimsOverrideDetails": details})).await;
    let world = asking(&receiver, "V1_0", json!({})).await;
    world.user("ada").await;
    let tokens = world.tokens("ada").await;
    let (id, access) = (claims(&tokens["IdToken"]), claims(&tokens["AccessToken"]));
    assert_eq!((&id["tenant"], access.get("tenant")), (&json!("7"), None));
    assert_eq!(
        (&id["cognito:groups"], &access["cognito:groups"]),
        (&json!(["a", "b"]), &json!(["a", "b"]))
    );
    assert_eq!(
        (&id["cognito:roles"], &id["cognito:preferred_role"]),
        (&json!(["r"]), &json!("r"))
    );
    assert_eq!(access.get("cognito:roles"), None);
}

#[tokio::test]
async fn a_refusal_gives_no_tokens_spends_no_challenge_and_locks_nobody_out() {
    let receiver = Receiver::throwing("not today").await;
    let world = asking(&receiver, "V2_0", json!({})).await;
    let no = "PreTokenGeneration failed with error not today.";
    let answer = new_password_answer(&world).await;
    for _ in 0..2 {
        let result = world
            .call_client("RespondToAuthChallenge", answer.clone())
            .await;
        result.refuses("UserLambdaValidation", no);
    }
    let user = world.stored_user("ada").await;
    assert_eq!(
        user.status,
        domain::user::Status::ForceChangePassword,
        "the new password is not kept"
    );
    world.user("eve").await;
    for _ in 0..7 {
        let result = world.sign_in("eve", PASSWORD).await;
        result.refuses("UserLambdaValidation", no);
    }
}

#[tokio::test]
async fn an_answer_of_wrong_types_gives_no_tokens() {
    let receiver = Receiver::filling(changes(json!([]), json!({}))).await;
    let world = asking(&receiver, "V3_0", json!({})).await;
    world.user("ada").await;
    let result = world.sign_in("ada", PASSWORD).await;
    result.refuses("InvalidLambdaResponse", "Unrecognizable lambda output");
}

#[tokio::test]
async fn a_refused_refresh_does_not_rotate() {
    let calls = Arc::new(AtomicUsize::new(0));
    let receiver = Receiver::start(move |event| match calls.fetch_add(1, Ordering::Relaxed) {
        1 => Json(json!({"errorMessage": "not now"})),
        _ => Json(event),
    })
    .await;
    let world = asking(&receiver, "V2_0", rotating(0)).await;
    world.user("ada").await;
    let token = world.tokens("ada").await["RefreshToken"].clone();
    let call = async || {
        world
            .call_client("GetTokensFromRefreshToken", refresh(&token))
            .await
    };
    call().await.refuses(
        "UserLambdaValidation",
        "PreTokenGeneration failed with error not now.",
    );
    call().await.expect("it was not used up");
    assert_eq!(receiver.events().len(), 3);
}

/// What comes of ada's refresh token when this happens to it while the function thinks of it.
async fn refreshed_while(
    client: Value,
    happens: impl Fn(Arc<World>, Value) -> BoxFuture<'static, ()> + Clone + Send + Sync + 'static,
) -> (Receiver, CallResult) {
    let token = Arc::new(OnceLock::<Value>::new());
    let token_cell = Arc::clone(&token);
    let (receiver, world) = interrupted(2, client, move |world| {
        happens(world, token_cell.get().expect("ada has signed in").clone())
    })
    .await;
    let tokens = world.tokens("ada").await;
    let token = token.get_or_init(|| tokens["RefreshToken"].clone());
    let answer = world.call_client("GetTokensFromRefreshToken", refresh(token));
    (receiver, answer.await)
}

#[tokio::test]
async fn a_race_that_was_lost_asks_nothing_twice() {
    let (receiver, answer) = refreshed_while(rotating(60), |world, token| {
        Box::pin(async move {
            let other = world
                .call_client("GetTokensFromRefreshToken", refresh(&token))
                .await;
            other.expect("it comes first, and rotates");
        })
    })
    .await;
    let result = answer.expect("it is within the grace")["AuthenticationResult"].clone();
    assert_eq!(
        claims(&result["AccessToken"])["call"],
        2,
        "the answer to its own call"
    );
    assert_eq!(
        receiver.events().len(),
        3,
        "the sign-in, and each refresh once"
    );
}

#[tokio::test]
async fn a_token_that_is_revoked_meanwhile_gives_no_tokens() {
    let (_, answer) = refreshed_while(json!({}), |world, token| {
        Box::pin(async move {
            let revoked = world
                .call_client("RevokeToken", json!({"Token": token}))
                .await;
            revoked.expect("it is the client's");
        })
    })
    .await;
    answer.refuses("NotAuthorized", "Refresh Token has been revoked");
}

#[tokio::test]
async fn a_user_who_changes_meanwhile_is_told_of_once_if_the_event_stays_the_same() {
    let (receiver, world) = interrupted(1, json!({}), |world| {
        Box::pin(async move {
            let user = world.stored_user("ada").await;
            world.touch(&user).await;
        })
    })
    .await;
    let tokens = world.tokens("ada").await;
    assert_eq!(claims(&tokens["AccessToken"])["call"], 1);
    assert_eq!(receiver.events().len(), 1);
}

#[tokio::test]
async fn a_user_who_is_another_one_by_then_is_told_of_anew() {
    let (receiver, world) = interrupted(1, json!({}), |world| {
        Box::pin(async move {
            let mut user = world.stored_user("ada").await;
            user.attributes.insert("name".to_owned(), "Ada".to_owned());
            world.touch(&user).await;
        })
    })
    .await;
    let tokens = world.tokens("ada").await;
    assert_eq!(claims(&tokens["IdToken"])["name"], "Ada");
    assert_eq!(claims(&tokens["AccessToken"])["call"], 2);
    let events = receiver.events();
    let names: Vec<&Value> = events
        .iter()
        .map(|event| &event["request"]["userAttributes"]["name"])
        .collect();
    assert_eq!(names, [&json!(null), &json!("Ada")]);
}

#[tokio::test]
async fn a_password_that_was_replaced_meanwhile_gives_no_tokens() {
    let (_, world) = interrupted(1, json!({}), |world| {
        Box::pin(async move {
            let set = json!({"Username": "ada", "Password": "Rainy-Day-8", "Permanent": true});
            let set = world.call_admin("AdminSetUserPassword", set).await;
            set.expect("the password is sound");
        })
    })
    .await;
    let result = world.sign_in("ada", PASSWORD).await;
    result.refuses("NotAuthorized", "Incorrect username or password.");
}
