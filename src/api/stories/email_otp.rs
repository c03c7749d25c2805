//! Codes by e-mail as second factor, as callers of the JSON API meet them.

use crate::testing::{Expect, PASSWORD, World, merged, other_code};
use engine::testing::relay;
use serde_json::{Value, json};

/// A world whose pool asks for codes by e-mail, and ada whose address can get them.
async fn world() -> World {
    let recovery = json!({"RecoveryMechanisms": [{"Name": "admin_only", "Priority": 1}]});
    let world = World::set(
        |settings| settings.smtp = Some(relay()),
        json!({"AccountRecoverySetting": recovery}),
        json!({}),
    )
    .await;
    world.user("ada").await;
    let config = json!({"MfaConfiguration": "ON", "EmailMfaConfiguration": {}});
    let set = world.call_admin("SetUserPoolMfaConfig", config).await;
    let set = set.expect("recovery needs no address");
    assert_eq!(set["EmailMfaConfiguration"], json!({}));
    world
}

/// The code of the one message that waits to leave.
async fn sent(world: &World) -> String {
    let jobs = world.jobs().await;
    let [job] = jobs.as_slice() else {
        panic!("{jobs:?}")
    };
    let message = &job.payload["message"];
    assert_eq!(message["to"], "ada@example.com");
    let words = message["text"].as_str().expect("a text");
    let code = words
        .split_whitespace()
        .find(|word| word.len() == 6 && word.bytes().all(|byte| byte.is_ascii_digit()));
    code.expect("a code of six digits").to_owned()
}

async fn answer(world: &World, session: &Value, code: &str) -> crate::testing::CallResult {
    let responses = json!({"USERNAME": "ada", "EMAIL_OTP_CODE": code});
    let answer = json!({"ChallengeName": "EMAIL_OTP", "ChallengeResponses": responses});
    let answer = merged(answer, json!({"Session": session}));
    world.call_client("RespondToAuthChallenge", answer).await
}

#[tokio::test]
async fn a_password_is_followed_by_the_code_that_was_sent() {
    let world = world().await;
    let challenge = world.sign_in("ada", PASSWORD).await.expect("right");
    assert_eq!(challenge["ChallengeName"], "EMAIL_OTP");
    assert_eq!(
        challenge["ChallengeParameters"]["CODE_DELIVERY_DELIVERY_MEDIUM"],
        "EMAIL"
    );
    assert_eq!(
        challenge["ChallengeParameters"]["CODE_DELIVERY_DESTINATION"],
        "a***@e***"
    );
    let code = sent(&world).await;
    answer(&world, &challenge["Session"], other_code(&code))
        .await
        .refuses(
            "CodeMismatch",
            "Invalid verification code provided, please try again.",
        );
    let tokens = answer(&world, &challenge["Session"], &code).await;
    let tokens = tokens.expect("the code is right");
    assert!(tokens["AuthenticationResult"]["AccessToken"].is_string());
    answer(&world, &challenge["Session"], &code)
        .await
        .refuses("NotAuthorized", "Invalid session for the user.");
}

#[tokio::test]
async fn a_wrong_password_sends_nothing() {
    let world = world().await;
    world
        .sign_in("ada", "Rainy-Day-7")
        .await
        .refuses("NotAuthorized", "Incorrect username or password.");
    assert_eq!(world.messages().await, 0);
}
