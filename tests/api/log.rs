//! What the log says: which request it was and how it ended; nothing that opens a door, at its most talkative.

use serde_json::{Value, json};
use tests::oauth::VERIFIER;
use tests::{Browser, Loggia, PASSWORD, Setup, Tokens};

/// Does everything in which a secret comes or goes; gives those secrets, each with its name.
async fn live(loggia: &Loggia) -> Vec<(&'static str, String)> {
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let client = loggia.fact("client_id");
    let mut secrets = vec![
        ("password", PASSWORD.to_owned()),
        ("verifier", VERIFIER.to_owned()),
        ("administrator's key", loggia.admin_secret()),
        ("client secret", loggia.fact("m2m_client_secret").to_owned()),
    ];

    let apps = json!({"UserPoolId": loggia.fact("pool_id"), "MfaConfiguration": "OPTIONAL",
        "SoftwareTokenMfaConfiguration": {"Enabled": true}});
    loggia.admin("SetUserPoolMfaConfig", apps).await.ok();
    let person = loggia.person().await;
    secrets.push(("code", text(&loggia.message(&person).await["code"])));
    let tokens = loggia.sign_in(&person).await.ok()["AuthenticationResult"].clone();
    let access = text(&tokens["AccessToken"]);
    for (name, token) in [
        ("access token", "AccessToken"),
        ("ID token", "IdToken"),
        ("refresh token", "RefreshToken"),
    ] {
        secrets.push((name, text(&tokens[token])));
    }
    let request = json!({"AccessToken": access});
    loggia.call("GetUser", request.clone()).await.ok();
    let app = loggia.call("AssociateSoftwareToken", request).await.ok();
    secrets.push(("app's key", text(&app["SecretCode"])));
    let wrong = "Guessed-Horse-7!";
    let request = json!({"ClientId": client, "AuthFlow": "USER_PASSWORD_AUTH",
        "AuthParameters": {"USERNAME": person, "PASSWORD": wrong}});
    assert_eq!(
        loggia.call("InitiateAuth", request).await.exception(),
        "NotAuthorizedException"
    );
    secrets.push(("wrong password", wrong.to_owned()));

    let mut browser = Browser::new(loggia);
    let code = loggia
        .code(&mut browser, &loggia.authorize(&[]), &person)
        .await;
    let tokens = Tokens::read(&loggia.redeem(&code).await.ok());
    loggia.user_info(&tokens.access).await.ok();
    let renewed = Tokens::read(&loggia.refresh(&tokens.refresh).await.ok());
    let fields = [("token", tokens.refresh.as_str()), ("client_id", client)];
    loggia.post("/oauth2/revoke", &fields).await;
    assert_eq!(loggia.redeem(&code).await.text("error"), "invalid_grant");
    secrets.push(("authorization code", code));
    for tokens in [tokens, renewed] {
        secrets.push(("access token", tokens.access));
        secrets.push(("ID token", tokens.id));
        secrets.push(("refresh token", tokens.refresh));
    }

    let name = json!({"ClientId": client, "Username": person});
    loggia.call("ForgotPassword", name).await.ok();
    let code = text(&loggia.message(&person).await["code"]);
    let new = "Another-Horse-2!";
    let request =
        json!({"ClientId": client, "Username": person, "ConfirmationCode": code, "Password": new});
    loggia.call("ConfirmForgotPassword", request).await.ok();
    secrets.push(("code", code));
    secrets.push(("new password", new.to_owned()));

    let (id, secret) = (
        loggia.fact("m2m_client_id"),
        loggia.fact("m2m_client_secret"),
    );
    let grant = [("grant_type", "client_credentials")];
    let machine = loggia
        .post_as("/oauth2/token", id, secret, &grant)
        .await
        .ok();
    secrets.push(("access token", text(&machine["access_token"])));
    secrets.retain(|(_, secret)| !secret.is_empty());
    secrets
}

#[tokio::test]
async fn nothing_that_opens_a_door_is_in_the_most_talkative_log() {
    let loggia = Setup::demo()
        .setting("LOGGIA_LOGGING_FILTER", "trace")
        .setting("LOGGIA_LOGGING_FORMAT", "json")
        .start()
        .await;
    let secrets = live(&loggia).await;
    assert!(secrets.len() > 16, "{}", secrets.len());
    let log = loggia.log();
    let lines: Vec<Value> = log
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok())
        .map(|mut line: Value| {
            // The digits of a moment may be those of a code.
            line["timestamp"].take();
            line
        })
        .collect();
    let operations = lines
        .iter()
        .filter(|line| line.to_string().contains("ConfirmForgotPassword"));
    assert_eq!(operations.filter(|line| line["level"] == "INFO").count(), 1);
    for line in lines {
        let line = line.to_string();
        for (name, secret) in &secrets {
            // Whoever has a token's last part has nothing; whoever has all of its signature has the token.
            let part = secret.rsplit('.').next().unwrap_or(secret);
            assert!(!line.contains(part), "the {name} is in the log: {line}");
        }
    }
}
