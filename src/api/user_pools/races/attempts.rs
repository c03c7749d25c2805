//! Tries at secrets at the same time: right ones wait for each other, wrong ones lock, and nothing is gained by many.

use super::{at_once, refusals, successes};
use crate::testing::{CallResult, Expect, PASSWORD, World, mfa, text};
use engine::clock::Clock;
use serde_json::{Value, json};
use std::{sync::Arc, time::Duration};

const EXCEEDED: &str = "Password attempts exceeded";

/// Signs in by the flow of administrators.
async fn by_administrator(world: &World, name: &str, password: &str) -> CallResult {
    let parameters = json!({"USERNAME": name, "PASSWORD": password});
    let body = json!({
        "ClientId": world.client.id, "AuthFlow": "ADMIN_USER_PASSWORD_AUTH", "AuthParameters": parameters});
    world.call_admin("AdminInitiateAuth", body).await
}

/// The answer to a challenge of SRP that proves the right password.
async fn proof(world: &World, name: &str) -> Value {
    let user = aws_cognito_srp::User::new(world.pool.id.as_str(), name, PASSWORD);
    let srp = aws_cognito_srp::SrpClient::new(user, world.client.id.as_str(), None);
    let parameters = json!({"USERNAME": name, "SRP_A": srp.get_auth_parameters().a});
    let body = json!({"AuthFlow": "USER_SRP_AUTH", "AuthParameters": parameters});
    let challenge = world.call_client("InitiateAuth", body).await;
    let challenge = challenge.expect("the user exists");
    let parameter = |key: &str| text(&challenge["ChallengeParameters"][key]);
    let id = parameter("USER_ID_FOR_SRP");
    let proof = srp.verify(
        &parameter("SECRET_BLOCK"),
        &id,
        &parameter("SALT"),
        &parameter("SRP_B"),
    );
    let proof = proof.expect("the parameters are sound");
    let responses = json!({
        "USERNAME": id, "TIMESTAMP": proof.timestamp,
        "PASSWORD_CLAIM_SECRET_BLOCK": proof.password_claim_secret_block,
        "PASSWORD_CLAIM_SIGNATURE": proof.password_claim_signature});
    json!({"ChallengeName": "PASSWORD_VERIFIER", "ChallengeResponses": responses})
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_right_sign_ins_at_once_all_succeed() {
    const PROOFS: usize = 20;
    let world = World::with_user("ada").await;
    // The client of SRP looks at the system's clock.
    let behind = Clock::system().now().since(world.app.now());
    world.app.clock.advance(behind);
    let mut proofs = Vec::new();
    for _ in 0..PROOFS {
        proofs.push(proof(&world, "ada").await);
    }
    let proofs = Arc::new(proofs);
    let answers = at_once(&Arc::new(world), 1000, |world, number| {
        let proofs = Arc::clone(&proofs);
        async move {
            match proofs.get(number / 20).filter(|_| number % 20 == 0) {
                Some(proof) => {
                    world
                        .call_client("RespondToAuthChallenge", proof.clone())
                        .await
                }
                // Three wrong ones among them leave room for a single one at a time, and lock nobody out.
                None if [101, 401, 701].contains(&number) => world.sign_in("ada", "wrong").await,
                None if number % 2 == 0 => by_administrator(&world, "ada", PASSWORD).await,
                None => world.sign_in("ada", PASSWORD).await,
            }
        }
    })
    .await;
    let wrong = refusals(&answers, "NotAuthorized", "Incorrect username or password.");
    assert_eq!((successes(&answers), wrong), (997, 3));
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_changes_the_password_waits_too() {
    let (world, token) = World::signed_in("ada").await;
    let answers = at_once(&Arc::new(world), 45, |world, number| {
        let token = token.clone();
        async move {
            if number % 9 == 8 {
                let body = json!({"PreviousPassword": PASSWORD, "ProposedPassword": PASSWORD});
                world.call_as(&token, "ChangePassword", body).await
            } else {
                world.sign_in("ada", PASSWORD).await
            }
        }
    })
    .await;
    assert_eq!(successes(&answers), 45, "{answers:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_thousand_wrong_passwords_by_every_entrance_five_are_judged() {
    let world = Arc::new(World::with_user("ada").await);
    let before = world.hashes();
    let answers = at_once(&world, 1000, |world, number| async move {
        match number % 2 {
            0 => by_administrator(&world, "ada", "wrong").await,
            _ => world.sign_in("ada", "wrong").await,
        }
    })
    .await;
    let wrong = refusals(&answers, "NotAuthorized", "Incorrect username or password.");
    let locked = refusals(&answers, "NotAuthorized", EXCEEDED);
    assert_eq!((wrong, locked, world.hashes() - before), (5, 995, 5));
    world
        .sign_in("ada", PASSWORD)
        .await
        .refuses("NotAuthorized", EXCEEDED);
    world.app.clock.advance(Duration::from_secs(1));
    let answers = at_once(&world, 100, |world, _| async move {
        world.sign_in("ada", PASSWORD).await
    })
    .await;
    assert_eq!(
        successes(&answers),
        100,
        "right ones end the lock for all who wait"
    );
}

/// Begins so many sign-ins that wait for a code, and answers all of them at once.
async fn send_codes(world: &Arc<World>, codes: Vec<String>) -> Vec<CallResult> {
    let mut sessions = Vec::new();
    for _ in 0..codes.len() {
        sessions.push(world.software_token_session("ada").await);
    }
    let (count, pairs) = (codes.len(), Arc::new((sessions, codes)));
    at_once(world, count, |world, number| {
        let pairs = Arc::clone(&pairs);
        async move {
            let (sessions, codes) = &*pairs;
            world
                .send_code("ada", &sessions[number], &codes[number])
                .await
        }
    })
    .await
}

/// Asserts how many of these codes are judged wrong, and that all others are not looked at.
async fn wrong_codes(world: &Arc<World>, secret: &str, count: usize, judged: usize) {
    let wrong = world.wrong_app_code(secret);
    let answers = send_codes(world, vec![wrong; count]).await;
    let mismatch = refusals(&answers, "CodeMismatch", "Invalid code received for user");
    let locked = refusals(&answers, "NotAuthorized", EXCEEDED);
    assert_eq!((mismatch, locked), (judged, count - judged), "{answers:?}");
}

/// Asserts that the code that the app shows now signs in, or is not looked at.
async fn right_code(world: &Arc<World>, secret: &str, is_judged: bool) {
    let code = world.app_code(secret);
    let answers = send_codes(world, vec![code]).await;
    let locked = refusals(&answers, "NotAuthorized", EXCEEDED);
    let expect = (usize::from(is_judged), usize::from(!is_judged));
    assert_eq!((successes(&answers), locked), expect, "{answers:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_the_codes_of_an_app_five_wrong_ones_are_judged_in_ten_minutes() {
    let (world, secret) = mfa::enrolled("ON").await;
    let world = Arc::new(world);
    let advance = |seconds| world.app.clock.advance(Duration::from_secs(seconds));
    advance(60);
    wrong_codes(&world, &secret, 100, 5).await;
    right_code(&world, &secret, false).await;
    advance(599);
    wrong_codes(&world, &secret, 100, 0).await;
    right_code(&world, &secret, false).await;
    advance(1);
    right_code(&world, &secret, true).await;
    wrong_codes(&world, &secret, 100, 5).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_right_code_succeeds_and_gives_no_further_wrong_ones() {
    let (world, secret) = mfa::enrolled("ON").await;
    let world = Arc::new(world);
    let advance = |seconds| world.app.clock.advance(Duration::from_secs(seconds));
    for _ in 0..3 {
        advance(600);
        // Those that are counted in other flows and operations count together.
        wrong_codes(&world, &secret, 3, 3).await;
        advance(60);
        right_code(&world, &secret, true).await;
        wrong_codes(&world, &secret, 1, 1).await;
        advance(60);
        right_code(&world, &secret, true).await;
        wrong_codes(&world, &secret, 100, 1).await;
        advance(60);
        right_code(&world, &secret, false).await;
        advance(419);
        wrong_codes(&world, &secret, 100, 0).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_that_proves_another_app_gives_no_further_guesses_at_the_one_in_use() {
    let (world, secret) = mfa::enrolled("OPTIONAL").await;
    let token = world.access_token_with_code("ada", &secret).await;
    let world = Arc::new(world);
    wrong_codes(&world, &secret, 4, 4).await;
    let associated = world.call_as(&token, "AssociateSoftwareToken", json!({}));
    let other = text(&associated.await.expect("allowed")["SecretCode"]);
    let verify = async |code: String| {
        let body = json!({"UserCode": code});
        world.call_as(&token, "VerifySoftwareToken", body).await
    };
    verify(world.app_code(&other))
        .await
        .expect("the code is right");
    let associated = world.call_as(&token, "AssociateSoftwareToken", json!({}));
    let third = text(&associated.await.expect("allowed")["SecretCode"]);
    verify(world.wrong_app_code(&third))
        .await
        .refuses_as("EnableSoftwareTokenMFA");
    wrong_codes(&world, &other, 100, 0).await;
}
