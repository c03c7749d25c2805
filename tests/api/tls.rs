//! `--tls self-signed`.

use reqwest::Method;
use tests::{Answer, Browser, PASSWORD, Setup, Tokens};

#[tokio::test]
async fn localhost_answers_over_tls_with_the_authority_it_made() {
    let loggia = Setup::demo().self_signed().start().await;
    assert!(
        loggia.url.starts_with("https://localhost:"),
        "{}",
        loggia.url
    );
    let person = loggia.person().await;
    let mut browser = Browser::new(&loggia);
    let page = browser.open(&loggia.authorize(&[])).await;
    let answer = browser
        .submit(
            &page,
            "/login",
            &[("username", &person), ("password", PASSWORD)],
        )
        .await;
    for name in browser.cookies.keys() {
        assert!(
            name.starts_with("__Host-"),
            "{name} may be set by another host"
        );
    }
    let cookies = answer
        .headers
        .get_all("set-cookie")
        .iter()
        .filter_map(|cookie| cookie.to_str().ok());
    for cookie in cookies {
        assert!(cookie.contains("Secure"), "{cookie}");
    }
    let tokens = Tokens::read(&loggia.redeem(&answer.code()).await.ok());
    loggia.verified(&tokens.id).await;
    let stranger = reqwest::Client::builder()
        .no_proxy()
        .timeout(tests::server::PATIENCE)
        .build()
        .expect("a client");
    assert!(
        stranger.get(&loggia.url).send().await.is_err(),
        "nobody else trusts it"
    );
    let ready = Answer::read(loggia.request(Method::GET, "/health/ready")).await;
    assert_eq!(
        ready.header("strict-transport-security"),
        "",
        "other programs live on localhost too"
    );

    // The authority stays: whoever trusts it once need not again.
    let authority = std::fs::read(loggia.fact("certificate_authority")).expect("the authority");
    let setup = loggia.kill().await;
    let loggia = setup.start().await;
    assert_eq!(
        std::fs::read(loggia.fact("certificate_authority")).expect("the authority"),
        authority
    );
    assert_eq!(
        Answer::read(loggia.request(Method::GET, "/health/ready"))
            .await
            .status,
        200
    );
}
