//! `client_credentials`.

use serde_json::json;
use tests::{Answer, Loggia, claims};

fn said(answer: &Answer) -> (u16, &str) {
    (answer.status.as_u16(), answer.text("error"))
}

#[tokio::test]
async fn a_machine_gets_an_access_token_for_itself_and_nothing_else() {
    let loggia = Loggia::start().await;
    let (id, secret) = (
        loggia.fact("m2m_client_id"),
        loggia.fact("m2m_client_secret"),
    );
    let grant = ("grant_type", "client_credentials");
    let body = loggia
        .post_as("/oauth2/token", id, secret, &[grant])
        .await
        .ok();
    let members: Vec<&str> = body
        .as_object()
        .expect("an object")
        .keys()
        .map(String::as_str)
        .collect();
    assert_eq!(
        members,
        ["access_token", "token_type", "expires_in", "scope"]
    );
    assert_eq!(body["scope"], "demo/read", "nothing was asked for");
    let fields = [grant, ("scope", "demo/read")];
    let answer = loggia
        .post_as("/oauth2/token", id, secret, &fields)
        .await
        .ok();
    assert_eq!(answer.get("scope"), None, "nothing differs");
    let token = body["access_token"].as_str().expect("a token").to_owned();
    let (_, verified) = loggia.verified(&token).await;
    let mut names: Vec<&str> = verified
        .as_object()
        .expect("claims")
        .keys()
        .map(String::as_str)
        .collect();
    names.sort_unstable();
    assert_eq!(
        names,
        [
            "auth_time",
            "client_id",
            "exp",
            "iat",
            "iss",
            "jti",
            "scope",
            "sub",
            "token_use",
            "version"
        ]
    );
    assert_eq!(
        (&verified["sub"], &verified["client_id"], &verified["scope"]),
        (&json!(id), &json!(id), &json!("demo/read"))
    );
    assert_eq!(
        (&verified["token_use"], &verified["version"]),
        (&json!("access"), &json!(2))
    );
    // It is nobody's: no profile, no API.
    assert_eq!(loggia.user_info(&token).await.status, 401);
    assert_eq!(
        loggia
            .call("GetUser", json!({"AccessToken": token}))
            .await
            .exception(),
        "NotAuthorizedException"
    );

    let in_form = [
        grant,
        ("client_id", id),
        ("client_secret", secret),
        ("scope", "demo/read"),
    ];
    let body = loggia.post("/oauth2/token", &in_form).await.ok();
    assert_eq!(
        claims(body["access_token"].as_str().expect("a token"))["scope"],
        "demo/read"
    );
}

#[tokio::test]
async fn a_machine_gets_its_own_custom_scopes_only() {
    let loggia = Loggia::start().await;
    let (id, secret) = (
        loggia.fact("m2m_client_id"),
        loggia.fact("m2m_client_secret"),
    );
    for scope in [
        "openid",
        "demo/write",
        "aws.cognito.signin.user.admin",
        "demo/read openid",
    ] {
        let fields = [("grant_type", "client_credentials"), ("scope", scope)];
        assert_eq!(
            said(&loggia.post_as("/oauth2/token", id, secret, &fields).await),
            (400, "invalid_scope"),
            "{scope}"
        );
    }
    let (id, secret) = (
        loggia.fact("confidential_client_id"),
        loggia.fact("confidential_client_secret"),
    );
    let answer = loggia
        .post_as(
            "/oauth2/token",
            id,
            secret,
            &[("grant_type", "client_credentials")],
        )
        .await;
    assert_eq!(said(&answer), (400, "unauthorized_client"));
    let id = loggia.fact("m2m_client_id");
    let without = [("grant_type", "client_credentials"), ("client_id", id)];
    assert_eq!(
        said(&loggia.post("/oauth2/token", &without).await),
        (400, "invalid_client")
    );
}
