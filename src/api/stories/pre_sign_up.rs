//! The function of sign-ups as callers of the JSON API meet it.

use crate::testing::{Expect, PASSWORD, World, function, merged};
use domain::user::Status;
use engine::testing::receiver::{ARN, Receiver};
use serde_json::{Value, json};

async fn world(receiver: &Receiver, pool: Value) -> World {
    let pool = merged(json!({"LambdaConfig": {"PreSignUp": ARN}}), pool);
    World::set(function(receiver), pool, json!({})).await
}

#[tokio::test]
async fn a_sign_up_is_told_as_cognito_tells_it() {
    let receiver = Receiver::filling(json!({})).await;
    let world = world(&receiver, json!({})).await;
    let person = json!({
        "Username": "ada",
        "Password": PASSWORD,
        "UserAttributes": [{"Name": "email", "Value": "ada@example.com"}],
    });
    let answer = world.call_client("SignUp", person.clone()).await;
    let answer = answer.expect("the function lets everybody in");
    assert_eq!(answer["UserConfirmed"], false);
    let event = json!({
        "version": "1",
        "region": "us-east-1",
        "userPoolId": world.pool.id,
        "userName": "ada",
        "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": world.client.id},
        "triggerSource": "PreSignUp_SignUp",
        "request": {"userAttributes": {"email": "ada@example.com"}, "validationData": null},
        "response": {"autoConfirmUser": false, "autoVerifyEmail": false, "autoVerifyPhone": false},
    });
    let [call] = receiver.calls().try_into().ok().expect("one call");
    assert_eq!(call.body, event.to_string().into_bytes());

    let passed = json!({
        "Username": "bob",
        "ValidationData": [{"Name": "captcha", "Value": "x"}, {"Name": "empty"}],
        "ClientMetadata": {"campaign": "spring"},
    });
    let signed_up = world.call_client("SignUp", merged(person, passed)).await;
    signed_up.expect("the function lets everybody in");
    let request = json!({
        "userAttributes": {"email": "ada@example.com"},
        "validationData": {"captcha": "x", "empty": ""},
        "clientMetadata": {"campaign": "spring"},
    });
    assert_eq!(receiver.events()[1]["request"], request);
}

#[tokio::test]
async fn a_function_that_throws_refuses() {
    let receiver = Receiver::throwing("No robots").await;
    let world = world(&receiver, json!({})).await;
    let message = "PreSignUp failed with error No robots.";
    let result = world.sign_up("ada").await;
    result.refuses("UserLambdaValidation", message);
    let create = json!({"Username": "ada", "MessageAction": "SUPPRESS"});
    let result = world.call_admin("AdminCreateUser", create).await;
    result.refuses("UserLambdaValidation", message);
    let answer = world
        .call_admin("AdminGetUser", json!({"Username": "ada"}))
        .await;
    answer.refuses("UserNotFound", "User does not exist.");
    assert_eq!(receiver.events().len(), 2, "what a function says is final");
}

#[tokio::test]
async fn a_user_may_be_confirmed_and_verified_at_once() {
    let flags = json!({"autoConfirmUser": true, "autoVerifyEmail": true});
    let receiver = Receiver::filling(flags).await;
    let world = world(&receiver, json!({})).await;
    let answer = world
        .sign_up("ada")
        .await
        .expect("the function lets her in");
    assert_eq!(answer["UserConfirmed"], true);
    assert!(answer.get("CodeDeliveryDetails").is_none(), "{answer}");
    assert_eq!(world.messages().await, 0);
    let user = world.stored_user("ada").await;
    assert_eq!(user.status, Status::Confirmed);
    assert!(user.has_verified("email"));
    world.tokens("ada").await;
}

#[tokio::test]
async fn flags_do_not_count_for_an_administrators_user() {
    let flags = json!({"autoConfirmUser": true, "autoVerifyEmail": true, "autoVerifyPhone": true});
    let receiver = Receiver::filling(flags).await;
    let world = world(&receiver, json!({"UsernameAttributes": ["email"]})).await;
    let attributes = [
        ("email", "ada@example.com"),
        ("email_verified", "true"),
        ("name", "Ada"),
    ];
    let attributes = attributes.map(|(name, value)| json!({"Name": name, "Value": value}));
    let create = json!({
        "Username": "ada@example.com",
        "UserAttributes": attributes,
        "ValidationData": [{"Name": "by", "Value": "hr"}],
        "MessageAction": "SUPPRESS",
    });
    let created = world.call_admin("AdminCreateUser", create).await;
    let created = created.expect("the function does not mind");
    assert_eq!(created["User"]["UserStatus"], "FORCE_CHANGE_PASSWORD");
    let [event] = receiver.events().try_into().expect("one call");
    assert_eq!(event["triggerSource"], "PreSignUp_AdminCreateUser");
    assert_eq!(
        event["callerContext"]["clientId"],
        "CLIENT_ID_NOT_APPLICABLE"
    );
    assert_eq!(event["userName"], created["User"]["Username"]);
    let request = json!({
        "userAttributes": {"email": "ada@example.com", "email_verified": "true", "name": "Ada"},
        "validationData": {"by": "hr"},
    });
    assert_eq!(event["request"], request);
}

#[tokio::test]
async fn a_flag_that_is_none_is_unreadable() {
    for odd in [json!("true"), json!(1), json!([true]), json!({})] {
        let receiver = Receiver::filling(json!({"autoConfirmUser": odd})).await;
        let world = world(&receiver, json!({})).await;
        let result = world.sign_up("ada").await;
        result.refuses("InvalidLambdaResponse", "Unrecognizable lambda output");
    }
    let receiver = Receiver::filling(json!({"autoConfirmUser": null})).await;
    let world = world(&receiver, json!({})).await;
    world.sign_up("ada").await.expect("null changes nothing");
}
