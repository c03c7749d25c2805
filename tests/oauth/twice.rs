//! A form that is sent twice is answered once, for the browser that was shown it and for nobody else.

use futures_util::future::join_all;
use tests::{Browser, Loggia, PASSWORD};

/// The form of the sign-in page in this browser, filled.
async fn filled(
    browser: &mut Browser<'_>,
    url: &str,
    person: &str,
    password: &str,
) -> (String, Vec<(String, String)>) {
    let form = browser.open(url).await.form("/login");
    let typed = [("username", person), ("password", password)];
    let mut fields = form.fields;
    fields.retain(|(name, _)| typed.iter().all(|(key, _)| key != name));
    fields.extend(typed.map(|(name, value)| (name.to_owned(), value.to_owned())));
    (form.action, fields)
}

/// The browser session that an answer begins.
fn session(loggia: &Loggia, headers: &reqwest::header::HeaderMap) -> String {
    let name = format!("loggia-{}=", loggia.fact("pool_id"));
    let mut cookies = headers.get_all("set-cookie").iter();
    let cookie = cookies.find_map(|cookie| cookie.to_str().ok()?.strip_prefix(&name));
    let value = cookie.and_then(|cookie| cookie.split(';').next());
    value.expect("a session begins").to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_sent_ten_times_begins_one_session_and_each_answer_leads_to_the_app() {
    let loggia = Loggia::start().await;
    let person = loggia.person().await;
    let url = loggia.authorize(&[]);
    let mut browser = Browser::new(&loggia);
    let (action, fields) = filled(&mut browser, &url, &person, PASSWORD).await;
    let answers = join_all((0..10).map(|_| {
        let (mut browser, action, fields) = (browser.clone(), action.clone(), fields.clone());
        async move { (browser.post(&action, &fields).await, browser) }
    }));
    let mut sessions = Vec::new();
    for (answer, mut browser) in answers.await {
        sessions.push(session(&loggia, &answer.headers));
        let page = browser.follow(answer).await;
        loggia.redeem(&page.code()).await.ok();
    }
    sessions.dedup();
    assert_eq!(sessions.len(), 1);
}

#[tokio::test]
async fn another_browser_hears_nothing_of_it() {
    let loggia = Loggia::start().await;
    let person = loggia.person().await;
    let url = loggia.authorize(&[]);
    let mut browser = Browser::new(&loggia);
    let (action, fields) = filled(&mut browser, &url, &person, PASSWORD).await;
    session(&loggia, &browser.post(&action, &fields).await.headers);
    let mut thief = Browser::new(&loggia);
    thief.open(&url).await;
    let answer = thief.post(&action, &fields).await;
    assert_eq!((answer.status.as_u16(), answer.location()), (403, ""));
    // The same browser with another password has another form.
    let mut other = fields;
    for (name, value) in &mut other {
        if name == "password" {
            "Wrong-Horse-1!".clone_into(value);
        }
    }
    let answer = browser.post(&action, &other).await;
    let page = browser.follow(answer).await;
    page.form("/login");
}

#[tokio::test]
async fn one_wrong_password_sent_again_and_again_is_one_and_a_form_drawn_anew_is_another() {
    let loggia = Loggia::start().await;
    let person = loggia.person().await;
    let url = loggia.authorize(&[]);
    let mut browser = Browser::new(&loggia);
    let (action, fields) = filled(&mut browser, &url, &person, "Wrong-Horse-1!").await;
    for _ in 0..12 {
        let answer = browser.post(&action, &fields).await;
        browser.follow(answer).await.form("/login");
    }
    let (action, fields) = filled(&mut browser, &url, &person, PASSWORD).await;
    let first = session(&loggia, &browser.post(&action, &fields).await.headers);
    // The same again from a page that was opened since: another sign-in.
    let url = loggia.authorize(&[("prompt", "login")]);
    let (action, fields) = filled(&mut browser, &url, &person, PASSWORD).await;
    let second = session(&loggia, &browser.post(&action, &fields).await.headers);
    assert_ne!(first, second);
}
