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
