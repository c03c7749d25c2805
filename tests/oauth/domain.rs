//! A pool's own domain, by the `Host` header: its pages and endpoints, and nobody else's.

use reqwest::Method;
use serde_json::json;
use tests::{Answer, Browser, Loggia, PASSWORD, Setup, Tokens};

async fn token_at(loggia: &Loggia, host: &str, fields: &[(&str, &str)]) -> Answer {
    let request = loggia
        .request(Method::POST, "/oauth2/token")
        .header("host", host);
    Answer::read(request.form(fields)).await
}

#[tokio::test]
async fn a_pool_answers_at_its_domain_and_other_pools_clients_are_unknown_there() {
    let loggia = Setup::demo()
        .setting("LOGGIA_PAGES_DOMAIN", "auth.localhost")
        .start()
        .await;
    let second = loggia
        .admin("CreateUserPool", json!({"PoolName": "Second"}))
        .await
        .ok();
    let second = second["UserPool"]["Id"].as_str().expect("an id").to_owned();
    let custom = json!({"CertificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/12345678-1234-1234-1234-123456789012"});
    let custom =
        json!({"UserPoolId": second, "Domain": "id.second.example", "CustomDomainConfig": custom});
    loggia.admin("CreateUserPoolDomain", custom).await.ok();

    let person = loggia.person().await;
    let port = loggia.url.rsplit(':').next().expect("a port");
    let own = format!("demo.auth.localhost:{port}");
    let mut browser = Browser::new(&loggia);
    browser.host = Some(own.clone());
    let page = browser.open(&loggia.authorize(&[])).await;
    let answer = browser
        .submit(
            &page,
            "/login",
            &[("username", &person), ("password", PASSWORD)],
        )
        .await;
    let code = answer.code();
    let fields = [
        ("grant_type", "authorization_code"),
        ("client_id", loggia.fact("client_id")),
        ("redirect_uri", loggia.fact("demo_url")),
        ("code", code.as_str()),
        ("code_verifier", tests::oauth::VERIFIER),
    ];
    let answer = token_at(&loggia, "id.second.example", &fields).await;
    assert_eq!(
        (answer.status.as_u16(), answer.text("error")),
        (400, "invalid_client")
    );
    let tokens = Tokens::read(&token_at(&loggia, &own, &fields).await.ok());
    let (_, claims) = loggia.verified(&tokens.id).await;
    assert_eq!(
        claims["iss"],
        loggia.fact("issuer"),
        "the issuer does not depend on the host"
    );

    for host in ["id.second.example", "ID.Second.Example:443"] {
        let mut stranger = Browser::new(&loggia);
        stranger.host = Some(host.to_owned());
        for path in ["/oauth2/authorize", "/login", "/signup"] {
            let url = loggia.authorize(&[]).replace("/oauth2/authorize", path);
            let page = stranger.get(&url).await;
            assert_eq!(
                (page.status.as_u16(), page.location()),
                (400, ""),
                "{host}{path}"
            );
        }
        let out = format!(
            "/logout?client_id={}&logout_uri={}",
            loggia.fact("client_id"),
            loggia.fact("demo_url")
        );
        assert_eq!(stranger.open(&out).await.status, 400, "{host}");
    }
}
