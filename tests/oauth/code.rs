//! The code grant with PKCE, from the sign-in form to the claims.

use serde_json::{Value, json};
use tests::oauth::{STATE, half_hash};
use tests::{Browser, Loggia, PASSWORD, Tokens, claims};

fn names(claims: &Value) -> Vec<&str> {
    let mut names: Vec<&str> = claims
        .as_object()
        .expect("claims")
        .keys()
        .map(String::as_str)
        .collect();
    names.sort_unstable();
    names
}

#[tokio::test]
async fn a_person_signs_in_and_the_app_gets_tokens_with_the_claims_of_cognito() {
    let loggia = Loggia::start().await;
    let person = loggia.person().await;
    let mut browser = Browser::new(&loggia);
    let entry = browser.get(&loggia.authorize(&[])).await;
    assert!(
        entry.location().starts_with("/login?"),
        "{}",
        entry.location()
    );
    let page = browser.open(entry.location()).await;
    assert_eq!(page.status, 200);
    let answer = browser
        .submit(
            &page,
            "/login",
            &[("username", &person), ("password", PASSWORD)],
        )
        .await;
    assert_eq!(answer.status, 303);
    assert!(
        answer
            .location()
            .starts_with(&format!("{}?code=", loggia.fact("demo_url"))),
        "{}",
        answer.location()
    );
    let mut back = answer.parameters();
    assert_eq!(back.remove("state").as_deref(), Some(STATE));
    assert_eq!(back.remove("iss").as_deref(), Some(loggia.fact("issuer")));
    let code = back.remove("code").expect("a code");
    assert!(back.is_empty(), "{back:?}");

    let answer = loggia.redeem(&code).await;
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    let body = answer.ok();
    assert_eq!(
        names(&body),
        [
            "access_token",
            "expires_in",
            "id_token",
            "refresh_token",
            "token_type"
        ]
    );
    assert_eq!(
        (&body["token_type"], &body["expires_in"]),
        (&json!("Bearer"), &json!(3600))
    );
    let tokens = Tokens::read(&body);
    let (id_key, id) = loggia.verified(&tokens.id).await;
    let (access_key, access) = loggia.verified(&tokens.access).await;
    assert_ne!(id_key, access_key);

    let expected = [
        "at_hash",
        "aud",
        "auth_time",
        "cognito:username",
        "email",
        "email_verified",
        "event_id",
        "exp",
        "iat",
        "iss",
        "jti",
        "name",
        "nonce",
        "origin_jti",
        "sub",
        "token_use",
    ];
    assert_eq!(names(&id), expected);
    let expected = [
        "auth_time",
        "client_id",
        "event_id",
        "exp",
        "iat",
        "iss",
        "jti",
        "origin_jti",
        "scope",
        "sub",
        "token_use",
        "username",
        "version",
    ];
    assert_eq!(names(&access), expected);
    let client = loggia.fact("client_id");
    for (claims, name, value) in [
        (&id, "aud", json!(client)),
        (&id, "token_use", json!("id")),
        (&id, "nonce", json!("n-0S6_WzA2Mj")),
        (&id, "at_hash", json!(half_hash(&tokens.access))),
        (&id, "email", json!(person)),
        (&id, "email_verified", json!(true)),
        (&id, "name", json!("Ada Lovelace")),
        (&id, "cognito:username", id["sub"].clone()),
        (&access, "client_id", json!(client)),
        (&access, "token_use", json!("access")),
        (&access, "version", json!(2)),
        (&access, "scope", json!("openid email profile")),
        (&access, "username", access["sub"].clone()),
        (&access, "sub", id["sub"].clone()),
        (&access, "origin_jti", id["origin_jti"].clone()),
        (&access, "event_id", id["event_id"].clone()),
        (&access, "auth_time", id["auth_time"].clone()),
    ] {
        assert_eq!(claims[name], value, "{name}");
    }
    assert_ne!(id["jti"], access["jti"]);
    for claims in [&id, &access] {
        let seconds = |name: &str| claims[name].as_i64().expect("whole seconds");
        assert_eq!(seconds("exp") - seconds("iat"), 3600);
        assert!(seconds("auth_time") <= seconds("iat"));
    }
    // The header names key and algorithm, and nothing else.
    let header = tokens
        .access
        .split('.')
        .next()
        .map(|part| format!(".{part}."));
    assert_eq!(names(&claims(&header.expect("a header"))), ["alg", "kid"]);
}

#[tokio::test]
async fn scopes_choose_what_the_tokens_say() {
    let loggia = Loggia::start().await;
    let person = loggia.person().await;
    let mut browser = Browser::new(&loggia);
    loggia
        .code(&mut browser, &loggia.authorize(&[]), &person)
        .await;
    // The browser is signed in: every further request is answered at once.
    let mut tokens = async |scope: &str| {
        let answer = browser.get(&loggia.authorize(&[("scope", scope)])).await;
        Tokens::read(&loggia.redeem(&answer.code()).await.ok())
    };
    let admin = tokens("aws.cognito.signin.user.admin").await;
    assert_eq!(
        (admin.id.as_str(), &claims(&admin.access)["scope"]),
        ("", &json!("aws.cognito.signin.user.admin"))
    );
    let email = tokens("openid email").await;
    let id = claims(&email.id);
    assert_eq!((&id["email"], &id["name"]), (&json!(person), &Value::Null));
    let all = tokens("openid").await;
    assert_eq!(claims(&all.id)["name"], "Ada Lovelace");
    let every = tokens("").await;
    assert_eq!(
        claims(&every.access)["scope"],
        "openid email profile aws.cognito.signin.user.admin"
    );
}

#[tokio::test]
async fn a_code_used_twice_is_refused_and_takes_the_first_tokens_with_it() {
    let loggia = Loggia::start().await;
    let person = loggia.person().await;
    let code = loggia
        .code(&mut Browser::new(&loggia), &loggia.authorize(&[]), &person)
        .await;
    let tokens = Tokens::read(&loggia.redeem(&code).await.ok());
    assert_eq!(loggia.user_info(&tokens.access).await.status, 200);
    let again = loggia.redeem(&code).await;
    assert_eq!(
        (again.status.as_u16(), again.text("error")),
        (400, "invalid_grant")
    );
    assert_eq!(loggia.user_info(&tokens.access).await.status, 401);
    let refreshed = loggia.refresh(&tokens.refresh).await;
    assert_eq!(
        (refreshed.status.as_u16(), refreshed.text("error")),
        (400, "invalid_grant")
    );
}

#[tokio::test]
async fn a_code_is_for_its_client_its_address_and_its_verifier_only() {
    let loggia = Loggia::start().await;
    let person = loggia.person().await;
    let mut browser = Browser::new(&loggia);
    loggia
        .code(&mut browser, &loggia.authorize(&[]), &person)
        .await;
    let other = loggia.client(json!({})).await;
    let other = other["ClientId"].as_str().expect("an id");
    let home = loggia.fact("demo_url");
    let elsewhere = format!("{home}x");
    let own = loggia.fact("client_id");
    let right = [
        ("grant_type", "authorization_code"),
        ("client_id", own),
        ("redirect_uri", home),
        ("code_verifier", tests::oauth::VERIFIER),
    ];
    let wrong_verifier = "x".repeat(43);
    for (name, value) in [
        ("client_id", other),
        ("redirect_uri", elsewhere.as_str()),
        ("redirect_uri", ""),
        ("code_verifier", wrong_verifier.as_str()),
        ("code_verifier", "short"),
        ("code_verifier", tests::oauth::CHALLENGE),
        ("code_verifier", ""),
        ("code", "00000000-0000-0000-0000-000000000000"),
    ] {
        let code = browser.get(&loggia.authorize(&[])).await.code();
        let fields = right.iter().copied().chain([("code", code.as_str())]);
        let fields: Vec<(&str, &str)> = fields
            .filter(|(key, _)| *key != name)
            .chain([(name, value)])
            .filter(|(_, value)| !value.is_empty())
            .collect();
        let answer = loggia.post("/oauth2/token", &fields).await;
        assert_eq!(
            (answer.status.as_u16(), answer.text("error")),
            (400, "invalid_grant"),
            "{name}={value}: {}",
            answer.body
        );
        assert!(!answer.text("error_description").is_empty());
        assert_eq!(
            answer.text("error_message"),
            answer.text("error_description")
        );
    }
    // A request without a challenge is redeemed without a verifier only.
    let plain = loggia.authorize(&[
        ("client_id", other),
        ("code_challenge", ""),
        ("code_challenge_method", ""),
    ]);
    let code = browser.get(&plain).await.code();
    let fields = [("client_id", other), ("code", code.as_str())];
    let rest = right.iter().filter(|(name, _)| *name != "client_id");
    let fields: Vec<_> = fields.into_iter().chain(rest.copied()).collect();
    let answer = loggia.post("/oauth2/token", &fields).await;
    assert_eq!(answer.text("error"), "invalid_grant");
    // A stranger's try with another client or verifier does not spoil the code.
    let code = browser.get(&loggia.authorize(&[])).await.code();
    let stolen = [
        ("grant_type", "authorization_code"),
        ("client_id", other),
        ("redirect_uri", home),
        ("code", code.as_str()),
    ];
    assert_eq!(
        loggia.post("/oauth2/token", &stolen).await.text("error"),
        "invalid_grant"
    );
    loggia.redeem(&code).await.ok();
}

#[tokio::test]
async fn a_redirect_uri_may_be_left_out_where_only_one_is_registered() {
    let loggia = Loggia::start().await;
    let person = loggia.person().await;
    let mut browser = Browser::new(&loggia);
    let code = loggia
        .code(
            &mut browser,
            &loggia.authorize(&[("redirect_uri", "")]),
            &person,
        )
        .await;
    let fields = [
        ("grant_type", "authorization_code"),
        ("client_id", loggia.fact("client_id")),
        ("code", code.as_str()),
        ("code_verifier", tests::oauth::VERIFIER),
    ];
    loggia.post("/oauth2/token", &fields).await.ok();
    let home = loggia.fact("demo_url").to_owned();
    let two = loggia
        .client(json!({"CallbackURLs": [home, "https://b.example/"]}))
        .await;
    let two = two["ClientId"].as_str().expect("an id");
    let page = browser
        .get(&loggia.authorize(&[("redirect_uri", ""), ("client_id", two)]))
        .await;
    assert_eq!((page.status.as_u16(), page.location()), (400, ""));
}
