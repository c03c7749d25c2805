//! `grant_type=refresh_token`, with and without rotation.

use serde_json::json;
use tests::oauth::half_hash;
use tests::{Answer, Browser, Loggia, Tokens, claims};

#[tokio::test]
async fn a_refresh_keeps_what_belongs_to_the_sign_in() {
    let loggia = Loggia::start().await;
    let (_, first) = loggia.signed_in().await;
    let body = loggia.refresh(&first.refresh).await.ok();
    assert!(
        body.get("refresh_token").is_none(),
        "without rotation the old one stays"
    );
    let second = Tokens::read(&body);
    let (old, new) = (
        (claims(&first.id), claims(&first.access)),
        (claims(&second.id), claims(&second.access)),
    );
    for name in ["auth_time", "origin_jti", "event_id", "sub", "aud"] {
        assert_eq!(old.0[name], new.0[name], "id {name}");
    }
    for name in [
        "auth_time",
        "origin_jti",
        "event_id",
        "sub",
        "scope",
        "client_id",
        "version",
    ] {
        assert_eq!(old.1[name], new.1[name], "access {name}");
    }
    // A nonce belongs to one authorization request: OpenID Connect Core, section 12.2.
    assert_eq!(
        (&old.0["nonce"], &new.0["nonce"]),
        (&json!("n-0S6_WzA2Mj"), &json!(null))
    );
    assert_ne!(old.0["jti"], new.0["jti"]);
    assert_ne!(old.1["jti"], new.1["jti"]);
    assert_eq!(new.0["at_hash"], half_hash(&second.access));
    loggia.refresh(&first.refresh).await.ok();
    // The API refreshes it as well.
    let request = json!({"ClientId": loggia.fact("client_id"), "RefreshToken": first.refresh});
    let answer = loggia.call("GetTokensFromRefreshToken", request).await.ok();
    let access = answer["AuthenticationResult"]["AccessToken"]
        .as_str()
        .expect("a token")
        .to_owned();
    assert_eq!(claims(&access)["scope"], "openid email profile");
    let id = answer["AuthenticationResult"]["IdToken"]
        .as_str()
        .expect("a token");
    assert_eq!(claims(id)["nonce"], json!(null));
}

#[tokio::test]
async fn a_refresh_gives_a_part_of_what_was_granted_and_no_more() {
    let loggia = Loggia::start().await;
    let (_, first) = loggia.signed_in().await;
    let refresh = async |scope: &str| {
        let fields = [
            ("grant_type", "refresh_token"),
            ("client_id", loggia.fact("client_id")),
            ("refresh_token", first.refresh.as_str()),
            ("scope", scope),
        ];
        loggia.post("/oauth2/token", &fields).await
    };
    let body = refresh("email openid").await.ok();
    assert_eq!(body.get("scope"), None, "what was asked for");
    let part = Tokens::read(&body);
    assert_eq!(claims(&part.access)["scope"], "email openid");
    let id = claims(&part.id);
    assert!(
        id.get("email").is_some() && id.get("name").is_none(),
        "{id}"
    );
    let part = Tokens::read(&refresh("profile").await.ok());
    assert_eq!(
        (part.id.as_str(), &claims(&part.access)["scope"]),
        ("", &json!("profile"))
    );
    // One of the client's is not enough: it must have been granted.
    for scope in ["openid aws.cognito.signin.user.admin", "openid nonsense"] {
        let answer = refresh(scope).await;
        assert_eq!(
            (answer.status.as_u16(), answer.text("error")),
            (400, "invalid_scope"),
            "{scope}"
        );
    }
    // The next one begins with all of it again.
    let whole = Tokens::read(&loggia.refresh(&first.refresh).await.ok());
    assert_eq!(claims(&whole.access)["scope"], "openid email profile");
}

#[tokio::test]
async fn an_answer_tells_scopes_that_were_not_asked_for() {
    let loggia = Loggia::start().await;
    let person = loggia.person().await;
    let url = loggia.authorize(&[("scope", "")]);
    let code = loggia.code(&mut Browser::new(&loggia), &url, &person).await;
    let body = loggia.redeem(&code).await.ok();
    let tokens = Tokens::read(&body);
    assert_eq!(body["scope"], claims(&tokens.access)["scope"]);
    let again = loggia.refresh(&tokens.refresh).await.ok();
    assert_eq!(again.get("scope"), None, "as it was granted");
    // `offline_access` may be asked for, and gives nothing more.
    let url = loggia.authorize(&[("scope", "openid offline_access")]);
    let code = loggia.code(&mut Browser::new(&loggia), &url, &person).await;
    let body = loggia.redeem(&code).await.ok();
    let tokens = Tokens::read(&body);
    assert_eq!(
        (&body["scope"], &claims(&tokens.access)["scope"]),
        (&json!("openid"), &json!("openid"))
    );
    loggia.refresh(&tokens.refresh).await.ok();
}

#[tokio::test]
async fn rotation_gives_a_new_token_and_ends_the_family_when_an_old_one_comes_back() {
    let loggia = Loggia::start().await;
    let rotating = json!({"ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"],
        "RefreshTokenRotation": {"Feature": "ENABLED", "RetryGracePeriodSeconds": 0}});
    let client = loggia.client(rotating).await;
    let id = client["ClientId"].as_str().expect("an id");
    let person = loggia.person().await;
    let code = loggia
        .code(
            &mut Browser::new(&loggia),
            &loggia.authorize(&[("client_id", id)]),
            &person,
        )
        .await;
    let fields = [
        ("grant_type", "authorization_code"),
        ("client_id", id),
        ("redirect_uri", loggia.fact("demo_url")),
        ("code", code.as_str()),
        ("code_verifier", tests::oauth::VERIFIER),
    ];
    let first = Tokens::read(&loggia.post("/oauth2/token", &fields).await.ok());
    let refresh = async |token: &str| {
        let fields = [
            ("grant_type", "refresh_token"),
            ("client_id", id),
            ("refresh_token", token),
        ];
        loggia.post("/oauth2/token", &fields).await
    };
    let second = Tokens::read(&refresh(&first.refresh).await.ok());
    assert!(!second.refresh.is_empty() && second.refresh != first.refresh);
    let third = Tokens::read(&refresh(&second.refresh).await.ok());
    let refuses = |answer: &Answer| {
        assert_eq!(
            (answer.status.as_u16(), answer.text("error")),
            (400, "invalid_grant")
        )
    };
    refuses(&refresh(&first.refresh).await);
    refuses(&refresh(&third.refresh).await);
    assert_eq!(loggia.user_info(&third.access).await.status, 401);
}
