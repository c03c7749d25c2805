//! The same thing a hundred times at once: it happens once.

use futures_util::future::join_all;
use serde_json::json;
use tests::{Answer, Browser, Loggia, PASSWORD, Tokens, claims};

const AT_ONCE: usize = 100;

#[tokio::test(flavor = "multi_thread")]
async fn of_a_hundred_redemptions_of_one_code_one_succeeds_and_its_tokens_are_revoked() {
    let loggia = Loggia::start().await;
    let person = loggia.person().await;
    let code = loggia
        .code(&mut Browser::new(&loggia), &loggia.authorize(&[]), &person)
        .await;
    let answers = join_all((0..AT_ONCE).map(|_| loggia.redeem(&code))).await;
    let (won, lost): (Vec<_>, Vec<_>) =
        answers.into_iter().partition(|answer| answer.status == 200);
    assert_eq!(won.len(), 1);
    for answer in &lost {
        assert_eq!(
            (answer.status.as_u16(), answer.text("error")),
            (400, "invalid_grant")
        );
    }
    // Somebody else had the code too: nobody keeps what came of it.
    let tokens = Tokens::read(&won[0].body);
    assert_eq!(
        loggia.refresh(&tokens.refresh).await.text("error"),
        "invalid_grant"
    );
}

/// A new sign-in at a client that rotates: many refreshes with its one token at the same time.
async fn refreshes_at_once(loggia: &Loggia, grace_seconds: u32, count: usize) -> Vec<Answer> {
    let rotating = json!({"ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"],
        "RefreshTokenRotation": {"Feature": "ENABLED", "RetryGracePeriodSeconds": grace_seconds}});
    let client = loggia.client(rotating).await;
    let id = client["ClientId"].as_str().expect("an id");
    let person = loggia.person().await;
    let request = json!({"ClientId": id, "AuthFlow": "USER_PASSWORD_AUTH",
        "AuthParameters": {"USERNAME": person, "PASSWORD": PASSWORD}});
    let first = loggia.call("InitiateAuth", request).await.ok();
    let first = first["AuthenticationResult"]["RefreshToken"]
        .as_str()
        .expect("a token")
        .to_owned();
    let fields = [
        ("grant_type", "refresh_token"),
        ("client_id", id),
        ("refresh_token", first.as_str()),
    ];
    join_all((0..count).map(|_| loggia.post("/oauth2/token", &fields))).await
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_hundred_refreshes_with_rotation_one_rotates() {
    let loggia = Loggia::start().await;
    let answers = refreshes_at_once(&loggia, 0, AT_ONCE).await;
    let (won, lost): (Vec<_>, Vec<_>) =
        answers.into_iter().partition(|answer| answer.status == 200);
    assert_eq!(won.len(), 1);
    for answer in &lost {
        assert_eq!(
            (answer.status.as_u16(), answer.text("error")),
            (400, "invalid_grant"),
            "{}",
            answer.body
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn within_the_grace_every_tab_is_answered_from_the_same_sign_in() {
    let loggia = Loggia::start().await;
    let answers = refreshes_at_once(&loggia, 60, AT_ONCE).await;
    let (mut origins, mut refresh) = (Vec::new(), Vec::new());
    for answer in answers {
        let tokens = Tokens::read(&answer.ok());
        origins.push(claims(&tokens.access)["origin_jti"].to_string());
        refresh.push(tokens.refresh);
    }
    origins.dedup();
    refresh.dedup();
    assert_eq!(
        (origins.len(), refresh.len()),
        (1, 1),
        "whichever answer a tab keeps, it keeps the token in force"
    );
    assert!(!refresh[0].is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_hundred_answers_to_one_challenge_one_succeeds() {
    let loggia = Loggia::start().await;
    let (pool, client) = (loggia.fact("pool_id"), loggia.fact("client_id"));
    let address = tests::fresh_address();
    let request = json!({"UserPoolId": pool, "Username": address, "TemporaryPassword": "Temporary-1!",
        "MessageAction": "SUPPRESS", "UserAttributes": [{"Name": "email", "Value": address}]});
    loggia.admin("AdminCreateUser", request).await.ok();
    let start = json!({"ClientId": client, "AuthFlow": "USER_PASSWORD_AUTH",
        "AuthParameters": {"USERNAME": address, "PASSWORD": "Temporary-1!"}});
    let challenge = loggia.call("InitiateAuth", start).await.ok();
    let answer = json!({"ClientId": client, "ChallengeName": challenge["ChallengeName"], "Session": challenge["Session"],
        "ChallengeResponses": {"USERNAME": address, "NEW_PASSWORD": PASSWORD}});
    let answers =
        join_all((0..AT_ONCE).map(|_| loggia.call("RespondToAuthChallenge", answer.clone()))).await;
    assert_eq!(
        answers.iter().filter(|answer| answer.status == 200).count(),
        1
    );
    for answer in answers.iter().filter(|answer| answer.status != 200) {
        assert!(
            answer.status.is_client_error(),
            "{}: {}",
            answer.status,
            answer.body
        );
    }
}
