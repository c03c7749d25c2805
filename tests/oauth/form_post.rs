//! `response_mode=form_post`: the answer is posted to the app by a page.

use std::collections::BTreeMap;
use tests::{Browser, Loggia, PASSWORD, Page, oauth::STATE};

const FORM_POST: (&str, &str) = ("response_mode", "form_post");

/// What a page posts to the app.
fn post_of(loggia: &Loggia, page: &Page) -> BTreeMap<String, String> {
    let form = page.form(loggia.fact("demo_url"));
    assert_eq!(page.status, 200);
    assert!(page.html.contains("method=\"post\"") && page.html.contains("<button"));
    let header = |name: &str| {
        let value = page.headers.get(name).expect("the header is set");
        value.to_str().expect("text").to_owned()
    };
    assert_eq!(header("cache-control"), "no-store");
    let policy = header("content-security-policy");
    assert!(policy.contains("default-src 'none'") && policy.contains("script-src 'nonce-"));
    form.fields.into_iter().collect()
}

#[tokio::test]
async fn every_way_to_an_answer_ends_in_a_form() {
    let loggia = Loggia::start().await;
    let person = loggia.person().await;
    let mut browser = Browser::new(&loggia);
    let sign_in = [("username", person.as_str()), ("password", PASSWORD)];
    let mut codes = Vec::new();
    // Where a sign-in was asked for, it is asked for once.
    for extra in [vec![], vec![("prompt", "login")], vec![("max_age", "0")]] {
        let url = loggia.authorize(&[vec![FORM_POST], extra].concat());
        let page = browser.open(&url).await;
        let answer = browser.submit(&page, "/login", &sign_in).await;
        codes.push(post_of(&loggia, &answer));
    }
    let url = loggia.authorize(&[FORM_POST]);
    codes.push(post_of(&loggia, &browser.get(&url).await));
    let url = loggia.authorize(&[FORM_POST, ("prompt", "select_account")]);
    let page = browser.open(&url).await;
    let choice = [("choice", "continue")];
    let answer = browser.submit(&page, "/continue", &choice).await;
    codes.push(post_of(&loggia, &answer));
    for mut fields in codes {
        let code = fields.remove("code").expect("a code");
        assert_eq!(fields.remove("state").as_deref(), Some(STATE));
        assert_eq!(fields.remove("iss").as_deref(), Some(loggia.fact("issuer")));
        assert!(fields.is_empty(), "{fields:?}");
        loggia.redeem(&code).await.ok();
    }
}

#[tokio::test]
async fn an_error_is_posted_too_and_its_values_stay_values() {
    let loggia = Loggia::start().await;
    let mut browser = Browser::new(&loggia);
    let state = "\"><script>alert(1)</script>";
    let silent = [FORM_POST, ("prompt", "none"), ("state", state)];
    let login = loggia
        .authorize(&silent)
        .replace("/oauth2/authorize", "/login");
    let unknown = [FORM_POST, ("scope", "nonsense"), ("state", state)];
    for (url, error) in [
        (loggia.authorize(&silent), "login_required"),
        (loggia.authorize(&unknown), "invalid_scope"),
        (
            loggia
                .authorize(&unknown)
                .replace("/oauth2/authorize", "/login"),
            "invalid_scope",
        ),
    ] {
        let page = browser.open(&url).await;
        assert!(!page.html.contains("<script>alert"));
        let fields = post_of(&loggia, &page);
        assert_eq!(fields["error"], error, "{url}");
        assert_eq!(fields["state"], state);
        assert_eq!(fields["iss"], loggia.fact("issuer"));
    }
    // A page that only people see posts nothing.
    assert_eq!(browser.open(&login).await.status, 200);
}
