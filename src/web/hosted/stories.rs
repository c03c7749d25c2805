//! Pages in the course of a whole story: what a mail leads to, and what is shown when somebody else was first.

use super::{
    admission::{self, Admission, SignedInBrowser},
    hidden_users::post,
    outcome,
    page_request::PageRequest,
    session,
};
use crate::testing;
use api::testing::{PASSWORD, World, merged, text};
use axum::{
    body::{Body, to_bytes},
    http::{Request, StatusCode},
    response::Response,
};
use domain::{
    sign_in::{Grant, Start},
    user::Status,
};
use engine::{decide::StoreFacts, fault::Fault, sign_in::Recipient};
use futures_util::future::join_all;
use serde_json::{Value, json};
use store::Write;

/// Any token does: the same one comes in the cookie and in the form.
const CSRF: &str = "0123456789012345678901234567890123456789012";

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

/// Presses the button behind a link.
async fn press(world: &World, link: &str) -> (StatusCode, Value) {
    let (path, parameters) = link.split_once('?').expect("it names the client");
    let request = Request::post(format!("{path}?client_id={}", world.client.id))
        .header("host", "localhost")
        .header("accept", "application/json")
        .header("content-type", "application/x-www-form-urlencoded")
        .header("cookie", format!("loggia_csrf={CSRF}"))
        .body(Body::from(format!("_csrf={CSRF}&{parameters}")));
    let (parts, body) = testing::ask(&world.app, request.expect("the request is sound")).await;
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
        let wrong = link(&first).replace(&code, "x");
        let (status, page) = press(&world, &wrong).await;
        assert_eq!(status, StatusCode::BAD_REQUEST);
        assert!(page.to_string().contains("error.link_used"), "{page}");
        assert_eq!(world.stored_user(name).await.status, Status::Unconfirmed);

        let again = world
            .call_client("ResendConfirmationCode", json!({"Username": name}))
            .await;
        again.expect("ada waits");
        let (_, second, _) = mail(&world).await;
        // A mail scanner opens the link.
        let (status, page) = get(&world, link(&second)).await;
        assert_eq!(status, StatusCode::OK);
        assert!(page.to_string().contains("confirm_user"), "{page}");
        assert_eq!(world.stored_user(name).await.status, Status::Unconfirmed);
        for opened in ["once", "twice"] {
            let (status, page) = press(&world, link(&second)).await;
            assert_eq!(status, StatusCode::OK, "{opened}");
            assert!(
                page.to_string().contains("done.confirmed_"),
                "{opened}: {page}"
            );
            assert!(
                page.to_string().contains("\"https://app.example.com/\""),
                "{opened}: {page}"
            );
        }
        let user = world.stored_user(name).await;
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
async fn page_request(world: &World, cookie: &str) -> PageRequest {
    let path = format!(
        "/login?client_id={}&response_type=code&redirect_uri=https://app.example.com/in&scope=openid",
        world.client.id
    );
    let (mut parts, _) = by_script(&path).into_parts();
    let cookie = cookie.parse().expect("a header");
    parts.headers.insert("cookie", cookie);
    let page_request = PageRequest::open(&testing::site(&world.app), &parts).await;
    page_request.expect("the client is known")
}

/// What happens to ada between the decision and the commit of her sign-in.
#[derive(Clone, Copy)]
enum Meanwhile<'a> {
    Nothing,
    /// The user changes before each try.
    Touch(&'a World),
    /// An administrator replaces her password, each time by this one.
    NewPassword(&'a World, &'a str),
}

/// Makes of a sign-in what the pages make of it, once that has happened.
struct Overtaken<'a> {
    admission: Admission<'a>,
    meanwhile: Meanwhile<'a>,
}

impl Recipient for Overtaken<'_> {
    type Output = SignedInBrowser;

    async fn receive(
        &self,
        grant: &Grant,
        facts: &StoreFacts<'_>,
    ) -> Result<(SignedInBrowser, Vec<Write>), Fault> {
        match self.meanwhile {
            Meanwhile::Nothing => {}
            Meanwhile::Touch(world) => world.touch(&world.stored_user("ada").await).await,
            Meanwhile::NewPassword(world, password) => {
                let body = json!({"Username": "ada", "Password": password, "Permanent": true});
                let set = world.call_admin("AdminSetUserPassword", body).await;
                set.expect("the password is sound");
            }
        }
        self.admission.receive(grant, facts).await
    }
}

/// A sign-in of ada with [`PASSWORD`].
async fn signed_in(page_request: &PageRequest, meanwhile: Meanwhile<'_>) -> Response {
    let start = Start::Password {
        username: "ada".to_owned(),
        password: PASSWORD.into(),
    };
    let request = page_request.request.as_ref().expect("the request is sound");
    let recipient = Overtaken {
        admission: Admission::new(page_request, request),
        meanwhile,
    };
    let outcome = outcome::sign_in(page_request)
        .start(start, &recipient)
        .await;
    outcome::conclude(page_request, "ada", &Default::default(), outcome)
        .await
        .expect("no page of a failure")
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
    let page_request = page_request(&world, "loggia_lang=en").await;
    let lost = signed_in(&page_request, Meanwhile::Touch(&world)).await;
    assert_eq!(session_cookie(&lost), None);
    let (status, page) = read(lost).await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.to_string().contains("alert.busy"), "{page}");

    // What was right when it was typed is not any more.
    let late = Meanwhile::NewPassword(&world, "Rainy-Day-8");
    let (_, late) = read(signed_in(&page_request, late).await).await;
    assert!(late.to_string().contains("alert.credentials"), "{late}");

    let fault = Fault::Store(store::Error::Conflict(store::Conflict::User));
    let (status, page) = read(page_request.failed(&fault)).await;
    assert_eq!(status, StatusCode::TOO_MANY_REQUESTS);
    assert!(page.to_string().contains("alert.busy"), "{page}");
}

#[tokio::test]
async fn a_browser_that_was_signed_out_meanwhile_is_given_no_code() {
    let world = World::with(json!({}), client()).await;
    world.user("ada").await;
    let won = signed_in(
        &page_request(&world, "loggia_lang=en").await,
        Meanwhile::Nothing,
    )
    .await;
    let cookie = session_cookie(&won).expect("ada is signed in");
    let page_request = page_request(&world, &cookie).await;
    let authorize_request = page_request.request.as_ref().expect("the request is sound");
    let live = session::find(
        &testing::site(&world.app),
        &page_request.browser,
        &world.pool,
    )
    .await;
    let live = live.expect("the store answers").expect("ada is signed in");
    let resumed = async || {
        admission::resume(&page_request, authorize_request, &live)
            .await
            .expect("no fault")
    };
    let (_, back) = read(resumed().await.expect("the session lives")).await;
    let back = back.to_string();
    assert!(back.contains("https://app.example.com/in?code="), "{back}");
    signed_in(&page_request, Meanwhile::NewPassword(&world, "Rainy-Day-8")).await;
    assert!(
        resumed().await.is_none(),
        "a new password ended the session"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn right_sign_ins_at_once_all_succeed_at_the_page() {
    let client = merged(
        client(),
        json!({"CallbackURLs": ["https://app.example.com/"]}),
    );
    let world = World::with(json!({}), client).await;
    world.user("ada").await;
    let form = [("username", "ada"), ("password", PASSWORD)];
    let answers = join_all((0..100).map(|_| post(&world, "/login", &form))).await;
    for (status, answer) in answers {
        let to = answer.to_string();
        assert!(
            status.is_success() && to.contains("https://app.example.com/?code="),
            "{status} {answer}"
        );
    }
}
