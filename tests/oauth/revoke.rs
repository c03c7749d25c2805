//! `/oauth2/revoke`.

use reqwest::Method;
use serde_json::json;
use tests::{Answer, Browser, Loggia, Tokens};

/// The fields of a form.
type Fields<'a> = &'a [(&'a str, &'a str)];

fn said(answer: &Answer) -> (u16, &str) {
    (answer.status.as_u16(), answer.text("error"))
}

#[tokio::test]
async fn a_revoked_token_takes_its_sign_in_along_and_no_other() {
    let loggia = Loggia::start().await;
    let person = loggia.person().await;
    let mut browser = Browser::new(&loggia);
    let code = loggia
        .code(&mut browser, &loggia.authorize(&[]), &person)
        .await;
    let first = Tokens::read(&loggia.redeem(&code).await.ok());
    let code = browser.get(&loggia.authorize(&[])).await.code();
    let second = Tokens::read(&loggia.redeem(&code).await.ok());
    let id = loggia.fact("client_id");
    let revoke = [("client_id", id), ("token", first.refresh.as_str())];
    let request = loggia.request(Method::POST, "/oauth2/revoke").form(&revoke);
    let answer = request.send().await.expect("an answer");
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["access-control-allow-origin"], "*");
    assert_eq!(answer.text().await.expect("a body"), "");
    assert_eq!(
        loggia.post("/oauth2/revoke", &revoke).await.status,
        200,
        "once more is no mistake"
    );
    assert_eq!(
        said(&loggia.refresh(&first.refresh).await),
        (400, "invalid_grant")
    );
    assert_eq!(loggia.user_info(&first.access).await.status, 401);
    assert_eq!(loggia.user_info(&second.access).await.status, 200);
    loggia.refresh(&second.refresh).await.ok();
    // The browser stays signed in: only `/logout` ends that.
    browser
        .get(&loggia.authorize(&[("prompt", "none")]))
        .await
        .code();
}

#[tokio::test]
async fn a_revoked_access_token_opens_nothing_any_more() {
    let loggia = Loggia::start().await;
    let (_, tokens) = loggia.signed_in().await;
    let (_, others) = loggia.signed_in().await;
    let revoke = [
        ("client_id", loggia.fact("client_id")),
        ("token", tokens.access.as_str()),
        ("token_type_hint", "access_token"),
    ];
    for _ in 0..2 {
        assert_eq!(
            said(&loggia.post("/oauth2/revoke", &revoke).await),
            (200, "")
        );
    }
    assert_eq!(loggia.user_info(&tokens.access).await.status, 401);
    assert_eq!(
        said(&loggia.refresh(&tokens.refresh).await),
        (400, "invalid_grant"),
        "it would give the next one"
    );
    assert_eq!(loggia.user_info(&others.access).await.status, 200);
    // At the calls of the JSON API as well, whose tokens are revoked in the same way.
    let person = loggia.person().await;
    let api = loggia.sign_in(&person).await.ok()["AuthenticationResult"].clone();
    let api = api["AccessToken"].as_str().expect("a token");
    let user = async || loggia.call("GetUser", json!({"AccessToken": api})).await;
    user().await.ok();
    let revoke = [("client_id", loggia.fact("client_id")), ("token", api)];
    assert_eq!(
        said(&loggia.post("/oauth2/revoke", &revoke).await),
        (200, "")
    );
    assert_eq!(user().await.exception(), "NotAuthorizedException");
}

#[tokio::test]
async fn wrong_revocations_are_told_apart() {
    let loggia = Loggia::start().await;
    let (_, tokens) = loggia.signed_in().await;
    let id = loggia.fact("client_id");
    let lasting = loggia.client(json!({"EnableTokenRevocation": false})).await;
    let lasting = lasting["ClientId"].as_str().expect("an id");
    let confidential = loggia.fact("confidential_client_id");
    let machine = loggia
        .post_as(
            "/oauth2/token",
            loggia.fact("m2m_client_id"),
            loggia.fact("m2m_client_secret"),
            &[("grant_type", "client_credentials")],
        )
        .await
        .ok();
    let machine = machine["access_token"].as_str().expect("a token");
    let other = loggia.client(json!({})).await;
    let other = other["ClientId"].as_str().expect("an id");
    let cases: [(Fields<'_>, (u16, &str)); 10] = [
        (&[("client_id", id)], (400, "invalid_request")),
        (
            &[("client_id", id), ("token", machine)],
            (400, "unsupported_token_type"),
        ),
        (
            &[("client_id", other), ("token", &tokens.access)],
            (400, "invalid_grant"),
        ),
        (
            &[("client_id", lasting), ("token", &tokens.access)],
            (400, "invalid_request"),
        ),
        (&[("client_id", id), ("token", "made.up.token")], (200, "")),
        (
            &[("client_id", id), ("token", &tokens.id)],
            (400, "unsupported_token_type"),
        ),
        (
            &[("client_id", lasting), ("token", &tokens.refresh)],
            (400, "invalid_request"),
        ),
        (
            &[("client_id", "nobody"), ("token", &tokens.refresh)],
            (401, "invalid_client"),
        ),
        (
            &[("client_id", confidential), ("token", &tokens.refresh)],
            (401, "invalid_client"),
        ),
        (
            &[("client_id", id), ("token", "nobody-knows-it")],
            (200, ""),
        ),
    ];
    for (fields, expect) in cases {
        assert_eq!(
            said(&loggia.post("/oauth2/revoke", fields).await),
            expect,
            "{:?}",
            &fields[..1]
        );
    }
    loggia.refresh(&tokens.refresh).await.ok();
    assert_eq!(loggia.user_info(&tokens.access).await.status, 200);
}
