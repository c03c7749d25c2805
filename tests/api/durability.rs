//! SIGKILL and SIGTERM in the middle of a burst: what was acknowledged is there afterwards.

use crate::postgres::Postgres;
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tests::{Loggia, PASSWORD, Setup, fresh_address, signed};
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};

const CONNECTIONS: usize = 16;
/// The kill comes after so many sign-ups were acknowledged.
const ENOUGH: usize = 60;

/// Signs people up, one after the other, until the server is gone; tells each that was acknowledged.
async fn sign_up_until_the_end(
    url: String,
    client: String,
    stop: Arc<AtomicBool>,
    acknowledged: UnboundedSender<(String, Value)>,
) {
    let http = reqwest::Client::builder()
        .no_proxy()
        .timeout(tests::server::PATIENCE)
        .build()
        .expect("a client");
    while !stop.load(Ordering::SeqCst) {
        let address = fresh_address();
        let body = json!({"ClientId": client, "Username": address, "Password": PASSWORD,
            "UserAttributes": [{"Name": "email", "Value": address}]});
        let request = http
            .post(format!("{url}/"))
            .header("content-type", "application/x-amz-json-1.1");
        let request = request
            .header("x-amz-target", signed::target("SignUp"))
            .body(body.to_string());
        let Ok(answer) = request.send().await else {
            return;
        };
        let acknowledges = answer.status().is_success();
        let Ok(text) = answer.text().await else {
            return;
        };
        assert!(acknowledges, "{text}");
        let body: Value = serde_json::from_str(&text).expect("JSON");
        if acknowledged
            .send((address, body["UserSub"].clone()))
            .is_err()
        {
            return;
        }
    }
}

/// How the program ends.
#[derive(Clone, Copy)]
enum End {
    Killed,
    Stopped,
}

async fn ended_in_the_middle(setup: Setup, end: End) {
    let loggia = setup.start().await;
    let stop = Arc::new(AtomicBool::new(false));
    let (sender, mut acknowledged) = unbounded_channel();
    let signing_up = |_| {
        let (url, client) = (loggia.url.clone(), loggia.fact("client_id").to_owned());
        let (stop, sender) = (stop.clone(), sender.clone());
        tokio::spawn(sign_up_until_the_end(url, client, stop, sender))
    };
    let connections: Vec<_> = (0..CONNECTIONS).map(signing_up).collect();
    drop(sender);
    let mut people = Vec::new();
    while people.len() < ENOUGH {
        people.push(acknowledged.recv().await.expect("sign-ups go on"));
    }
    let setup = match end {
        End::Killed => loggia.kill().await,
        End::Stopped => {
            let (status, setup) = loggia.stop().await;
            assert!(status.success(), "{status}");
            setup
        }
    };
    stop.store(true, Ordering::SeqCst);
    while let Some(person) = acknowledged.recv().await {
        people.push(person);
    }
    for connection in connections {
        connection.await.expect("no sign-up was refused");
    }
    let loggia = setup.start().await;
    for (address, sub) in &people {
        let request = json!({"UserPoolId": loggia.fact("pool_id"), "Username": address});
        let user = loggia.admin("AdminGetUser", request).await.ok();
        assert_eq!(
            (&user["Username"], &user["UserStatus"]),
            (sub, &json!("UNCONFIRMED")),
            "{address}"
        );
        // The message was written down together with the user.
        assert!(loggia.message(address).await["code"].is_string());
    }
    // And everything still works.
    confirm(&loggia, &people[0].0).await;
    drop(loggia.kill().await);
}

async fn confirm(loggia: &Loggia, address: &str) {
    let code = loggia.message(address).await["code"].clone();
    let request = json!({"ClientId": loggia.fact("client_id"), "Username": address, "ConfirmationCode": code});
    loggia.call("ConfirmSignUp", request).await.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn every_acknowledged_sign_up_survives_a_kill_on_sqlite() {
    ended_in_the_middle(Setup::demo(), End::Killed).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_acknowledged_sign_up_survives_a_kill_on_postgresql() {
    let database = Postgres::fresh().await;
    ended_in_the_middle(
        Setup::demo().args(&["--database", &database.url]),
        End::Killed,
    )
    .await;
    database.drop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_acknowledged_sign_up_survives_a_stop_and_the_program_ends_well() {
    ended_in_the_middle(Setup::demo(), End::Stopped).await;
}
