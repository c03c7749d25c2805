//! Messages really leave: by SMTP with STARTTLS, through the SMS webhook, and after a relay that refused.

use serde_json::json;
use tests::relay::{Relay, Seen};
use tests::webhook::Webhook;
use tests::{Folder, Loggia, PASSWORD, Setup, fresh_address};

async fn sign_up(loggia: &Loggia, address: &str) {
    let request = json!({"ClientId": loggia.fact("client_id"), "Username": address, "Password": PASSWORD,
        "UserAttributes": [{"Name": "email", "Value": address}]});
    loggia.call("SignUp", request).await.ok();
}

fn mail_setup(relay: &Relay, security: &str) -> Setup {
    Setup::demo()
        .setting("LOGGIA_SMTP_HOST", "localhost")
        .setting("LOGGIA_SMTP_PORT", &relay.port.to_string())
        .setting("LOGGIA_SMTP_SECURITY", security)
        .setting("LOGGIA_SMTP_FROM", "Acme <no-reply@acme.example>")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_leaves_over_starttls_with_the_code_that_confirms() {
    let mut relay = Relay::starttls().await;
    let folder = Folder::new();
    let authority = folder.path().join("relay.pem");
    std::fs::write(&authority, &relay.certificate).expect("written");
    let setup = mail_setup(&relay, "starttls").on(&folder);
    let setup = setup.setting(
        "LOGGIA_SMTP_CERTIFICATE_AUTHORITY",
        authority.to_str().expect("text"),
    );
    let loggia = setup.start().await;
    let address = fresh_address();
    sign_up(&loggia, &address).await;
    let Seen::Taken { to, text, tls } = relay.next().await else {
        panic!("the relay refused")
    };
    assert_eq!((to.as_str(), tls), (address.as_str(), true));
    assert!(
        text.contains("From: Acme <no-reply@acme.example>"),
        "{text}"
    );
    let code = loggia.message(&address).await["code"]
        .as_str()
        .expect("a code")
        .to_owned();
    assert!(text.contains(&code), "{text}");
    let confirm = json!({"ClientId": loggia.fact("client_id"), "Username": address, "ConfirmationCode": code});
    loggia.call("ConfirmSignUp", confirm).await.ok();
    assert!(!loggia.log().contains(&code), "codes are in no log");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_relay_that_does_not_prove_itself_gets_no_mail() {
    let mut relay = Relay::starttls().await;
    // Its certificate is nobody's: the system does not trust it.
    let loggia = mail_setup(&relay, "starttls").start().await;
    sign_up(&loggia, &fresh_address()).await;
    loggia
        .until_count("loggia_jobs_total{kind=\"message\",result=\"failed\"} ", 1)
        .await;
    assert!(relay.has_seen_nothing());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_that_was_refused_survives_a_kill_and_leaves_afterwards() {
    let mut relay = Relay::plain().await;
    relay.refuse(true);
    let loggia = mail_setup(&relay, "none").start().await;
    let address = fresh_address();
    sign_up(&loggia, &address).await;
    assert_eq!(relay.next().await, Seen::Refused);
    loggia
        .until_count("loggia_jobs_total{kind=\"message\",result=\"failed\"} ", 1)
        .await;
    let setup = loggia.kill().await;
    relay.refuse(false);
    let loggia = setup.start().await;
    let Seen::Taken { to, text, .. } = relay.next().await else {
        panic!("the relay refused")
    };
    assert_eq!(to, address);
    let code = loggia.message(&address).await["code"]
        .as_str()
        .expect("a code")
        .to_owned();
    assert!(text.contains(&code), "{text}");
    loggia
        .until_count("loggia_jobs_total{kind=\"message\",result=\"done\"} ", 1)
        .await;
    assert!(relay.has_seen_nothing(), "a message goes out once");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_message_leaves_through_the_webhook() {
    let mut webhook = Webhook::start().await;
    let setup = Setup::demo().setting("LOGGIA_SMS_WEBHOOK_URL", &webhook.url);
    let loggia = setup
        .setting("LOGGIA_SMS_AUTHORIZATION", "Bearer for-the-webhook")
        .start()
        .await;
    let pool = json!({"PoolName": "Phones", "UsernameAttributes": ["phone_number"], "AutoVerifiedAttributes": ["phone_number"]});
    let pool = loggia.admin("CreateUserPool", pool).await.ok()["UserPool"]["Id"].clone();
    let client = json!({"UserPoolId": pool, "ClientName": "phones", "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"]});
    let client =
        loggia.admin("CreateUserPoolClient", client).await.ok()["UserPoolClient"]["ClientId"]
            .clone();
    let number = "+4915112345678";
    let request = json!({"ClientId": client, "Username": number, "Password": PASSWORD,
        "UserAttributes": [{"Name": "phone_number", "Value": number}]});
    let answer = loggia.call("SignUp", request).await.ok();
    assert_eq!(answer["CodeDeliveryDetails"]["DeliveryMedium"], "SMS");
    let (authorization, body) = webhook.next().await;
    assert_eq!(
        (authorization.as_str(), &body["to"]),
        ("Bearer for-the-webhook", &json!(number))
    );
    let text = body["body"].as_str().expect("words");
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let confirm = json!({"ClientId": client, "Username": number, "ConfirmationCode": digits});
    loggia.call("ConfirmSignUp", confirm).await.ok();
}
