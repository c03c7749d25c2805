//! A pool's function decides who may sign up: the example of the sources, the pages, and a function that never answers.

use serde_json::{Value, json};
use std::time::Duration;
use tests::function::{ARN, Functions};
use tests::{Browser, Loggia, PASSWORD, Setup};
use tokio::io::AsyncReadExt;
use tokio::net::TcpListener;

/// A server whose demo pool asks the function at this setting before each sign-up.
async fn asking(setting: &str) -> Loggia {
    let loggia = Setup::demo().args(&["--set", setting]).start().await;
    let update = json!({
        "UserPoolId": loggia.fact("pool_id"),
        "AutoVerifiedAttributes": ["email"],
        "LambdaConfig": {"PreSignUp": ARN},
    });
    loggia.admin("UpdateUserPool", update).await.ok();
    loggia
}

fn person(loggia: &Loggia, address: &str) -> Value {
    json!({
        "ClientId": loggia.fact("client_id"),
        "Username": address,
        "Password": PASSWORD,
        "UserAttributes": [{"Name": "email", "Value": address}],
    })
}

#[tokio::test]
async fn the_example_keeps_some_out_and_confirms_others() {
    let functions = Functions::start().await;
    let loggia = asking(&functions.setting()).await;
    let sign_up = async |address: &str| loggia.call("SignUp", person(&loggia, address)).await;
    let denied = sign_up("robot@throwaway.example").await;
    assert_eq!(denied.exception(), "UserLambdaValidationException");
    let message = "PreSignUp failed with error Addresses of throwaway.example are not accepted.";
    assert_eq!(denied.text("message"), message);
    let confirmed = sign_up("ada@staff.example").await.ok();
    assert_eq!(confirmed["UserConfirmed"], true);
    assert!(
        confirmed.get("CodeDeliveryDetails").is_none(),
        "{confirmed}"
    );
    loggia.sign_in("ada@staff.example").await.ok();
    let other = sign_up("ada@example.com").await.ok();
    assert_eq!(other["UserConfirmed"], false);
    loggia.message("ada@example.com").await;
    functions.stop().await;
    let missing = sign_up("bob@staff.example").await;
    assert_eq!(missing.exception(), "UnexpectedLambdaException");
    let message = "PreSignUp invocation failed due to error ServiceException.";
    assert_eq!(missing.text("message"), message);
    let log = loggia.log();
    assert!(log.contains(ARN), "the log names the function: {log}");
    for secret in ["robot@", "ada@", "bob@", PASSWORD, "not accepted"] {
        assert!(!log.contains(secret), "{secret} is in the log");
    }
}

#[tokio::test]
async fn a_denied_sign_up_reads_the_functions_words_on_the_page() {
    let functions = Functions::start().await;
    let loggia = asking(&functions.setting()).await;
    let mut browser = Browser::new(&loggia);
    let start = loggia
        .authorize(&[])
        .replace("/oauth2/authorize", "/signup");
    let page = browser.open(&start).await;
    let address = "robot@throwaway.example";
    let filled = [
        ("requiredAttributes[email]", address),
        ("password", PASSWORD),
    ];
    let page = browser.submit(&page, "/signup", &filled).await;
    let (body, _) = page
        .html
        .split_once("<script type=\"application/json\"")
        .unwrap_or((&page.html, ""));
    assert!(
        body.contains("Addresses of throwaway.example are not accepted"),
        "{body}"
    );
    assert!(body.contains(address), "what was typed is kept");
    assert!(!page.html.contains(PASSWORD));
    let address = "bob@staff.example";
    let filled = [
        ("requiredAttributes[email]", address),
        ("password", PASSWORD),
    ];
    let page = browser.submit(&page, "/signup", &filled).await;
    assert_eq!(page.status, 200);
    loggia.sign_in(address).await.ok();
}

/// How many sign-ups wait at once: more than the store has connections.
const WAITING: usize = 24;

#[tokio::test(flavor = "multi_thread")]
async fn while_functions_are_silent_everything_else_goes_on() {
    let silent = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let url = format!("http://{}/", silent.local_addr().expect("it is bound"));
    let loggia = asking(&format!("triggers.{ARN}={url}")).await;
    let waiting = async {
        let sign_ups = (0..WAITING).map(|n| {
            let person = person(&loggia, &format!("waiting{n}@example.com"));
            loggia.call("SignUp", person)
        });
        futures_util::future::join_all(sign_ups).await
    };
    let others = async {
        let mut open = Vec::new();
        while open.len() < WAITING {
            let (mut connection, _) = silent.accept().await.expect("the server calls");
            let mut method = [0; 4];
            let read = connection.read_exact(&mut method).await;
            read.expect("it asks");
            assert_eq!(&method, b"POST");
            open.push(connection);
        }
        // All of them wait for five seconds, three times; this one must not wait for any.
        let pool = json!({"PoolName": "another"});
        let created = loggia.admin("CreateUserPool", pool);
        let created = tokio::time::timeout(Duration::from_secs(9), created).await;
        created.expect("it does not wait for them").ok();
    };
    tokio::select! {
        _ = waiting => panic!("silence is no answer"),
        () = others => {}
    }
}
