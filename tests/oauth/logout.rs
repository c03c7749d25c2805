//! `/logout`, in Cognito's words and in OpenID Connect's.

use serde_json::json;
use tests::{Browser, Loggia, PASSWORD, Tokens};

fn query(pairs: &[(&str, &str)]) -> String {
    let query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish();
    format!("/logout?{query}")
}

async fn is_signed_in(loggia: &Loggia, browser: &mut Browser<'_>) -> bool {
    let answer = browser.get(&loggia.authorize(&[("prompt", "none")])).await;
    answer.parameters().contains_key("code")
}

#[tokio::test]
async fn each_way_out_ends_the_session_and_leads_where_it_says() {
    let loggia = Loggia::start().await;
    let person = loggia.person().await;
    let mut browser = Browser::new(&loggia);
    let (id, home) = (loggia.fact("client_id"), loggia.fact("demo_url"));
    let mut ways = vec![
        (
            query(&[("client_id", id), ("logout_uri", home)]),
            home.to_owned(),
        ),
        (
            query(&[
                ("client_id", id),
                ("logout_uri", home),
                ("redirect_uri", "https://evil.example/"),
            ]),
            home.to_owned(),
        ),
    ];
    let code = loggia
        .code(&mut browser, &loggia.authorize(&[]), &person)
        .await;
    let tokens = Tokens::read(&loggia.redeem(&code).await.ok());
    let hinted = [
        ("id_token_hint", tokens.id.as_str()),
        ("post_logout_redirect_uri", home),
        ("state", "a b"),
    ];
    ways.push((query(&hinted), format!("{home}?state=a+b")));
    // Nobody's sign-out is everybody's.
    ways.push(("/logout".to_owned(), "/signedOut?".to_owned()));
    for (way, target) in ways {
        let mut stolen = browser.clone();
        assert!(is_signed_in(&loggia, &mut browser).await);
        let answer = browser.get(&way).await;
        assert_eq!(
            (answer.status.as_u16(), answer.location()),
            (303, target.as_str()),
            "{way}"
        );
        assert!(!is_signed_in(&loggia, &mut browser).await, "{way}");
        assert!(
            !is_signed_in(&loggia, &mut stolen).await,
            "the old cookie is worth nothing: {way}"
        );
        loggia
            .code(&mut browser, &loggia.authorize(&[]), &person)
            .await;
    }
    // Tokens outlive the browser's session.
    assert_eq!(loggia.user_info(&tokens.access).await.status, 200);
}

#[tokio::test]
async fn a_sign_out_may_lead_to_the_next_sign_in() {
    let loggia = Loggia::start().await;
    let (person, other) = (loggia.person().await, loggia.person().await);
    let mut browser = Browser::new(&loggia);
    loggia
        .code(&mut browser, &loggia.authorize(&[]), &person)
        .await;
    let login = loggia
        .authorize(&[])
        .replace("/oauth2/authorize", "/logout");
    let page = browser.open(&login).await;
    assert_eq!(page.status, 200);
    let answer = browser
        .submit(
            &page,
            "/login",
            &[("username", &other), ("password", PASSWORD)],
        )
        .await;
    loggia.redeem(&answer.code()).await.ok();
}

#[tokio::test]
async fn addresses_that_are_not_registered_are_refused_and_nobody_is_signed_out() {
    let loggia = Loggia::start().await;
    let person = loggia.person().await;
    let mut browser = Browser::new(&loggia);
    let code = loggia
        .code(&mut browser, &loggia.authorize(&[]), &person)
        .await;
    let tokens = Tokens::read(&loggia.redeem(&code).await.ok());
    let other = loggia
        .client(json!({"LogoutURLs": ["https://b.example/bye"]}))
        .await;
    let other = other["ClientId"].as_str().expect("an id");
    let (id, home) = (loggia.fact("client_id"), loggia.fact("demo_url"));
    let evil = "https://evil.example/";
    let cases: [&[(&str, &str)]; 9] = [
        &[("client_id", id)],
        &[("client_id", id), ("logout_uri", evil)],
        &[("client_id", id), ("logout_uri", "//evil.example")],
        &[
            ("client_id", id),
            ("redirect_uri", evil),
            ("response_type", "code"),
        ],
        &[("client_id", id), ("redirect_uri", home)],
        &[("client_id", "nobody"), ("logout_uri", home)],
        &[("logout_uri", home)],
        &[
            ("id_token_hint", &tokens.id),
            ("post_logout_redirect_uri", evil),
        ],
        &[
            ("id_token_hint", &tokens.id),
            ("client_id", other),
            ("post_logout_redirect_uri", "https://b.example/bye"),
        ],
    ];
    for pairs in cases {
        let page = browser.open(&query(pairs)).await;
        assert_eq!(
            (page.status.as_u16(), page.location()),
            (400, ""),
            "{pairs:?}"
        );
        assert!(!page.html.contains("evil.example"));
        assert!(is_signed_in(&loggia, &mut browser).await, "{pairs:?}");
    }
}

#[tokio::test]
async fn a_hint_without_an_address_ends_at_a_page() {
    let loggia = Loggia::start().await;
    let person = loggia.person().await;
    let mut browser = Browser::new(&loggia);
    let code = loggia
        .code(&mut browser, &loggia.authorize(&[]), &person)
        .await;
    let tokens = Tokens::read(&loggia.redeem(&code).await.ok());
    let page = browser.open(&query(&[("id_token_hint", &tokens.id)])).await;
    assert_eq!(page.status, 200);
    assert!(!is_signed_in(&loggia, &mut browser).await);
}

#[tokio::test]
async fn where_nothing_tells_the_app_the_person_is_asked() {
    let loggia = Loggia::start().await;
    let person = loggia.person().await;
    let mut browser = Browser::new(&loggia);
    let (evil, home) = ("https://evil.example/", loggia.fact("demo_url"));
    let home_again = format!("{home}?state=a+b");
    let registered = [("post_logout_redirect_uri", home), ("state", "a b")];
    let elsewhere = [("post_logout_redirect_uri", evil)];
    let forged = [
        ("id_token_hint", "made.up.token"),
        ("post_logout_redirect_uri", home),
    ];
    let ways: [(&[(&str, &str)], &str); 3] = [
        (&registered, &home_again),
        (&elsewhere, "/signedOut?"),
        (&forged, home),
    ];
    for (pairs, target) in ways {
        loggia
            .code(&mut browser, &loggia.authorize(&[]), &person)
            .await;
        let page = browser.open(&query(pairs)).await;
        assert_eq!(page.status, 200, "{pairs:?}");
        assert!(!page.html.contains("evil.example"));
        assert!(is_signed_in(&loggia, &mut browser).await, "{pairs:?}");
        let (_, agreed) = page.html.split_once("href=\"/logout").expect("a link");
        let (agreed, _) = agreed.split_once('"').expect("its end");
        let agreed = format!("/logout{}", tests::html::plain(agreed));
        assert_eq!(browser.get(&agreed).await.location(), target, "{pairs:?}");
        assert!(!is_signed_in(&loggia, &mut browser).await, "{pairs:?}");
    }
}
