//! `/oauth2/authorize`: every refusal, and where it is told.

use reqwest::Method;
use serde_json::json;
use tests::oauth::{CHALLENGE, STATE};
use tests::{Browser, Loggia};

#[tokio::test]
async fn a_wrong_client_or_address_is_never_redirected() {
    let loggia = Loggia::start().await;
    let machine = loggia.fact("m2m_client_id");
    let slash = loggia.fact("demo_url").trim_end_matches('/').to_owned();
    let upper = loggia.fact("demo_url").replace("demo", "Demo");
    let query = format!("{}?a=1", loggia.fact("demo_url"));
    for extra in [
        [("client_id", "")],
        [("client_id", "nobody")],
        [("client_id", machine)],
        [("redirect_uri", "https://evil.example/")],
        [("redirect_uri", slash.as_str())],
        [("redirect_uri", upper.as_str())],
        [("redirect_uri", query.as_str())],
        [("redirect_uri", "javascript:alert(1)")],
        [("redirect_uri", "//evil.example")],
        [("redirect_uri", "\u{0}")],
    ] {
        for path in ["/oauth2/authorize", "/login", "/signup", "/forgotPassword"] {
            let url = loggia.authorize(&extra).replace("/oauth2/authorize", path);
            let page = Browser::new(&loggia).get(&url).await;
            assert_eq!(
                (page.status.as_u16(), page.location()),
                (400, ""),
                "{path} {extra:?}"
            );
            assert!(
                page.headers["content-type"]
                    .to_str()
                    .is_ok_and(|kind| kind.starts_with("text/html"))
            );
            assert!(
                !page.html.contains("//evil.example"),
                "{path} {extra:?}: the page leads to a stranger"
            );
        }
    }
    let twice = format!(
        "{}&client_id={}",
        loggia.authorize(&[]),
        loggia.fact("client_id")
    );
    assert_eq!(Browser::new(&loggia).get(&twice).await.status, 400);
    let twice = format!(
        "{}&redirect_uri=https%3A%2F%2Fevil.example",
        loggia.authorize(&[])
    );
    assert_eq!(Browser::new(&loggia).get(&twice).await.status, 400);
}

#[tokio::test]
async fn every_other_mistake_is_told_to_the_app_with_state_and_issuer() {
    let loggia = Loggia::start().await;
    let plain = [
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "plain"),
    ];
    // The demo's public client demands PKCE.
    let without_pkce = [("code_challenge", ""), ("code_challenge_method", "")];
    let cases: [(&[(&str, &str)], &str); 19] = [
        (&without_pkce, "invalid_request"),
        (&[("response_type", "")], "invalid_request"),
        (&[("response_type", "token")], "unauthorized_client"),
        (
            &[("response_type", "id_token")],
            "unsupported_response_type",
        ),
        (
            &[("response_type", "code id_token")],
            "unsupported_response_type",
        ),
        (&[("response_mode", "fragment")], "invalid_request"),
        (&[("scope", "openid phone")], "invalid_scope"),
        (&[("scope", "offline_access")], "invalid_scope"),
        (&[("scope", "email")], "invalid_scope"),
        (&[("code_challenge_method", "")], "invalid_request"),
        (&plain, "invalid_request"),
        (&[("code_challenge", "short")], "invalid_request"),
        (&[("code_challenge", "")], "invalid_request"),
        (&[("request", "x.y.z")], "request_not_supported"),
        (
            &[("request_uri", "https://a.example/r")],
            "request_uri_not_supported",
        ),
        (&[("prompt", "none login")], "invalid_request"),
        (&[("prompt", "dance")], "invalid_request"),
        (&[("max_age", "soon")], "invalid_request"),
        (&[("identity_provider", "Google")], "invalid_request"),
    ];
    for (extra, error) in cases {
        let page = Browser::new(&loggia).get(&loggia.authorize(extra)).await;
        assert!(
            page.location().starts_with(loggia.fact("demo_url")),
            "{extra:?}: {} {}",
            page.status,
            page.location()
        );
        let parameters = page.parameters();
        assert_eq!(
            parameters.get("error").map(String::as_str),
            Some(error),
            "{extra:?}"
        );
        assert!(parameters.contains_key("error_description"), "{extra:?}");
        assert_eq!(
            parameters.get("state").map(String::as_str),
            Some(STATE),
            "{extra:?}"
        );
        assert_eq!(
            parameters.get("iss").map(String::as_str),
            Some(loggia.fact("issuer")),
            "{extra:?}"
        );
        assert!(!parameters.contains_key("code"), "{extra:?}");
    }
    for repeated in ["nonce=b", "scope=openid", "state=b"] {
        let page = Browser::new(&loggia)
            .get(&format!("{}&{repeated}", loggia.authorize(&[])))
            .await;
        let parameters = page.parameters();
        assert_eq!(
            parameters.get("error").map(String::as_str),
            Some("invalid_request"),
            "{repeated}"
        );
        assert_eq!(
            parameters.contains_key("state"),
            !repeated.starts_with("state"),
            "{repeated}"
        );
    }
}

#[tokio::test]
async fn a_client_without_the_code_grant_gets_no_code() {
    let loggia = Loggia::start().await;
    let without = json!({"AllowedOAuthFlowsUserPoolClient": false, "AllowedOAuthFlows": null, "AllowedOAuthScopes": null,
        "CallbackURLs": null, "LogoutURLs": null});
    let without = loggia.client(without).await;
    let id = without["ClientId"].as_str().expect("an id");
    let page = Browser::new(&loggia)
        .get(&loggia.authorize(&[("client_id", id)]))
        .await;
    assert_eq!((page.status.as_u16(), page.location()), (400, ""));
}

#[tokio::test]
async fn a_request_may_be_posted_as_a_form() {
    let loggia = Loggia::start().await;
    let query = loggia.authorize(&[]);
    let body = query.split_once('?').expect("a query").1.to_owned();
    let request = loggia.request(Method::POST, "/oauth2/authorize");
    let request = request
        .header("content-type", "application/x-www-form-urlencoded")
        .body(body);
    let answer = request.send().await.expect("an answer");
    let location = answer.headers()["location"].to_str().expect("text");
    assert!(location.starts_with("/login?"), "{location}");
    assert_eq!(Browser::new(&loggia).open(location).await.status, 200);
}
