//! What must happen once happens once, however many ask at the same time.

mod attempts;

use crate::testing::{CallResult, PASSWORD, World, mfa, rotating, text};
use domain::code::Proof;
use serde_json::{Value, json};
use std::{future::Future, sync::Arc, time::Duration};

/// Makes `count` calls at the same time, on several threads.
async fn at_once<F>(
    world: &Arc<World>,
    count: usize,
    call: impl Fn(Arc<World>, usize) -> F,
) -> Vec<CallResult>
where
    F: Future<Output = CallResult> + Send + 'static,
{
    let calls: Vec<_> = (0..count)
        .map(|number| tokio::spawn(call(Arc::clone(world), number)))
        .collect();
    let mut answers = Vec::new();
    for call in calls {
        answers.push(call.await.expect("no call panics"));
    }
    answers
}

/// How many were refused in this way.
fn refusals(answers: &[CallResult], kind: &str, message: &str) -> usize {
    let same = |answer: &&CallResult| {
        answer
            .as_ref()
            .is_err_and(|(k, m)| k == kind && m.starts_with(message))
    };
    answers.iter().filter(same).count()
}

fn successes(answers: &[CallResult]) -> usize {
    answers.iter().filter(|answer| answer.is_ok()).count()
}

/// A user name and what somebody is called by preference are one name, also in the same moment.
#[tokio::test(flavor = "multi_thread")]
async fn of_two_writers_of_a_name_one_has_it() {
    let pool = json!({"AliasAttributes": ["preferred_username"]});
    let world = World::with(
        pool,
        json!({"ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"]}),
    )
    .await;
    world.user("ada").await;
    let token = world.access_token("ada").await;
    let world = Arc::new(world);
    for round in 0..20 {
        let name = format!("race{round}");
        let answers = at_once(&world, 2, |world, number| {
            let (name, token) = (name.clone(), token.clone());
            async move {
                if number == 0 {
                    return world.sign_up(&name).await;
                }
                let attributes = json!([{"Name": "preferred_username", "Value": name}]);
                let body = json!({"AccessToken": token, "UserAttributes": attributes});
                world.call_client("UpdateUserAttributes", body).await
            }
        })
        .await;
        assert_eq!(successes(&answers), 1, "{name}: {answers:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_flow_is_answered_once() {
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
    let session = text(&challenge["Session"]);
    let answers = at_once(&Arc::new(world), 100, |world, number| {
        let responses = json!({"USERNAME": "ada", "NEW_PASSWORD": format!("Rainy-Day-{number}")});
        let body = json!({"ChallengeName": "NEW_PASSWORD_REQUIRED", "Session": session, "ChallengeResponses": responses});
        async move { world.call_client("RespondToAuthChallenge", body).await }
    })
    .await;
    assert_eq!(successes(&answers), 1);
    assert_eq!(
        refusals(&answers, "NotAuthorized", "Invalid session for the user."),
        99
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn guesses_at_once_gain_nothing() {
    let world = Arc::new(World::new().await);
    world.user("ada").await;
    let before = world.hashes();
    let answers = at_once(&world, 500, |world, number| async move {
        world.sign_in("ada", &format!("guess {number}")).await
    })
    .await;
    assert_eq!(
        refusals(&answers, "NotAuthorized", "Incorrect username or password."),
        5
    );
    assert_eq!(
        refusals(&answers, "NotAuthorized", "Password attempts exceeded"),
        495
    );
    assert_eq!(
        world.hashes() - before,
        5,
        "a try is counted before it is checked"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_of_an_authenticator_app_counts_once() {
    let (world, secret) = mfa::enrolled("ON").await;
    // So long ago that no code of before is near.
    world.app.clock.advance(Duration::from_mins(5));
    let mut sessions = Vec::new();
    for _ in 0..100 {
        sessions.push(world.software_token_session("ada").await);
    }
    let (code, sessions) = (world.app_code(&secret), Arc::new(sessions));
    let world = Arc::new(world);
    let answers = at_once(&world, 100, |world, number| {
        let (code, sessions) = (code.clone(), Arc::clone(&sessions));
        async move { world.send_code("ada", &sessions[number], &code).await }
    })
    .await;
    assert_eq!(successes(&answers), 1, "{answers:?}");
    let used = "Your software token has already been used once.";
    let late = refusals(&answers, "ExpiredCode", used);
    let locked = refusals(&answers, "NotAuthorized", "Password attempts exceeded");
    assert_eq!(late + locked, 99, "{answers:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn guesses_at_an_authenticator_app_at_once_gain_nothing() {
    let (world, secret) = mfa::enrolled("ON").await;
    let mut sessions = Vec::new();
    for _ in 0..100 {
        sessions.push(world.software_token_session("ada").await);
    }
    let (wrong, sessions) = (world.wrong_app_code(&secret), Arc::new(sessions));
    let answers = at_once(&Arc::new(world), 100, |world, number| {
        let (wrong, sessions) = (wrong.clone(), Arc::clone(&sessions));
        async move { world.send_code("ada", &sessions[number], &wrong).await }
    })
    .await;
    let (guessed, locked) = (
        refusals(&answers, "CodeMismatch", "Invalid code received for user"),
        refusals(&answers, "NotAuthorized", "Password attempts exceeded"),
    );
    assert_eq!(
        (guessed, locked),
        (5, 95),
        "a try is counted before it is checked"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_confirmation_code_is_redeemed_once() {
    let world = World::new().await;
    let attributes = json!([{"Name": "email", "Value": "ada@example.com"}]);
    let person = json!({"Username": "ada", "Password": PASSWORD, "UserAttributes": attributes});
    world
        .call_client("SignUp", person)
        .await
        .expect("ada is new");
    let code = world.code("ada", &Proof::SignUp).await;
    let answers = at_once(&Arc::new(world), 100, |world, _| {
        let body = json!({"Username": "ada", "ConfirmationCode": code});
        async move { world.call_client("ConfirmSignUp", body).await }
    })
    .await;
    assert_eq!(successes(&answers), 1);
    assert!(answers.iter().flatten().all(|answer| *answer == json!({})));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reset_code_is_redeemed_once() {
    let world = World::new().await;
    world.user("ada").await;
    world
        .call_client("ForgotPassword", json!({"Username": "ada"}))
        .await
        .expect("ada has an address");
    let code = world.code("ada", &Proof::ForgotPassword).await;
    let answers = at_once(&Arc::new(world), 100, |world, number| {
        let body = json!({"Username": "ada", "ConfirmationCode": code, "Password": format!("Rainy-Day-{number}")});
        async move { world.call_client("ConfirmForgotPassword", body).await }
    })
    .await;
    assert_eq!(successes(&answers), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_is_given_once() {
    for pool in [json!({}), json!({"UsernameAttributes": ["email"]})] {
        let world = World::with(pool, json!({})).await;
        let answers = at_once(&Arc::new(world), 20, |world, _| {
            let email = "ada@example.com";
            let name = if world.pool.has_username_attributes() {
                email
            } else {
                "ada"
            };
            let attributes = json!([{"Name": "email", "Value": email}]);
            let person =
                json!({"Username": name, "Password": PASSWORD, "UserAttributes": attributes});
            async move { world.call_client("SignUp", person).await }
        })
        .await;
        assert_eq!(
            (
                successes(&answers),
                refusals(&answers, "UsernameExists", "")
            ),
            (1, 19)
        );
    }
}

/// ada's refresh token, presented `count` times at once.
async fn refreshed(world: &Arc<World>, count: usize) -> Vec<CallResult> {
    world.user("ada").await;
    let token = world.tokens("ada").await["RefreshToken"].clone();
    at_once(world, count, |world, _| {
        let body = json!({"RefreshToken": token});
        async move { world.call_client("GetTokensFromRefreshToken", body).await }
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refresh_token_rotates_once() {
    let world = Arc::new(World::with(json!({}), rotating(0)).await);
    let answers = refreshed(&world, 100).await;
    assert_eq!(successes(&answers), 1);
    let reused = refusals(&answers, "RefreshTokenReuse", "");
    let revoked = refusals(&answers, "NotAuthorized", "Refresh Token has been revoked");
    assert!(
        reused >= 1 && reused + revoked == 99,
        "{reused} reused, {revoked} revoked"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn within_its_grace_a_lost_race_costs_nothing() {
    let world = Arc::new(World::with(json!({}), rotating(60)).await);
    // More than a family remembers.
    let answers = refreshed(&world, 100).await;
    let mut tokens: Vec<Value> = answers
        .into_iter()
        .map(|answer| {
            answer.expect("within the grace")["AuthenticationResult"]["RefreshToken"].clone()
        })
        .collect();
    tokens.sort_by_key(Value::to_string);
    tokens.dedup();
    assert_eq!(tokens.len(), 1, "all are given the same");
    let hash = domain::token::hash(&text(&tokens[0]));
    let family = store::family::by_refresh_hash(&world.app.store, &world.pool.id, &hash).await;
    let (family, current) = family.expect("the store answers").expect("it is known");
    assert!(current);
    assert_eq!(
        (family.rotated.len(), family.version),
        (1, 2),
        "one rotation was written"
    );
    let next = world
        .call_client(
            "GetTokensFromRefreshToken",
            json!({"RefreshToken": tokens[0]}),
        )
        .await;
    next.expect("the token in force");
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_at_once_all_arrive() {
    let world = World::new().await;
    world.user("ada").await;
    let token = world.access_token("ada").await;
    let world = Arc::new(world);
    let names = ["name", "nickname", "locale", "zoneinfo"];
    let answers = at_once(&world, names.len(), |world, number| {
        let body = json!({"UserAttributes": [{"Name": names[number], "Value": "x"}]});
        let token = token.clone();
        async move { world.call_as(&token, "UpdateUserAttributes", body).await }
    })
    .await;
    assert_eq!(successes(&answers), names.len(), "{answers:?}");
    let user = world.stored_user("ada").await;
    assert!(
        names.iter().all(|name| user.attributes.contains_key(*name)),
        "no change overwrote another"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_weak_hash_is_replaced_once_and_nobody_is_turned_away() {
    let world = World::set(
        |settings| settings.passwords.iterations = 2,
        json!({}),
        json!({}),
    )
    .await;
    let weak = world.weakly_hashed("ada").await;
    let world = Arc::new(world);
    let answers = at_once(&world, 2, |world, _| async move {
        world.sign_in("ada", PASSWORD).await
    })
    .await;
    assert_eq!(successes(&answers), 2, "{answers:?}");
    let user = world.stored_user("ada").await;
    let hash = user.credentials.password.expect("ada has a password");
    assert!(hash.0.starts_with("$argon2id$v=19$m=8,t=2,p=1$"));
    assert_eq!(user.credentials.srp, weak.credentials.srp);
    assert_eq!(user.credentials.history, weak.credentials.history);
    assert_eq!(user.modified_at, weak.modified_at);
    let before = world.hashes();
    world
        .sign_in("ada", PASSWORD)
        .await
        .expect("it still counts");
    assert_eq!(
        world.hashes() - before,
        1,
        "the hash is as strong as it is to be"
    );
}
