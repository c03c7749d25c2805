//! SIGKILL in the middle of a burst: what was acknowledged is there afterwards.

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
    let http = reqwest::Client::builder().no_proxy().timeout(tests::server::PATIENCE).build().expect("a client");
    while !stop.load(Ordering::SeqCst) {
        let address = fresh_address();
        let body = json!({"ClientId": client, "Username": address, "Password": PASSWORD,
            "UserAttributes": [{"Name": "email", "Value": address}]});
        let request = http.post(format!("{url}/")).header("content-type", "application/x-amz-json-1.1");
        let request = request.header("x-amz-target", signed::target("SignUp")).body(body.to_string());
        let Ok(answer) = request.send().await else { return };
        let acknowledges = answer.status().is_success();
        let Ok(text) = answer.text().await else { return };
        assert!(acknowledges, "{text}");
        let body: Value = serde_json::from_str(&text).expect("JSON");
        if acknowledged.send((address, body["UserSub"].clone())).is_err() {
            return;
        }
    }
}

async fn killed_in_the_middle(setup: Setup) {
    let loggia = setup.start().await;
    let stop = Arc::new(AtomicBool::new(false));
    let (sender, mut acknowledged) = unbounded_channel();
    for _ in 0..CONNECTIONS {
        let (url, client) = (loggia.url.clone(), loggia.fact("client_id").to_owned());
        // They end with the server.
        drop(tokio::spawn(sign_up_until_the_end(url, client, stop.clone(), sender.clone())));
    }
    drop(sender);
    let mut people = Vec::new();
    while people.len() < ENOUGH {
        people.push(acknowledged.recv().await.expect("sign-ups go on"));
    }
    let setup = loggia.kill().await;
    stop.store(true, Ordering::SeqCst);
    while let Some(person) = acknowledged.recv().await {
        people.push(person);
    }
    let loggia = setup.start().await;
    for (address, sub) in &people {
        let asked = json!({"UserPoolId": loggia.fact("pool_id"), "Username": address});
        let found = loggia.admin("AdminGetUser", asked).await.ok();
        assert_eq!((&found["Username"], &found["UserStatus"]), (sub, &json!("UNCONFIRMED")), "{address}");
        // The message was written down together with the user.
        assert!(loggia.message(address).await["code"].is_string());
    }
    // And everything still works.
    confirm(&loggia, &people[0].0).await;
    drop(loggia.kill().await);
}

async fn confirm(loggia: &Loggia, address: &str) {
    let code = loggia.message(address).await["code"].clone();
    let asked = json!({"ClientId": loggia.fact("client_id"), "Username": address, "ConfirmationCode": code});
    loggia.call("ConfirmSignUp", asked).await.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn every_acknowledged_sign_up_survives_a_kill_on_sqlite() {
    killed_in_the_middle(Setup::demo()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_acknowledged_sign_up_survives_a_kill_on_postgresql() {
    let Some(database) = Postgres::fresh().await else { return };
    killed_in_the_middle(Setup::demo().args(&["--database", &database.url])).await;
    database.drop().await;
}
