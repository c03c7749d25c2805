//! Guessing passwords in parallel.

use futures_util::future::join_all;
use serde_json::{Value, json};
use tests::{Answer, Loggia, PASSWORD};

/// Wrong tries before the first lock, and how long that and the next ones last, in seconds: 1, 2, 4 …
const FREE: u64 = 5;
const GUESSES: usize = 500;
const EXCEEDED: &str = "Password attempts exceeded";

async fn sign_in(loggia: &Loggia, name: &str, password: &str) -> Answer {
    let request: Value = json!({"ClientId": loggia.fact("client_id"), "AuthFlow": "USER_PASSWORD_AUTH",
        "AuthParameters": {"USERNAME": name, "PASSWORD": password}});
    loggia.call("InitiateAuth", request).await
}

#[tokio::test(flavor = "multi_thread")]
async fn five_hundred_parallel_guesses_are_not_evaluated_more_often_than_the_lock_allows() {
    let loggia = Loggia::start().await;
    let (person, stranger) = (loggia.person().await, "nobody@example.com".to_owned());
    for name in [person.clone(), stranger] {
        let computed = "loggia_password_hashes_computed_total ";
        let before = loggia.count_of(computed).await;
        let wrong = |number: usize| format!("Wrong-Horse-{number}!");
        let answers = join_all(
            (0..GUESSES).map(async |number| sign_in(&loggia, &name, &wrong(number)).await),
        )
        .await;
        let evaluated = loggia.count_of(computed).await - before;
        for answer in &answers {
            assert_eq!(
                answer.exception(),
                "NotAuthorizedException",
                "{}",
                answer.body
            );
            let message = answer.text("message");
            assert!(
                ["Incorrect username or password.", EXCEEDED].contains(&message),
                "{message}"
            );
        }
        let incorrect = answers
            .iter()
            .filter(|answer| answer.text("message").starts_with("Incorrect"))
            .count() as u64;
        // While the guesses run the first locks, of 1, 2, 4 and 8 seconds, may end: each lets one more through.
        assert!(
            (FREE..=FREE + 4).contains(&evaluated),
            "{evaluated} hashes were computed for {name}"
        );
        assert_eq!(incorrect, evaluated, "{name}");
        // One more wrong try, as soon as one is evaluated, begins a lock of two seconds at least.
        while sign_in(&loggia, &name, "Wrong-Horse-0!")
            .await
            .text("message")
            == EXCEEDED
        {}
        let locked = sign_in(&loggia, &name, PASSWORD).await;
        assert_eq!(locked.text("message"), EXCEEDED, "{name}");
    }
    // Tries during a lock do not count, so that it ends although somebody goes on trying.
    let opened =
        async { while sign_in(&loggia, &person, PASSWORD).await.text("message") == EXCEEDED {} };
    let opened = tokio::time::timeout(tests::server::PATIENCE, opened).await;
    assert!(opened.is_ok(), "the lock does not end");
    sign_in(&loggia, &person, PASSWORD).await.ok();
}
