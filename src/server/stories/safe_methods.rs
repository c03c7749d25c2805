//! What only asks changes nothing: HEAD nowhere, and GET only where OAuth has it so.

use crate::testing::{self, Started, folder};
use axum::body::Body;
use axum::http::{Method, Request, header, request::Builder, response::Parts};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

const PASSWORD: &str = "Sunny-Day-7";
/// The paths that `wire` does not name. `/health/ready` is none of them: it tries to write, and that is what it is for.
const OTHER_PATHS: [&str; 9] = [
    "/",
    "/health/live",
    "/metrics",
    "/demo/",
    "/demo/config.json",
    "/demo/api/me",
    "/dev/outbox",
    "/dev/outbox.json",
    "/dev/outbox.js",
];

/// Every path of pages, endpoints and files.
fn paths() -> impl Iterator<Item = &'static str> {
    let constants = include_str!("../../wire/route.rs").lines();
    let named = constants.filter_map(|line| line.strip_prefix("pub const ")?.split('"').nth(1));
    named
        .filter(|path| path.starts_with('/'))
        .chain(OTHER_PATHS)
}

async fn send(app: &Started, request: Builder, body: String) -> (Parts, String) {
    let request = request.header(header::HOST, "localhost");
    let request = request.body(Body::from(body)).expect("a request");
    let (parts, body) = testing::ask(app, request).await;
    (parts, String::from_utf8_lossy(&body).into_owned())
}

async fn call(app: &Started, operation: &str, mut body: Value) {
    let demo = app.demo.as_ref().expect("demo mode is on");
    body["ClientId"] = json!(demo.client);
    let target = format!("AWSCognitoIdentityProviderService.{operation}");
    let request = Request::post("/").header("x-amz-target", target);
    let (answer, body) = send(app, request, body.to_string()).await;
    assert!(answer.status.is_success(), "{operation}: {body}");
}

async fn code_of(app: &Started, address: &str) -> String {
    let path = format!("/dev/outbox.json?to={address}");
    let (_, messages) = send(app, Request::get(path), String::new()).await;
    let messages: Value = serde_json::from_str(&messages).expect("JSON");
    let code = messages.pointer("/0/code").and_then(Value::as_str);
    code.expect("a code was sent").to_owned()
}

/// The cookies that an answer sets, as a browser sends them.
fn cookies(answer: &Parts) -> Vec<String> {
    let set = answer.headers.get_all(header::SET_COOKIE).iter();
    set.filter_map(|set| set.to_str().ok()?.split(';').next())
        .map(str::to_owned)
        .collect()
}

/// Signs in on the pages; gives the cookies of the browser.
async fn sign_in(app: &Started, query: &str, address: &str) -> String {
    let path = format!("/login?{query}");
    let page = Request::get(&path).header(header::ACCEPT, "text/html");
    let (first, html) = send(app, page, String::new()).await;
    let field = html.split("name=\"_csrf\" value=\"").nth(1);
    let csrf = field.and_then(|rest| rest.split('"').next());
    let form = form_urlencoded::Serializer::new(String::new())
        .append_pair("_csrf", csrf.expect("the form has a token"))
        .append_pair("username", address)
        .append_pair("password", PASSWORD)
        .finish();
    let request = Request::post(&path)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(header::COOKIE, cookies(&first).join("; "));
    let (second, html) = send(app, request, form).await;
    let location = second.headers.get(header::LOCATION);
    let location = location.and_then(|url| url.to_str().ok());
    assert!(location.is_some_and(|url| url.contains("code=")), "{html}");
    let mut all = cookies(&first);
    all.extend(cookies(&second));
    all.join("; ")
}

/// What is in the files of the database.
fn stored(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let files = std::fs::read_dir(folder).expect("the folder is there");
    let mut files: Vec<_> = files
        .map(|file| file.expect("it can be listed").path())
        // What readers of the database share is theirs.
        .filter(|path| !path.to_string_lossy().ends_with("-shm"))
        .map(|path| (path.clone(), std::fs::read(path).expect("it can be read")))
        .collect();
    files.sort();
    files
}

#[tokio::test]
async fn what_only_asks_changes_nothing() {
    let folder = folder("safe-methods");
    let url = format!("sqlite:{}", folder.join("loggia.db").display());
    let app = testing::app(&[("demo.enabled", "true"), ("database.url", &url)]).await;
    for address in ["ada@example.com", "una@example.com"] {
        let attributes = json!([{"Name": "email", "Value": address}]);
        let person =
            json!({"Username": address, "Password": PASSWORD, "UserAttributes": attributes});
        call(&app, "SignUp", person).await;
    }
    let code = code_of(&app, "ada@example.com").await;
    let person = json!({"Username": "ada@example.com", "ConfirmationCode": code});
    call(&app, "ConfirmSignUp", person).await;
    let client = app.demo.as_ref().map(|demo| demo.client.to_string());
    let client = client.expect("demo mode is on");
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("client_id", &client)
        .append_pair("response_type", "code")
        .append_pair("redirect_uri", "http://localhost/demo/")
        .append_pair("scope", "openid")
        .append_pair(
            "code_challenge",
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
        )
        .append_pair("code_challenge_method", "S256")
        .finish();
    let browser = sign_in(&app, &query, "ada@example.com").await;
    // The link of una's mail is in the query of every path.
    let code = code_of(&app, "una@example.com").await;
    let query = format!("{query}&user_name=una%40example.com&confirmation_code={code}");
    let ask = async |method: Method, path: &str| {
        let request = Request::builder()
            .method(method)
            .uri(format!("{path}?{query}"))
            .header(header::COOKIE, &browser)
            .header(header::ACCEPT, "text/html");
        send(&app, request, String::new()).await.0
    };
    assert!(paths().count() > 30, "the paths are read");
    let before = stored(&folder);
    for path in paths() {
        let answer = ask(Method::HEAD, path).await;
        assert_eq!(cookies(&answer), Vec::<String>::new(), "HEAD {path}");
        assert!(stored(&folder) == before, "HEAD {path} wrote");
    }
    for path in paths().filter(|path| !["/oauth2/authorize", "/logout"].contains(path)) {
        ask(Method::GET, path).await;
        assert!(stored(&folder) == before, "GET {path} wrote");
    }
    for path in ["/oauth2/authorize", "/logout"] {
        let before = stored(&folder);
        ask(Method::GET, path).await;
        assert!(stored(&folder) != before, "GET {path} has something to do");
    }
}
