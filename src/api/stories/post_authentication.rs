//! The function that is called when somebody signed in, as callers of the JSON API meet it.

use crate::testing::{Expect, PASSWORD, World, claims, function, mfa, text};
use axum::{Json, Router, body::Bytes};
use domain::sign_in::{Grant, Start};
use engine::{
    decide::StoreFacts,
    fault::Fault,
    settings::Place,
    sign_in::{EntryPoint, Recipient, SignIn, SignInResult},
    testing::{
        receiver::{ARN, Receiver},
        serve,
    },
};
use serde_json::{Value, json};
use std::{
    sync::{
        Arc, OnceLock,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use store::Write;

/// A world with ada whose pool names this receiver for each of these triggers.
async fn world(receiver: &Receiver, functions: &[&str]) -> World {
    let config: serde_json::Map<String, Value> = functions
        .iter()
        .map(|name| ((*name).to_owned(), json!(ARN)))
        .collect();
    let world = World::set(
        function(receiver),
        json!({"LambdaConfig": config}),
        json!({}),
    )
    .await;
    world.user("ada").await;
    world
}

#[tokio::test]
async fn it_is_told_who_signed_in_before_tokens_are_made() {
    let receiver = Receiver::filling(json!({})).await;
    let world = world(&receiver, &["PostAuthentication", "PreTokenGeneration"]).await;
    world.tokens("ada").await;
    let events = receiver.events();
    let sources: Vec<&str> = events
        .iter()
        .map(|event| event["triggerSource"].as_str().expect("a text"))
        .collect();
    let order = [
        "PostAuthentication_Authentication",
        "TokenGeneration_Authentication",
    ];
    assert_eq!(sources, order);
    let user = world.stored_user("ada").await;
    assert_eq!(events[0]["userName"], "ada");
    assert_eq!(
        events[0]["callerContext"]["clientId"],
        json!(world.client.id)
    );
    let request = json!({
        "userAttributes": {
            "sub": user.sub, "cognito:user_status": "CONFIRMED",
            "email": "ada@example.com", "email_verified": "true",
        },
        "newDeviceUsed": false,
    });
    assert_eq!(events[0]["request"], request);
    assert_eq!(events[0]["response"], json!({}));
}

#[tokio::test]
async fn it_is_not_called_before_the_last_factor_and_hears_what_came_with_it() {
    let receiver = Receiver::filling(json!({})).await;
    let (enrolled, secret) = mfa::enrolled_in(
        World::set(
            function(&receiver),
            json!({"LambdaConfig": {"PostAuthentication": ARN}}),
            json!({}),
        )
        .await,
        "ON",
    )
    .await;
    let before = receiver.calls().len();
    enrolled.app.clock.advance(Duration::from_secs(30));
    let challenge = enrolled.sign_in("ada", PASSWORD).await.expect("right");
    assert_eq!(challenge["ChallengeName"], "SOFTWARE_TOKEN_MFA");
    assert_eq!(receiver.calls().len(), before, "a factor is owed");
    let code = enrolled.app_code(&secret);
    let answer = json!({
        "ChallengeName": "SOFTWARE_TOKEN_MFA", "Session": challenge["Session"],
        "ChallengeResponses": {"USERNAME": "ada", "SOFTWARE_TOKEN_MFA_CODE": code},
        "ClientMetadata": {"campaign": "spring"},
    });
    let result = enrolled.call_client("RespondToAuthChallenge", answer).await;
    result.expect("the code is right");
    let events = receiver.events();
    let [event] = &events[before..] else {
        panic!("{events:?}")
    };
    assert_eq!(
        event["request"]["clientMetadata"],
        json!({"campaign": "spring"})
    );
}

#[tokio::test]
async fn its_no_ends_the_sign_in() {
    let receiver = Receiver::throwing("Not on Sundays").await;
    let world = world(&receiver, &["PostAuthentication"]).await;
    let result = world.sign_in("ada", PASSWORD).await;
    let message = "PostAuthentication failed with error Not on Sundays.";
    result.refuses("UserLambdaValidation", message);
    let wrong = world.sign_in("ada", "Rainy-Day-7").await;
    wrong.refuses("NotAuthorized", "Incorrect username or password.");
    assert_eq!(
        receiver.calls().len(),
        1,
        "nobody signed in the second time"
    );
}

#[tokio::test]
async fn what_it_changes_of_the_user_is_in_the_tokens() {
    let world: Arc<OnceLock<World>> = Arc::default();
    let seen = world.clone();
    let function = Router::new().fallback(move |event: Bytes| {
        let seen = seen.clone();
        async move {
            let event: Value = serde_json::from_slice(&event).expect("an event is JSON");
            let world = seen.get().expect("there is a world");
            let mut ada = world
                .stored_user(event["userName"].as_str().expect("a text"))
                .await;
            let family_name = ("family_name".to_owned(), "Lovelace".to_owned());
            ada.attributes.extend([family_name]);
            world.touch(&ada).await;
            Json(event)
        }
    });
    let place = Place::Http(serve(function).await.parse().expect("a URL"));
    let made = World::set(
        |settings| {
            settings.triggers.functions.insert(ARN.to_owned(), place);
        },
        json!({"LambdaConfig": {"PostAuthentication": ARN}}),
        json!({}),
    )
    .await;
    made.user("ada").await;
    let world = world.get_or_init(|| made);
    let answer = world.sign_in("ada", PASSWORD).await.expect("right");
    let id_token = json!(text(&answer["AuthenticationResult"]["IdToken"]));
    assert_eq!(claims(&id_token)["family_name"], "Lovelace");
}

/// A recipient without a result, which changes the user before the first try is written.
struct Overtaken<'a> {
    world: &'a World,
    is_overtaken: AtomicBool,
}

impl Recipient for Overtaken<'_> {
    type Output = ();

    async fn receive(&self, _: &Grant, _: &StoreFacts<'_>) -> Result<((), Vec<Write>), Fault> {
        if !self.is_overtaken.swap(true, Ordering::Relaxed) {
            self.world.touch(&self.world.stored_user("ada").await).await;
        }
        Ok(((), Vec::new()))
    }
}

#[tokio::test]
async fn a_race_after_it_asks_for_no_second_proof() {
    let receiver = Receiver::filling(json!({})).await;
    let world = world(&receiver, &["PostAuthentication"]).await;
    let cx = world.context();
    let sign_in = SignIn {
        cx: &cx,
        pool: &world.pool,
        client: &world.client,
        entry_point: EntryPoint::Api,
    };
    let start = Start::Password {
        username: "ada".to_owned(),
        password: PASSWORD.into(),
    };
    let recipient = Overtaken {
        world: &world,
        is_overtaken: AtomicBool::new(false),
    };
    let before = world.hashes();
    let outcome = sign_in.start(start, &recipient).await;
    assert!(matches!(outcome, Ok(SignInResult::Done(()))), "{outcome:?}");
    assert_eq!(world.hashes(), before + 1, "the password is checked once");
    assert_eq!(receiver.calls().len(), 1);
}
