//! The pages' plain forms: registration, a forgotten password, a temporary password, forgery.

use serde_json::json;
use tests::{Browser, Loggia, PASSWORD, Page, fresh_address};

fn body_with<'a>(page: &'a Page, text: &str) -> &'a str {
    let (body, _) = page
        .html
        .split_once("<script type=\"application/json\"")
        .unwrap_or((&page.html, ""));
    assert!(body.contains(text), "{text} is not on the page: {body}");
    body
}

#[tokio::test]
async fn a_person_registers_confirms_and_signs_in() {
    let loggia = Loggia::start().await;
    let address = fresh_address();
    let mut browser = Browser::new(&loggia);
    let page = browser
        .open(
            &loggia
                .authorize(&[])
                .replace("/oauth2/authorize", "/signup"),
        )
        .await;
    let weak = [
        ("requiredAttributes[email]", address.as_str()),
        ("password", "short"),
    ];
    let page = browser.submit(&page, "/signup", &weak).await;
    body_with(&page, &address);
    assert!(
        !page.html.contains("short"),
        "a password is never given back"
    );
    let filled = [
        ("requiredAttributes[email]", address.as_str()),
        ("password", PASSWORD),
    ];
    let page = browser.submit(&page, "/signup", &filled).await;
    let page = browser
        .submit(&page, "/confirm", &[("code", "000000")])
        .await;
    page.form("/confirm");
    let code = loggia.message(&address).await["code"]
        .as_str()
        .expect("a code")
        .to_owned();
    let page = browser.submit(&page, "/confirm", &[("code", &code)]).await;
    assert_eq!(page.status, 200);
    let page = browser.open(&loggia.authorize(&[])).await;
    let answer = browser
        .submit(
            &page,
            "/login",
            &[("username", &address), ("password", PASSWORD)],
        )
        .await;
    loggia.redeem(&answer.code()).await.ok();
}

#[tokio::test]
async fn a_forgotten_password_is_replaced_and_nobody_learns_who_exists() {
    let loggia = Loggia::start().await;
    let person = loggia.person().await;
    let mut browser = Browser::new(&loggia);
    let url = loggia
        .authorize(&[])
        .replace("/oauth2/authorize", "/forgotPassword");
    let page = browser.open(&url).await;
    let page = browser
        .submit(&page, "/forgotPassword", &[("username", &person)])
        .await;
    let code = loggia.message(&person).await["code"]
        .as_str()
        .expect("a code")
        .to_owned();
    let wrong = [("code", "000000"), ("password", "Another-Horse-2!")];
    let page = browser
        .submit(&page, "/confirmforgotPassword", &wrong)
        .await;
    let right = [("code", code.as_str()), ("password", "Another-Horse-2!")];
    let page = browser
        .submit(&page, "/confirmforgotPassword", &right)
        .await;
    assert_eq!(page.status, 200);
    let page = browser.open(&loggia.authorize(&[])).await;
    let page = browser
        .submit(
            &page,
            "/login",
            &[("username", &person), ("password", PASSWORD)],
        )
        .await;
    body_with(&page, "lg-alert");
    let answer = browser
        .submit(
            &page,
            "/login",
            &[("username", &person), ("password", "Another-Horse-2!")],
        )
        .await;
    answer.code();
    // A stranger's name leads to the same page.
    let mut stranger = Browser::new(&loggia);
    let page = stranger.open(&url).await;
    let page = stranger
        .submit(
            &page,
            "/forgotPassword",
            &[("username", "nobody@example.com")],
        )
        .await;
    page.form("/confirmforgotPassword");
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_person_look_the_same() {
    let loggia = Loggia::start().await;
    let person = loggia.person().await;
    let mut bodies = Vec::new();
    for name in [person.as_str(), "nobody1@example.com"] {
        let mut browser = Browser::new(&loggia);
        let page = browser.open(&loggia.authorize(&[])).await;
        let page = browser
            .submit(
                &page,
                "/login",
                &[("username", name), ("password", "Wrong-Horse-1!")],
            )
            .await;
        assert_eq!(page.status, 200);
        let mut body = body_with(&page, "lg-alert").replace(name, "NAME");
        for (name, value) in page.form("/login").fields {
            if name == "_csrf" {
                body = body.replace(&value, "CSRF");
            }
        }
        bodies.push(body);
    }
    // The page's nonce stands in its headers and its scripts, which come after what is compared.
    assert_eq!(bodies[0], bodies[1]);
}

#[tokio::test]
async fn a_temporary_password_is_replaced_before_the_code() {
    let loggia = Loggia::start().await;
    let address = fresh_address();
    let request = json!({"UserPoolId": loggia.fact("pool_id"), "Username": address, "TemporaryPassword": "Temporary-1!",
        "MessageAction": "SUPPRESS", "UserAttributes": [{"Name": "email", "Value": address}]});
    loggia.admin("AdminCreateUser", request).await.ok();
    let mut browser = Browser::new(&loggia);
    let page = browser.open(&loggia.authorize(&[])).await;
    let page = browser
        .submit(
            &page,
            "/login",
            &[("username", &address), ("password", "Temporary-1!")],
        )
        .await;
    let answer = browser
        .submit(&page, "/newPassword", &[("NEW_PASSWORD", PASSWORD)])
        .await;
    loggia.redeem(&answer.code()).await.ok();
}

#[tokio::test]
async fn a_form_that_is_not_ours_is_refused() {
    let loggia = Loggia::start().await;
    let person = loggia.person().await;
    let mut browser = Browser::new(&loggia);
    let page = browser.open(&loggia.authorize(&[])).await;
    let form = page.form("/login");
    let field = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let filled = vec![field("username", &person), field("password", PASSWORD)];
    let planted = [filled.clone(), vec![field("_csrf", &"A".repeat(43))]].concat();
    for fields in [&filled, &planted] {
        let answer = browser.post(&form.action, fields).await;
        assert_eq!((answer.status.as_u16(), answer.location()), (403, ""));
    }
    // Another browser's token is worth nothing here.
    let mut other = Browser::new(&loggia);
    let theirs = other
        .open(&loggia.authorize(&[]))
        .await
        .form("/login")
        .fields;
    let answer = browser.post(&form.action, &[filled, theirs].concat()).await;
    assert_eq!(answer.status, 403);
}

#[tokio::test]
async fn pages_may_run_and_load_nothing_but_their_own() {
    let loggia = Loggia::start().await;
    for path in ["/login", "/signup", "/forgotPassword", "/error"] {
        let url = loggia.authorize(&[]).replace("/oauth2/authorize", path);
        let page = Browser::new(&loggia).get(&url).await;
        let header = |name: &str| {
            page.headers
                .get(name)
                .and_then(|value| value.to_str().ok())
                .unwrap_or_default()
                .to_owned()
        };
        let policy = header("content-security-policy");
        for part in [
            "default-src 'none'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
            "'strict-dynamic'",
        ] {
            assert!(policy.contains(part), "{path}: {policy}");
        }
        assert!(
            !policy.contains("unsafe-inline") && !policy.contains("*"),
            "{path}: {policy}"
        );
        assert_eq!(
            (
                header("x-frame-options").as_str(),
                header("x-content-type-options").as_str()
            ),
            ("DENY", "nosniff")
        );
        assert_eq!(
            (
                header("cache-control").as_str(),
                header("referrer-policy").as_str()
            ),
            ("no-store", "no-referrer")
        );
    }
}

#[tokio::test]
async fn cookies_of_other_programs_on_the_host_are_neither_read_nor_touched() {
    let loggia = Loggia::start().await;
    let person = loggia.person().await;
    let mut browser = Browser::new(&loggia);
    let theirs = ["XSRF-TOKEN", "lang", "page-data"].map(|name| {
        (
            name.to_owned(),
            "theirs-theirs-theirs-theirs-theirs-theirs-1".to_owned(),
        )
    });
    browser.cookies.extend(theirs.clone());
    // A wrong password leads through the step cookie, and `lang` through that of the language.
    let page = browser.open(&loggia.authorize(&[("lang", "de")])).await;
    let wrong = [("username", person.as_str()), ("password", "Wrong-Day-7")];
    let page = browser.submit(&page, "/login", &wrong).await;
    let right = [("username", person.as_str()), ("password", PASSWORD)];
    browser.submit(&page, "/login", &right).await.code();
    for (name, value) in &theirs {
        assert_eq!(browser.cookies.remove(name).as_ref(), Some(value), "{name}");
    }
    let names: Vec<&String> = browser.cookies.keys().collect();
    assert!(names.len() > 2, "{names:?}");
    assert!(
        names.iter().all(|name| name.starts_with("loggia")),
        "{names:?}"
    );
}

#[tokio::test]
async fn a_post_of_a_browser_ends_in_a_page_that_goes_on_to_the_app() {
    let loggia = Loggia::start().await;
    let person = loggia.person().await;
    let sign_in = [("username", person.as_str()), ("password", PASSWORD)];
    let (mut browser, mut tool) = (Browser::new(&loggia), Browser::new(&loggia));
    browser.navigates = true;
    let page = browser.open(&loggia.authorize(&[])).await;
    let page = browser.submit(&page, "/login", &sign_in).await;
    assert_eq!((page.status.as_u16(), page.location()), (200, ""));
    let refresh = page.headers["refresh"].to_str().expect("an address");
    let target = refresh.strip_prefix("0;url=").expect("at once").to_owned();
    assert!(target.starts_with(&format!("{}?code=", loggia.fact("demo_url"))));
    let link = format!("href=\"{}\"", target.replace('&', "&amp;"));
    assert!(page.html.contains(&link), "{link} {}", page.html);
    // The other page that a person goes on from, by now signed in.
    let url = loggia.authorize(&[("prompt", "select_account")]);
    let page = browser.open(&url).await;
    let goes_on = [("choice", "continue")];
    let page = browser.submit(&page, "/continue", &goes_on).await;
    assert!(page.headers.contains_key("refresh"), "{}", page.status);
    // A tool that says nothing is redirected, and so is a browser that followed a link.
    let page = tool.open(&loggia.authorize(&[])).await;
    tool.submit(&page, "/login", &sign_in).await.code();
    browser.get(&loggia.authorize(&[])).await.code();
}
