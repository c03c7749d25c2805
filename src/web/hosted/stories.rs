//! Pages in the course of a whole story: what a mail leads to, and what is shown when somebody else was first.

use super::{session, sign_in, visit::Visit};
use crate::testing;
use api::testing::{PASSWORD, World, merged, text};
use axum::{
    body::{Body, to_bytes},
    http::{Request, StatusCode},
    response::Response,
};
use domain::{sign_in::Start, user::Status};
use engine::fault::Fault;
use serde_json::{Value, json};

fn client() -> Value {
    json!({
        "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"], "CallbackURLs": ["https://app.example.com/in"],
        "AllowedOAuthFlowsUserPoolClient": true, "AllowedOAuthFlows": ["code"], "AllowedOAuthScopes": ["openid"]
    })
}

fn by_script(path: &str) -> Request<Body> {
    let request = Request::get(path)
        .header("host", "localhost")
        .header("accept", "application/json")
        .body(Body::empty());
    request.expect("the request is sound")
}

async fn read(response: Response) -> (StatusCode, Value) {
    let status = response.status();
    let body = to_bytes(response.into_body(), usize::MAX).await;
    let body = body.expect("the body arrives");
    let value = serde_json::from_slice(&body).expect("script is answered in JSON");
    (status, value)
}

async fn get(world: &World, path: &str) -> (StatusCode, Value) {
    let (parts, body) = testing::ask(&world.app, by_script(path)).await;
    let value = serde_json::from_slice(&body).expect("script is answered in JSON");
    (parts.status, value)
}

/// The last message to ada: its subject, its words, and its code.
async fn mail(world: &World) -> (String, String, String) {
    let (_, messages) = get(world, "/dev/outbox.json?to=ada@example.com").await;
    let last = messages.as_array().and_then(|messages| messages.last());
    let last = last.expect("a message was sent");
    (
        text(&last["subject"]),
        text(&last["body"]),
        text(&last["code"]),
    )
}

/// The path and query of the link in the words of a mail.
fn link(body: &str) -> &str {
    let word = |word: &&str| word.starts_with("http://localhost/confirmUser?");
    let link = body.split_whitespace().find(word).expect("there is a link");
    link.trim_start_matches("http://localhost")
}

#[tokio::test]
async fn a_sign_up_is_confirmed_by_its_link_however_often_it_is_opened() {
    let pool = json!({"VerificationMessageTemplate": {
        "DefaultEmailOption": "CONFIRM_WITH_LINK", "EmailSubjectByLink": "Welcome",
        "EmailMessageByLink": "Hello {username}. {##Click Here##}"}});
    for (hides, names) in [("ENABLED", json!([])), ("LEGACY", json!(["email"]))] {
        let by_address = names != json!([]);
        let name = if by_address { "ada@example.com" } else { "ada" };
        let pool = merged(
            pool.clone(),
            if by_address {
                json!({"UsernameAttributes": names})
            } else {
                json!({})
            },
        );
        let hides = json!({"PreventUserExistenceErrors": hides});
        let world = World::set(
            |settings| settings.has_outbox = true,
            pool,
            merged(client(), hides),
        )
        .await;
        let attributes = json!([{"Name": "email", "Value": "ada@example.com"}]);
        let person = json!({"Username": name, "Password": PASSWORD, "UserAttributes": attributes});
        world
            .call_client("SignUp", person)
            .await
            .expect("ada is new");
        let (subject, first, code) = mail(&world).await;
        assert_eq!(subject, "Welcome");
        assert!(
            first.starts_with(&format!("Hello {name}. Click Here:\n")),
            "{first}"
        );
        assert!(
            link(&first).ends_with(&format!("confirmation_code={code}")),
            "{first}"
        );
        let (status, page) = get(&world, &link(&first).replace(&code, "x")).await;
        assert_eq!(status, StatusCode::BAD_REQUEST);
        assert!(page.to_string().contains("error.link_used"), "{page}");
        assert_eq!(world.found(name).await.status, Status::Unconfirmed);

        let again = world
            .call_client("ResendConfirmationCode", json!({"Username": name}))
            .await;
        again.expect("ada waits");
        let (_, second, _) = mail(&world).await;
        for opened in ["by a scanner", "by ada"] {
            let (status, page) = get(&world, link(&second)).await;
            assert_eq!(status, StatusCode::OK, "{opened}");
            assert!(
                page.to_string().contains("done.confirmed_title"),
                "{opened}: {page}"
            );
            assert!(
                page.to_string().contains("\"https://app.example.com/\""),
                "{opened}: {page}"
            );
        }
        let user = world.found(name).await;
        assert_eq!(user.status, Status::Confirmed);
        assert!(user.has_verified("email"));
        world
            .sign_in(name, PASSWORD)
            .await
            .expect("ada is confirmed");

        let forgot = world
            .call_client("ForgotPassword", json!({"Username": name}))
            .await;
        forgot.expect("ada has an address");
        let (_, words, code) = mail(&world).await;
        assert!(
            words.contains(&code) && !words.contains("confirmUser"),
            "{words}"
        );
    }
}

/// A visit to begin a sign-in with this cookie, in a browser that runs script.
async fn visit(world: &World, cookie: &str) -> Visit {
    let path = format!(
        "/login?client_id={}&response_type=code&redirect_uri=https://app.example.com/in&scope=openid",
        world.client.id
    );
    let (mut parts, _) = by_script(&path).into_parts();
    let cookie = cookie.parse().expect("a header");
    parts.headers.insert("cookie", cookie);
    let visit = Visit::open(&testing::site(&world.app), &parts).await;
    visit.expect("the client is known")
}

/// A sign-in of ada with [`PASSWORD`] whose password an administrator replaces before it ends, or does not.
async fn signed_in(visit: &Visit, meanwhile: Option<(&World, &str)>) -> Response {
    let start = Start::Password {
        username: "ada".to_owned(),
        password: PASSWORD.into(),
    };
    let outcome = sign_in::setting(visit).start(start).await;
    if let Some((world, password)) = meanwhile {
        let body = json!({"Username": "ada", "Password": password, "Permanent": true});
        let set = world.call_admin("AdminSetUserPassword", body).await;
        set.expect("the password is sound");
    }
    let asked = visit.request.as_ref().expect("the request is sound");
    let ended = sign_in::conclude(visit, asked, "ada", &Default::default(), outcome).await;
    ended.expect("a page, or the way back to the app")
}

/// The cookie of a browser session, as the browser sends it, if one begins.
fn session_cookie(response: &Response) -> Option<String> {
    let mut set = response.headers().get_all("set-cookie").iter();
    let session = set.find_map(|set| set.to_str().ok().filter(|set| set.contains("loggia-")))?;
    session.split(';').next().map(str::to_owned)
}

#[tokio::test]
async fn who_lost_a_race_is_asked_to_sign_in_once_more() {
    let world = World::with(json!({}), client()).await;
    world.user("ada").await;
    let visit = visit(&world, "lang=en").await;
    let lost = signed_in(&visit, Some((&world, "Rainy-Day-8"))).await;
    assert_eq!(session_cookie(&lost), None);
    let (status, page) = read(lost).await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.to_string().contains("alert.busy"), "{page}");

    // What was right when it was typed is not any more.
    let (_, late) = read(signed_in(&visit, None).await).await;
    assert!(late.to_string().contains("alert.credentials"), "{late}");

    let fault = Fault::Store(store::Error::Conflict("users".to_owned()));
    let (status, page) = read(visit.failed(&fault)).await;
    assert_eq!(status, StatusCode::TOO_MANY_REQUESTS);
    assert!(page.to_string().contains("alert.busy"), "{page}");
}

#[tokio::test]
async fn a_browser_that_was_signed_out_meanwhile_is_given_no_code() {
    let world = World::with(json!({}), client()).await;
    world.user("ada").await;
    let won = signed_in(&visit(&world, "lang=en").await, None).await;
    let cookie = session_cookie(&won).expect("ada is signed in");
    let visit = visit(&world, &cookie).await;
    let asked = visit.request.as_ref().expect("the request is sound");
    let live = session::find(&testing::site(&world.app), &visit.browser, &world.pool).await;
    let live = live.expect("the store answers").expect("ada is signed in");
    let resumed = async || {
        sign_in::resume(&visit, asked, &live)
            .await
            .expect("no fault")
    };
    let (_, back) = read(resumed().await.expect("the session lives")).await;
    let back = back.to_string();
    assert!(back.contains("https://app.example.com/in?code="), "{back}");
    signed_in(&visit, Some((&world, "Rainy-Day-8"))).await;
    assert!(
        resumed().await.is_none(),
        "a new password ended the session"
    );
}
