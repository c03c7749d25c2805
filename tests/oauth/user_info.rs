//! `/oauth2/userInfo`.

use reqwest::Method;
use serde_json::{Value, json};
use tests::{Answer, Browser, Loggia, PASSWORD, Setup, Tokens};

#[tokio::test]
async fn it_tells_what_the_scopes_allow_with_verified_flags_as_text() {
    let loggia = Loggia::start().await;
    let person = loggia.person().await;
    let mut browser = Browser::new(&loggia);
    loggia
        .code(&mut browser, &loggia.authorize(&[]), &person)
        .await;
    let mut user_info = async |scope: &str| {
        let code = browser
            .get(&loggia.authorize(&[("scope", scope)]))
            .await
            .code();
        let tokens = Tokens::read(&loggia.redeem(&code).await.ok());
        loggia.user_info(&tokens.access).await.ok()
    };
    let sorted = |body: &Value| {
        let mut names: Vec<String> = body.as_object().expect("claims").keys().cloned().collect();
        names.sort_unstable();
        names.join(" ")
    };
    let email = user_info("openid email").await;
    assert_eq!(sorted(&email), "email email_verified sub username");
    assert_eq!(
        (&email["email"], &email["email_verified"]),
        (&json!(person), &json!("true"))
    );
    assert_eq!(email["username"], email["sub"]);
    assert_eq!(
        sorted(&user_info("openid profile").await),
        "name sub username"
    );
    assert_eq!(
        sorted(&user_info("openid").await),
        "email email_verified name sub username"
    );
}

#[tokio::test]
async fn verified_flags_are_booleans_where_the_settings_say_so() {
    let setup = Setup::demo().args(&["--set", "oauth.user_info_booleans=true"]);
    let loggia = setup.start().await;
    let (_, tokens) = loggia.signed_in().await;
    let body = loggia.user_info(&tokens.access).await.ok();
    assert_eq!(body["email_verified"], json!(true));
}

#[tokio::test]
async fn a_token_may_be_posted() {
    let loggia = Loggia::start().await;
    let (person, tokens) = loggia.signed_in().await;
    let header = loggia
        .request(Method::POST, "/oauth2/userInfo")
        .bearer_auth(&tokens.access);
    assert_eq!(Answer::read(header).await.ok()["email"], person);
    let answer = loggia
        .post("/oauth2/userInfo", &[("access_token", &tokens.access)])
        .await;
    assert_eq!(answer.ok()["email"], person);
}

#[tokio::test]
async fn other_tokens_are_refused_as_bearer_tokens_are() {
    let loggia = Loggia::start().await;
    let (person, tokens) = loggia.signed_in().await;
    let request = json!({"ClientId": loggia.fact("client_id"), "AuthFlow": "USER_PASSWORD_AUTH",
        "AuthParameters": {"USERNAME": person, "PASSWORD": PASSWORD}});
    let api = loggia.call("InitiateAuth", request).await.ok();
    let api = api["AuthenticationResult"]["AccessToken"]
        .as_str()
        .expect("a token")
        .to_owned();
    let mut forged = tokens.access.clone();
    let last = forged.pop().expect("a character");
    forged.push(if last == 'A' { 'Q' } else { 'A' });
    let unsigned = format!(
        "eyJhbGciOiJub25lIn0.{}.",
        tokens.access.split('.').nth(1).expect("claims")
    );
    for token in [
        api.as_str(),
        &tokens.id,
        &tokens.refresh,
        &forged,
        &unsigned,
        "x",
        "a.b.c",
    ] {
        let answer = loggia.user_info(token).await;
        assert_eq!(
            (answer.status.as_u16(), answer.text("error")),
            (401, "invalid_token")
        );
        assert!(
            answer
                .header("www-authenticate")
                .contains("error=\"invalid_token\"")
        );
        assert_eq!(answer.header("access-control-allow-origin"), "*");
    }
    let nothing = Answer::read(loggia.request(Method::GET, "/oauth2/userInfo")).await;
    assert_eq!(
        (nothing.status.as_u16(), nothing.text("error")),
        (400, "invalid_request")
    );
    assert!(
        nothing
            .header("www-authenticate")
            .contains("error=\"invalid_request\"")
    );
    loggia
        .call("GlobalSignOut", json!({"AccessToken": api}))
        .await
        .ok();
    assert_eq!(
        loggia.user_info(&tokens.access).await.status,
        401,
        "signed out everywhere"
    );
}
