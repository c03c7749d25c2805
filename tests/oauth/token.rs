//! `/oauth2/token`: client authentication, wrong requests, preflights.

use reqwest::{Method, StatusCode};
use tests::{Answer, Browser, Loggia, Tokens};

fn said(answer: &Answer) -> (u16, &str) {
    (answer.status.as_u16(), answer.text("error"))
}

#[tokio::test]
async fn a_confidential_client_proves_itself_by_basic_or_by_the_form() {
    let loggia = Loggia::start().await;
    let person = loggia.person().await;
    let (id, secret) = (
        loggia.fact("confidential_client_id"),
        loggia.fact("confidential_client_secret"),
    );
    let home = loggia.fact("demo_url");
    let url = loggia.authorize(&[("client_id", id)]);
    let mut browser = Browser::new(&loggia);
    let verifier = ("code_verifier", tests::oauth::VERIFIER);
    let grant = [
        ("grant_type", "authorization_code"),
        ("redirect_uri", home),
        verifier,
    ];

    let code = loggia.code(&mut browser, &url, &person).await;
    let fields: Vec<_> = grant.into_iter().chain([("code", code.as_str())]).collect();
    // Neither a missing nor a wrong secret spends the code.
    let with_id: Vec<_> = fields.iter().copied().chain([("client_id", id)]).collect();
    assert_eq!(
        said(&loggia.post("/oauth2/token", &with_id).await),
        (400, "invalid_client")
    );
    let wrong: Vec<_> = with_id
        .iter()
        .copied()
        .chain([("client_secret", "wrong")])
        .collect();
    let answer = loggia.post("/oauth2/token", &wrong).await;
    assert_eq!(said(&answer), (400, "invalid_client"));
    assert_eq!(
        answer.header("www-authenticate"),
        "",
        "a browser would ask for a password"
    );
    let answer = loggia.post_as("/oauth2/token", id, "wrong", &fields).await;
    assert_eq!(said(&answer), (401, "invalid_client"));
    assert!(answer.header("www-authenticate").starts_with("Basic"));
    let tokens = Tokens::read(
        &loggia
            .post_as("/oauth2/token", id, secret, &fields)
            .await
            .ok(),
    );

    let refresh = [
        ("grant_type", "refresh_token"),
        ("refresh_token", tokens.refresh.as_str()),
    ];
    loggia
        .post_as("/oauth2/token", id, secret, &refresh)
        .await
        .ok();
    let in_form: Vec<_> = refresh
        .into_iter()
        .chain([("client_id", id), ("client_secret", secret)])
        .collect();
    loggia.post("/oauth2/token", &in_form).await.ok();
    // A public client's id does not open a confidential client's token.
    let public: Vec<_> = refresh
        .into_iter()
        .chain([("client_id", loggia.fact("client_id"))])
        .collect();
    assert_eq!(
        said(&loggia.post("/oauth2/token", &public).await),
        (400, "invalid_grant")
    );
    let both: Vec<_> = refresh
        .into_iter()
        .chain([("client_id", loggia.fact("client_id"))])
        .collect();
    assert_eq!(
        said(&loggia.post_as("/oauth2/token", id, secret, &both).await),
        (400, "invalid_request")
    );
    let differs: Vec<_> = refresh
        .into_iter()
        .chain([("client_secret", "another")])
        .collect();
    assert_eq!(
        said(&loggia.post_as("/oauth2/token", id, secret, &differs).await),
        (400, "invalid_request")
    );
}

#[tokio::test]
async fn wrong_requests_are_told_apart() {
    let loggia = Loggia::start().await;
    let id = loggia.fact("client_id");
    let cases: [(&[(&str, &str)], &str); 9] = [
        (&[], "invalid_request"),
        (&[("client_id", id)], "invalid_request"),
        (
            &[
                ("grant_type", "password"),
                ("client_id", id),
                ("username", "a"),
                ("password", "b"),
            ],
            "unsupported_grant_type",
        ),
        (
            &[("grant_type", "authorization_code"), ("client_id", id)],
            "invalid_request",
        ),
        (
            &[("grant_type", "refresh_token"), ("client_id", id)],
            "invalid_request",
        ),
        (
            &[
                ("grant_type", "refresh_token"),
                ("client_id", id),
                ("refresh_token", "made.up"),
            ],
            "invalid_grant",
        ),
        (
            &[
                ("grant_type", "refresh_token"),
                ("client_id", id),
                ("client_id", id),
                ("refresh_token", "x"),
            ],
            "invalid_request",
        ),
        (
            &[
                ("grant_type", "authorization_code"),
                ("client_id", "nobody"),
                ("code", "x"),
            ],
            "invalid_client",
        ),
        (
            &[("grant_type", "client_credentials"), ("client_id", id)],
            "unauthorized_client",
        ),
    ];
    for (fields, error) in cases {
        let answer = loggia.post("/oauth2/token", fields).await;
        assert_eq!(said(&answer), (400, error), "{fields:?}: {}", answer.body);
        assert_eq!(
            (
                answer.header("cache-control"),
                answer.header("access-control-allow-origin")
            ),
            ("no-store", "*")
        );
    }
    for authorization in [
        "Basic",
        "Basic !!!",
        "Basic bm9jb2xvbg==",
        "Bearer x",
        "Basic /////w==",
    ] {
        let request = loggia
            .request(Method::POST, "/oauth2/token")
            .header("authorization", authorization);
        let answer = Answer::read(request.form(&[("grant_type", "client_credentials")])).await;
        assert_eq!(said(&answer), (401, "invalid_client"), "{authorization}");
    }
    let json = loggia
        .request(Method::POST, "/oauth2/token")
        .header("content-type", "application/json");
    assert_eq!(
        said(&Answer::read(json.body("{\"grant_type\":\"refresh_token\"}")).await),
        (400, "invalid_request")
    );
    let get = loggia.request(Method::GET, "/oauth2/token");
    assert_eq!(
        Answer::read(get).await.status,
        StatusCode::METHOD_NOT_ALLOWED
    );
}

#[tokio::test]
async fn what_the_body_lacks_is_read_from_the_query_but_never_a_secret() {
    let loggia = Loggia::start().await;
    let (id, home) = (loggia.fact("client_id"), loggia.fact("demo_url"));
    let at = |fields: &[(&str, &str)]| {
        let query = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        format!("/oauth2/token?{query}")
    };
    let person = loggia.person().await;
    let mut browser = Browser::new(&loggia);
    let code = loggia
        .code(&mut browser, &loggia.authorize(&[]), &person)
        .await;
    let redeem = [
        ("grant_type", "authorization_code"),
        ("client_id", id),
        ("redirect_uri", home),
        ("code", code.as_str()),
        ("code_verifier", tests::oauth::VERIFIER),
    ];
    // The body wins, and what is wrong in the query does no harm.
    let wrong = at(&[("grant_type", "password"), ("code", "another")]);
    let tokens = Tokens::read(&loggia.post(&wrong, &redeem).await.ok());
    // All of it in the query, with no body and no type of one.
    let refresh = at(&[
        ("grant_type", "refresh_token"),
        ("client_id", id),
        ("refresh_token", &tokens.refresh),
    ]);
    Answer::read(loggia.request(Method::POST, &refresh))
        .await
        .ok();
    let part = at(&[("grant_type", "refresh_token")]);
    let rest = [
        ("client_id", id),
        ("refresh_token", tokens.refresh.as_str()),
    ];
    loggia.post(&part, &rest).await.ok();
    let warnings = loggia
        .log()
        .lines()
        .filter(|line| line.contains("in the query") && line.contains(id))
        .count();
    assert_eq!(warnings, 1, "once a client");

    let (machine, secret) = (
        loggia.fact("m2m_client_id"),
        loggia.fact("m2m_client_secret"),
    );
    let grant = ("grant_type", "client_credentials");
    let named = [grant, ("client_id", machine)];
    let secret = ("client_secret", secret);
    let answer = loggia.post(&at(&[secret]), &named).await;
    assert_eq!(said(&answer), (400, "invalid_client"));
    loggia.post(&at(&named), &[secret]).await.ok();
    let twice = loggia.post(&at(&[grant, grant]), &[]).await;
    assert_eq!(said(&twice), (400, "invalid_request"));
}

#[tokio::test]
async fn a_resource_that_nobody_knows_is_no_target_of_any_grant() {
    let loggia = Loggia::start().await;
    let (id, home) = (loggia.fact("client_id"), loggia.fact("demo_url"));
    let resource = ("resource", "https://api.example");
    let mut browser = Browser::new(&loggia);
    let answer = browser
        .get(&loggia.authorize(&[resource]))
        .await
        .parameters();
    assert_eq!(
        answer.get("error").map(String::as_str),
        Some("invalid_target")
    );
    let person = loggia.person().await;
    let code = loggia
        .code(&mut browser, &loggia.authorize(&[]), &person)
        .await;
    let redeem = [
        ("grant_type", "authorization_code"),
        ("client_id", id),
        ("redirect_uri", home),
        ("code", code.as_str()),
        ("code_verifier", tests::oauth::VERIFIER),
        resource,
    ];
    assert_eq!(
        said(&loggia.post("/oauth2/token", &redeem).await),
        (400, "invalid_target")
    );
    let tokens = Tokens::read(&loggia.redeem(&code).await.ok());
    let refresh = [
        ("grant_type", "refresh_token"),
        ("client_id", id),
        ("refresh_token", tokens.refresh.as_str()),
        resource,
    ];
    assert_eq!(
        said(&loggia.post("/oauth2/token", &refresh).await),
        (400, "invalid_target")
    );
    let machine = loggia
        .post_as(
            "/oauth2/token",
            loggia.fact("m2m_client_id"),
            loggia.fact("m2m_client_secret"),
            &[("grant_type", "client_credentials"), resource],
        )
        .await;
    assert_eq!(said(&machine), (400, "invalid_target"));
}

#[tokio::test]
async fn browsers_of_any_origin_may_call_the_endpoints_but_not_the_pages() {
    let loggia = Loggia::start().await;
    for path in ["/oauth2/token", "/oauth2/revoke", "/oauth2/userInfo"] {
        let request = loggia
            .request(Method::OPTIONS, path)
            .header("origin", "https://app.example")
            .header("access-control-request-method", "POST")
            .header(
                "access-control-request-headers",
                "authorization,content-type,x-amz-user-agent",
            );
        let answer = Answer::read(request).await;
        assert!(answer.status.is_success(), "{path}: {}", answer.status);
        assert_eq!(answer.header("access-control-allow-origin"), "*", "{path}");
        assert!(
            answer
                .header("access-control-allow-methods")
                .contains("POST"),
            "{path}"
        );
        let allowed = answer.header("access-control-allow-headers");
        for name in ["authorization", "content-type", "x-amz-user-agent"] {
            assert!(allowed.contains(name), "{path}: {allowed}");
        }
        assert_eq!(
            answer.header("access-control-allow-credentials"),
            "",
            "{path}"
        );
    }
    for path in ["/login", "/oauth2/authorize", "/logout"] {
        let url = loggia.authorize(&[]).replace("/oauth2/authorize", path);
        let answer = Answer::read(
            loggia
                .request(Method::GET, &url)
                .header("origin", "https://app.example"),
        )
        .await;
        assert_eq!(answer.header("access-control-allow-origin"), "", "{path}");
    }
}
