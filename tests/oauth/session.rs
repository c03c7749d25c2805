//! The browser's session: `prompt`, `max_age`, `login_hint`.

use serde_json::json;
use tests::{Browser, Loggia, PASSWORD, Tokens, claims};

#[tokio::test]
async fn prompt_none_shows_nothing() {
    let loggia = Loggia::start().await;
    let person = loggia.person().await;
    let mut browser = Browser::new(&loggia);
    let silent = loggia.authorize(&[("prompt", "none")]);
    let parameters = browser.get(&silent).await.parameters();
    assert_eq!(
        parameters.get("error").map(String::as_str),
        Some("login_required")
    );
    loggia
        .code(&mut browser, &loggia.authorize(&[]), &person)
        .await;
    let code = browser.get(&silent).await.code();
    loggia.redeem(&code).await.ok();
}

#[tokio::test]
async fn a_session_answers_at_once_unless_a_new_sign_in_is_asked_for() {
    let loggia = Loggia::start().await;
    let person = loggia.person().await;
    let mut browser = Browser::new(&loggia);
    let first = loggia
        .code(&mut browser, &loggia.authorize(&[]), &person)
        .await;
    let first = claims(&Tokens::read(&loggia.redeem(&first).await.ok()).id);
    let again = browser.get(&loggia.authorize(&[])).await.code();
    let again = claims(&Tokens::read(&loggia.redeem(&again).await.ok()).id);
    assert_eq!(first["auth_time"], again["auth_time"]);
    assert_ne!(first["origin_jti"], again["origin_jti"]);
    browser
        .get(&loggia.authorize(&[("max_age", "3000")]))
        .await
        .code();
    for extra in [("prompt", "login"), ("max_age", "0")] {
        let url = loggia.authorize(&[extra]);
        let page = browser.open(&url).await;
        assert_eq!(page.status, 200, "{extra:?}");
        let answer = browser
            .submit(
                &page,
                "/login",
                &[("username", &person), ("password", PASSWORD)],
            )
            .await;
        loggia.redeem(&answer.code()).await.ok();
    }
    let parameters = browser
        .get(&loggia.authorize(&[("prompt", "none"), ("max_age", "0")]))
        .await
        .parameters();
    assert_eq!(
        parameters.get("error").map(String::as_str),
        Some("login_required")
    );
}

#[tokio::test]
async fn select_account_offers_to_go_on_or_to_change() {
    let loggia = Loggia::start().await;
    let (person, other) = (loggia.person().await, loggia.person().await);
    let mut browser = Browser::new(&loggia);
    loggia
        .code(&mut browser, &loggia.authorize(&[]), &person)
        .await;
    let url = loggia.authorize(&[("prompt", "select_account")]);
    let page = browser.open(&url).await;
    assert!(
        page.html.contains(&person),
        "the page names who is signed in"
    );
    let answer = browser
        .submit(&page, "/continue", &[("choice", "continue")])
        .await;
    loggia.redeem(&answer.code()).await.ok();
    let page = browser.open(&url).await;
    let page = browser
        .submit(&page, "/continue", &[("choice", "other")])
        .await;
    let answer = browser
        .submit(
            &page,
            "/login",
            &[("username", &other), ("password", PASSWORD)],
        )
        .await;
    let tokens = Tokens::read(&loggia.redeem(&answer.code()).await.ok());
    assert_eq!(claims(&tokens.id)["email"], other);
}

#[tokio::test]
async fn a_hint_fills_the_name_in_and_cannot_break_out_of_it() {
    let loggia = Loggia::start().await;
    let hint = "\"><script>alert(1)</script>@example.com";
    let page = Browser::new(&loggia)
        .open(&loggia.authorize(&[("login_hint", hint)]))
        .await;
    let form = page.form("/login");
    let filled = form.fields.iter().find(|(name, _)| name == "username");
    assert_eq!(filled.map(|(_, value)| value.as_str()), Some(hint));
    assert!(!page.html.contains("<script>alert"));
}

#[tokio::test]
async fn an_id_token_says_who_is_meant() {
    let loggia = Loggia::start().await;
    let (_, tokens) = loggia.signed_in().await;
    let meant = claims(&tokens.id)["email"]
        .as_str()
        .expect("an address")
        .to_owned();
    let present = loggia.person().await;
    let mut browser = Browser::new(&loggia);
    let code = loggia
        .code(&mut browser, &loggia.authorize(&[]), &present)
        .await;
    let own = Tokens::read(&loggia.redeem(&code).await.ok()).id;
    let silent = |hint: &str| loggia.authorize(&[("prompt", "none"), ("id_token_hint", hint)]);
    browser.get(&silent(&own)).await.code();
    for hint in [tokens.id.as_str(), tokens.access.as_str(), "made.up.token"] {
        let answer = browser.get(&silent(hint)).await.parameters();
        assert_eq!(
            answer.get("error").map(String::as_str),
            Some("login_required"),
            "{hint}"
        );
    }
    // Whether anybody is signed in or not, at every entrance.
    let url = loggia.authorize(&[("id_token_hint", &tokens.id)]);
    let login = url.replace("/oauth2/authorize", "/login");
    for browser in [&mut browser, &mut Browser::new(&loggia)] {
        for url in [&url, &login] {
            let page = browser.open(url).await;
            let form = page.form("/login");
            let filled = form.fields.iter().find(|(name, _)| name == "username");
            assert_eq!(filled.map(|(_, value)| value.as_str()), Some(&*meant));
        }
    }
    let page = browser.open(&url).await;
    let fields = [("username", meant.as_str()), ("password", PASSWORD)];
    let answer = browser.submit(&page, "/login", &fields).await;
    let new = Tokens::read(&loggia.redeem(&answer.code()).await.ok());
    assert_eq!(claims(&new.id)["email"], meant);
    // Who signs in as somebody else is signed in, and the app is told nothing of them.
    let fields = [("username", present.as_str()), ("password", PASSWORD)];
    let hint = ("id_token_hint", tokens.id.as_str());
    let by_post = [("response_mode", "form_post"), hint];
    for extra in [&[hint][..], &by_post] {
        let mut browser = Browser::new(&loggia);
        let page = browser.open(&loggia.authorize(extra)).await;
        let answer = browser.submit(&page, "/login", &fields).await;
        let error = if extra.len() == 1 {
            answer.parameters().get("error").cloned()
        } else {
            let form = answer.form(loggia.fact("demo_url"));
            let error = form.fields.into_iter().find(|(name, _)| name == "error");
            error.map(|(_, value)| value)
        };
        assert_eq!(error.as_deref(), Some("login_required"), "{extra:?}");
        browser.get(&loggia.authorize(&[])).await.code();
    }
}

#[tokio::test]
async fn a_session_ends_with_its_user() {
    let loggia = Loggia::start().await;
    let person = loggia.person().await;
    let mut browser = Browser::new(&loggia);
    let code = loggia
        .code(&mut browser, &loggia.authorize(&[]), &person)
        .await;
    let pool = loggia.fact("pool_id");
    loggia
        .admin(
            "AdminDeleteUser",
            json!({"UserPoolId": pool, "Username": person}),
        )
        .await
        .ok();
    let answer = loggia.redeem(&code).await;
    assert_eq!(
        (answer.status.as_u16(), answer.text("error")),
        (400, "invalid_grant")
    );
    let silent = browser
        .get(&loggia.authorize(&[("prompt", "none")]))
        .await
        .parameters();
    assert_eq!(
        silent.get("error").map(String::as_str),
        Some("login_required")
    );
}

#[tokio::test]
async fn a_forgotten_password_signs_other_browsers_and_devices_out() {
    let loggia = Loggia::start().await;
    let person = loggia.person().await;
    let mut browser = Browser::new(&loggia);
    let code = loggia
        .code(&mut browser, &loggia.authorize(&[]), &person)
        .await;
    let tokens = Tokens::read(&loggia.redeem(&code).await.ok());
    let mut request = json!({"ClientId": loggia.fact("client_id"), "Username": person});
    loggia.call("ForgotPassword", request.clone()).await.ok();
    request["ConfirmationCode"] = loggia.message(&person).await["code"].clone();
    request["Password"] = json!("Another-Horse-2!");
    loggia.call("ConfirmForgotPassword", request).await.ok();
    let silent = browser.get(&loggia.authorize(&[("prompt", "none")])).await;
    let silent = silent.parameters();
    assert_eq!(
        silent.get("error").map(String::as_str),
        Some("login_required")
    );
    assert_eq!(loggia.user_info(&tokens.access).await.status, 401);
    let answer = loggia.refresh(&tokens.refresh).await;
    assert_eq!(answer.text("error"), "invalid_grant");
}

/// What a browser that asks for nothing hears: `None` with a code.
async fn silent_error(loggia: &Loggia, browser: &mut Browser<'_>) -> Option<String> {
    let silent = browser.get(&loggia.authorize(&[("prompt", "none")])).await;
    silent.parameters().remove("error")
}

#[tokio::test]
async fn what_ends_sign_ins_ends_a_code_that_was_not_redeemed() {
    let loggia = Loggia::start().await;
    let (pool, client) = (loggia.fact("pool_id"), loggia.fact("client_id"));
    let new = "Another-Horse-2!";
    // Each way, and whether the browser stays signed in after it.
    for (way, stays) in [
        ("ConfirmForgotPassword", false),
        ("AdminSetUserPassword for good", false),
        ("AdminSetUserPassword for once", false),
        ("ChangePassword", false),
        ("GlobalSignOut", true),
        ("DeleteUser", false),
    ] {
        let person = loggia.person().await;
        let person_request = json!({"ClientId": client, "Username": person});
        let start = json!({"ClientId": client, "AuthFlow": "USER_PASSWORD_AUTH",
            "AuthParameters": {"USERNAME": person, "PASSWORD": PASSWORD}});
        let tokens = loggia.call("InitiateAuth", start).await.ok();
        let access = &tokens["AuthenticationResult"]["AccessToken"];
        let refresh = tokens["AuthenticationResult"]["RefreshToken"]
            .as_str()
            .expect("a token")
            .to_owned();
        let mut browser = Browser::new(&loggia);
        let mut other = Browser::new(&loggia);
        for browser in [&mut browser, &mut other] {
            loggia.code(browser, &loggia.authorize(&[]), &person).await;
        }
        let code = browser.get(&loggia.authorize(&[])).await.code();
        let set = |permanent: bool| json!({"UserPoolId": pool, "Username": person, "Password": new, "Permanent": permanent});
        match way {
            "ConfirmForgotPassword" => {
                loggia
                    .call("ForgotPassword", person_request.clone())
                    .await
                    .ok();
                let mut request = person_request;
                request["ConfirmationCode"] = loggia.message(&person).await["code"].clone();
                request["Password"] = json!(new);
                loggia.call("ConfirmForgotPassword", request).await.ok()
            }
            "AdminSetUserPassword for good" => {
                loggia.admin("AdminSetUserPassword", set(true)).await.ok()
            }
            "AdminSetUserPassword for once" => {
                loggia.admin("AdminSetUserPassword", set(false)).await.ok()
            }
            "ChangePassword" => {
                let request = json!({"AccessToken": access, "PreviousPassword": PASSWORD, "ProposedPassword": new});
                loggia.call("ChangePassword", request).await.ok()
            }
            "GlobalSignOut" => {
                let request = json!({"AccessToken": access});
                loggia.call("GlobalSignOut", request).await.ok()
            }
            _ => {
                let request = json!({"AccessToken": access});
                loggia.call("DeleteUser", request).await.ok()
            }
        };
        let answer = loggia.redeem(&code).await;
        assert_eq!(
            (answer.status.as_u16(), answer.text("error")),
            (400, "invalid_grant"),
            "{way}"
        );
        for browser in [&mut browser, &mut other] {
            let error = silent_error(&loggia, browser).await;
            let expect = (!stays).then_some("login_required");
            assert_eq!(error.as_deref(), expect, "{way}");
        }
        // Cognito leaves tokens valid when a password changes; a forgotten one is another matter.
        let refreshed = loggia.refresh(&refresh).await.status == 200;
        let keeps = matches!(
            way,
            "AdminSetUserPassword for good" | "AdminSetUserPassword for once" | "ChangePassword"
        );
        assert_eq!(refreshed, keeps, "{way}");
    }
}

#[tokio::test]
async fn a_sign_in_changes_the_session_cookie_and_scripts_cannot_read_it() {
    let loggia = Loggia::start().await;
    let person = loggia.person().await;
    let mut browser = Browser::new(&loggia);
    let name = format!("loggia-{}", loggia.fact("pool_id"));
    browser.cookies.insert(name.clone(), "planted".to_owned());
    let page = browser.open(&loggia.authorize(&[])).await;
    let form = page.form("/login");
    let filled = [
        ("username".to_owned(), person.clone()),
        ("password".to_owned(), PASSWORD.to_owned()),
    ];
    let fields: Vec<_> = form
        .fields
        .into_iter()
        .filter(|(name, _)| name == "_csrf")
        .chain(filled)
        .collect();
    let answer = browser.post(&form.action, &fields).await;
    let cookies = answer
        .headers
        .get_all("set-cookie")
        .iter()
        .filter_map(|cookie| cookie.to_str().ok());
    let cookie = cookies
        .into_iter()
        .find(|cookie| cookie.starts_with(&name))
        .expect("a session cookie")
        .to_owned();
    assert!(
        cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax") && cookie.contains("Path=/"),
        "{cookie}"
    );
    assert_ne!(browser.cookies[&name], "planted");
}
