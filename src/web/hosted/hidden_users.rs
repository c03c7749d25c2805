//! A client from which users are hidden cannot tell a user from nobody: not by answers, and not by the work behind them.

use crate::testing;
use api::testing::{PASSWORD, World, merged, text};
use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use domain::code::Proof;
use engine::{clock::Clock, settings::Settings, testing::relay};
use serde_json::{Value, json};
use std::time::Duration;
use store::job::Job;

/// A confirmed user, one who never confirmed the sign-up, and a name without a user.
const NAMES: [&str; 3] = ["ada", "una", "eve"];
const WRONG: &str = "Rainy-Day-7";
/// Any token does: the same one comes in the cookie and in the form.
const CSRF: &str = "0123456789012345678901234567890123456789012";

pub(super) fn hiding() -> Value {
    json!({
        "PreventUserExistenceErrors": "ENABLED",
        "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
        "CallbackURLs": ["https://app.example.com/"],
        "AllowedOAuthFlowsUserPoolClient": true, "AllowedOAuthFlows": ["code"], "AllowedOAuthScopes": ["openid"]
    })
}

/// A world with the users of [`NAMES`].
async fn world(change: impl FnOnce(&mut Settings), pool: Value) -> World {
    let world = World::set(change, pool, hiding()).await;
    fill(&world).await;
    world
}

/// Makes the users of [`NAMES`].
async fn fill(world: &World) {
    world.user("ada").await;
    // Where nothing reaches anybody nobody can sign up; then una is made as ada was.
    if world.sign_up("una").await.is_err() {
        world.user("una").await;
    }
}

/// An answer without what may differ: the name is named, random texts are long, letters and digits are any.
fn shape(value: &Value, name: &str) -> Value {
    match value {
        Value::String(text) if text == name => json!("<name>"),
        Value::String(text) if text.contains('?') => json!("<address>"),
        Value::String(text) if text.contains("***") => {
            json!(text.replace(|letter: char| letter.is_ascii_alphabetic(), "x"))
        }
        Value::String(text) if is_random(text) => json!("<random>"),
        Value::Array(items) => items.iter().map(|item| shape(item, name)).collect(),
        Value::Object(members) => {
            let members = members.iter();
            members
                .map(|(key, value)| (key.clone(), shape(value, name)))
                .collect()
        }
        Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
    }
}

/// An answer without SRP's numbers: they are random, and lose their leading zeros.
fn without_numbers(answer: &Value) -> Value {
    let mut answer = answer.clone();
    let parameters = answer.pointer_mut("/ChallengeParameters");
    if let Some(parameters) = parameters.and_then(Value::as_object_mut) {
        parameters.retain(|name, _| !["SALT", "SRP_B"].contains(&name.as_str()));
    }
    answer
}

/// The payload of a message's job without where it goes: addresses have any length.
fn without_address(payload: &Value) -> Value {
    let mut payload = payload.clone();
    payload["message"]["to"] = Value::Null;
    payload
}

fn is_random(text: &str) -> bool {
    text.len() > 24 && !text.contains(' ') && !text.ends_with("Exception")
}

/// All names get the same answer, of the same length, for the same number of password hashes and for jobs of the same
/// number and size that run after it; that answer, for the confirmed user.
async fn check(
    world: &World,
    what: &str,
    hashes: u64,
    call: impl AsyncFn(&str) -> (StatusCode, Value),
) -> (StatusCode, Value) {
    let mut seen = Vec::new();
    for name in NAMES {
        world.jobs().await;
        let before = world.hashes();
        let (status, answer) = call(name).await;
        assert_eq!(world.hashes() - before, hashes, "{what}, {name}: {answer}");
        let jobs = world.jobs().await;
        let payload = |job: &Job| without_address(&job.payload).to_string().len();
        let jobs: Vec<usize> = jobs.iter().map(payload).collect();
        let length = without_numbers(&answer).to_string().len();
        seen.push((status, shape(&answer, name), length, jobs));
    }
    assert_eq!(seen[0], seen[1], "{what}, who never confirmed");
    assert_eq!(seen[0], seen[2], "{what}, nobody");
    let (status, answer, ..) = seen.remove(0);
    (status, answer)
}

/// Calls an operation of the client.
async fn api(world: &World, operation: &str, body: Value) -> (StatusCode, Value) {
    let body = merged(json!({"ClientId": world.client.id}), body);
    world.send(operation, body.to_string().into_bytes()).await
}

/// Posts a form to a page, as the pages' script does.
pub(super) async fn post(world: &World, path: &str, form: &[(&str, &str)]) -> (StatusCode, Value) {
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("client_id", world.client.id.as_str())
        .append_pair("response_type", "code")
        .append_pair("redirect_uri", "https://app.example.com/")
        .append_pair("scope", "openid")
        .finish();
    let form = form_urlencoded::Serializer::new(String::new())
        .append_pair("_csrf", CSRF)
        .extend_pairs(form)
        .finish();
    let request = Request::post(format!("{path}?{query}"))
        .header("host", "localhost")
        .header("accept", "application/json")
        .header("content-type", "application/x-www-form-urlencoded")
        .header("cookie", format!("loggia_csrf={CSRF}"))
        .body(Body::from(form));
    page(world, request.expect("the request is sound")).await
}

async fn page(world: &World, request: Request<Body>) -> (StatusCode, Value) {
    let (answer, body) = testing::ask(&world.app, request).await;
    (
        answer.status,
        serde_json::from_slice(&body).expect("script is answered in JSON"),
    )
}

/// The kind of an exception.
fn kind(answer: &(StatusCode, Value)) -> String {
    text(&answer.1["__type"])
}

#[tokio::test]
async fn sign_ins_are_alike() {
    let world = world(|settings| settings.smtp = Some(relay()), json!({})).await;
    let password = async |name: &str| {
        let parameters = json!({"USERNAME": name, "PASSWORD": WRONG});
        let body = json!({"AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": parameters});
        api(&world, "InitiateAuth", body).await
    };
    let answer = check(&world, "a password", 1, password).await;
    assert_eq!(kind(&answer), "NotAuthorizedException");
    // The SRP client looks at the system's clock.
    let behind = Clock::system().now().since(world.app.now());
    world.app.clock.advance(behind);
    let begin = async |name: &str| {
        let parameters = json!({"USERNAME": name, "SRP_A": "ab".repeat(384)});
        let body = json!({"AuthFlow": "USER_SRP_AUTH", "AuthParameters": parameters});
        api(&world, "InitiateAuth", body).await
    };
    let answer = check(&world, "SRP_A", 0, begin).await;
    assert_eq!(answer.1["ChallengeName"], "PASSWORD_VERIFIER");
    let proof = async |name: &str| {
        let user = aws_cognito_srp::User::new(world.pool.id.as_str(), name, WRONG);
        let srp = aws_cognito_srp::SrpClient::new(user, world.client.id.as_str(), None);
        let parameters = json!({"USERNAME": name, "SRP_A": srp.get_auth_parameters().a});
        let body = json!({"AuthFlow": "USER_SRP_AUTH", "AuthParameters": parameters});
        let (_, challenge) = api(&world, "InitiateAuth", body).await;
        let parameter = |key: &str| text(&challenge["ChallengeParameters"][key]);
        let id = parameter("USER_ID_FOR_SRP");
        let proof = srp
            .verify(
                &parameter("SECRET_BLOCK"),
                &id,
                &parameter("SALT"),
                &parameter("SRP_B"),
            )
            .expect("the parameters are sound");
        let responses = json!({
            "USERNAME": id, "TIMESTAMP": proof.timestamp,
            "PASSWORD_CLAIM_SECRET_BLOCK": proof.password_claim_secret_block,
            "PASSWORD_CLAIM_SIGNATURE": proof.password_claim_signature});
        let body = json!({"ChallengeName": "PASSWORD_VERIFIER", "ChallengeResponses": responses, "Session": challenge["Session"]});
        api(&world, "RespondToAuthChallenge", body).await
    };
    let answer = check(&world, "a proof", 0, proof).await;
    assert_eq!(kind(&answer), "NotAuthorizedException");
    assert_eq!(answer.1["message"], "Incorrect username or password.");
    let form = async |name: &str| {
        let fields = [("username", name), ("password", WRONG)];
        post(&world, "/login", &fields).await
    };
    check(&world, "/login", 1, form).await;
}

#[tokio::test]
async fn codes_of_sign_ups_are_alike() {
    let world = world(|settings| settings.smtp = Some(relay()), json!({})).await;
    let confirm = async |name: &str| {
        let body = json!({"Username": name, "ConfirmationCode": "x"});
        api(&world, "ConfirmSignUp", body).await
    };
    let form = async |name: &str| {
        let fields = [("username", name), ("code", "x")];
        post(&world, "/confirm", &fields).await
    };
    let link = async |name: &str| {
        let fields = [("user_name", name), ("confirmation_code", "x")];
        post(&world, "/confirmUser", &fields).await
    };
    let answer = check(&world, "no code", 0, confirm).await;
    assert_eq!(kind(&answer), "CodeMismatchException");
    check(&world, "/confirm, no code", 0, form).await;
    let (status, _) = check(&world, "/confirmUser, no code", 0, link).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    let resend = async |name: &str| {
        let body = json!({"Username": name});
        api(&world, "ResendConfirmationCode", body).await
    };
    let (status, _) = check(&world, "another code", 0, resend).await;
    assert_eq!(status, StatusCode::OK);
    let answer = check(&world, "a wrong code", 0, confirm).await;
    assert_eq!(kind(&answer), "CodeMismatchException");
    check(&world, "/confirm, a wrong code", 0, form).await;
    check(&world, "/confirmUser, a wrong code", 0, link).await;
    let form = async |name: &str| post(&world, "/resendcode", &[("username", name)]).await;
    check(&world, "/resendcode", 0, form).await;
    check(&world, "/resendcode, too soon", 0, form).await;
    world.app.clock.advance(Duration::from_hours(24));
    for tries in 1..=15 {
        let answer = check(&world, "an old code", 0, confirm).await;
        assert_eq!(kind(&answer), "CodeMismatchException", "{tries}");
    }
    let answer = check(&world, "too many", 0, confirm).await;
    assert_eq!(kind(&answer), "LimitExceededException");
    let form = async |name: &str| {
        let fields = [("username", name), ("code", "x")];
        post(&world, "/confirm", &fields).await
    };
    check(&world, "/confirm, too many", 0, form).await;
    check(&world, "/confirmUser, too many", 0, link).await;
}

#[tokio::test]
async fn forgotten_passwords_are_alike() {
    let world = world(|settings| settings.smtp = Some(relay()), json!({})).await;
    let confirm = async |name: &str| {
        let body = json!({"Username": name, "ConfirmationCode": "x", "Password": PASSWORD});
        api(&world, "ConfirmForgotPassword", body).await
    };
    let form = async |name: &str| {
        let fields = [("username", name), ("code", "x"), ("password", PASSWORD)];
        post(&world, "/confirmforgotPassword", &fields).await
    };
    let answer = check(&world, "no code", 0, confirm).await;
    assert_eq!(kind(&answer), "CodeMismatchException");
    check(&world, "/confirmforgotPassword, no code", 0, form).await;
    let forgot = async |name: &str| {
        let body = json!({"Username": name});
        api(&world, "ForgotPassword", body).await
    };
    let (status, _) = check(&world, "a code", 0, forgot).await;
    assert_eq!(status, StatusCode::OK);
    let answer = check(&world, "a wrong code", 0, confirm).await;
    assert_eq!(kind(&answer), "CodeMismatchException");
    check(&world, "/confirmforgotPassword, a wrong code", 0, form).await;
    let form = async |name: &str| post(&world, "/forgotPassword", &[("username", name)]).await;
    check(&world, "/forgotPassword", 0, form).await;
    check(&world, "/forgotPassword, too soon", 0, form).await;
    world.app.clock.advance(Duration::from_hours(1));
    for tries in 1..=20 {
        let answer = check(&world, "an old code", 0, confirm).await;
        assert_eq!(kind(&answer), "CodeMismatchException", "{tries}");
    }
    let answer = check(&world, "too many", 0, confirm).await;
    assert_eq!(kind(&answer), "LimitExceededException");
    let form = async |name: &str| {
        let fields = [("username", name), ("code", "x"), ("password", PASSWORD)];
        post(&world, "/confirmforgotPassword", &fields).await
    };
    check(&world, "/confirmforgotPassword, too many", 0, form).await;
}

#[tokio::test]
async fn what_reaches_nobody_is_alike() {
    for relay in [Some(relay()), None] {
        // Whoever has no phone number is sent a mail, though text messages come first.
        let both = json!({"AutoVerifiedAttributes": ["email", "phone_number"]});
        let world = world(|settings| settings.smtp = relay.clone(), both).await;
        for operation in ["ForgotPassword", "ResendConfirmationCode"] {
            let call = async |name: &str| api(&world, operation, json!({"Username": name})).await;
            let answer = check(&world, operation, 0, call).await;
            if relay.is_none() {
                assert_eq!(kind(&answer), "CodeDeliveryFailureException");
            } else {
                assert_eq!(answer.0, StatusCode::OK);
            }
        }
        for path in ["/forgotPassword", "/resendcode"] {
            let call = async |name: &str| post(&world, path, &[("username", name)]).await;
            check(&world, path, 0, call).await;
        }
        let (sub, key) = (
            world.stored_user("ada").await.sub,
            Proof::ForgotPassword.key(),
        );
        let stored_code = store::code::find(&world.app.store, &world.pool.id, &sub, &key);
        let stored_code = stored_code.await.expect("the store answers");
        assert_eq!(
            stored_code.is_none(),
            relay.is_none(),
            "nothing is half done"
        );
    }
}

/// The API of a client may tell who exists; its pages do not.
#[tokio::test]
async fn pages_hide_users_whatever_their_client_says() {
    let client = merged(hiding(), json!({"PreventUserExistenceErrors": "LEGACY"}));
    let set = |settings: &mut Settings| settings.smtp = Some(relay());
    let world = World::set(set, json!({}), client).await;
    fill(&world).await;
    let unknown = api(&world, "ForgotPassword", json!({"Username": "eve"})).await;
    assert_eq!(kind(&unknown), "UserNotFoundException", "the API tells");
    let code = [("username", ""), ("code", "x"), ("password", PASSWORD)];
    let link = [("user_name", ""), ("confirmation_code", "x")];
    for (path, fields) in [
        ("/confirm", &code[..2]),
        ("/confirmUser", &link),
        ("/resendcode", &code[..1]),
        ("/confirm", &code[..2]),
        ("/confirmforgotPassword", &code),
        ("/forgotPassword", &code[..1]),
        ("/forgotPassword", &code[..1]),
        ("/confirmforgotPassword", &code),
    ] {
        let form = async |name: &str| {
            let mut fields = fields.to_vec();
            fields[0].1 = name;
            post(&world, path, &fields).await
        };
        check(&world, path, 0, form).await;
    }
}

#[tokio::test]
async fn a_name_that_srp_tells_of_nobody_has_the_form_of_the_pools_names() {
    let pool = json!({"AliasAttributes": ["email"]});
    let world = World::set(|settings| settings.smtp = Some(relay()), pool, hiding()).await;
    let mut user = world.user("100482").await;
    let flag = ("email_verified".to_owned(), "true".to_owned());
    user.attributes.extend([flag]);
    world.touch(&user).await;
    let begin = async |name: &str| {
        let parameters = json!({"USERNAME": name, "SRP_A": "ab".repeat(384)});
        let body = json!({"AuthFlow": "USER_SRP_AUTH", "AuthParameters": parameters});
        let answer = api(&world, "InitiateAuth", body).await.1;
        text(&answer["ChallengeParameters"]["USER_ID_FOR_SRP"])
    };
    let address = &user.attributes["email"];
    assert_eq!(begin(address).await, "100482");
    let decoy = begin("nobody@example.com").await;
    let is_number = decoy.bytes().all(|byte| byte.is_ascii_digit());
    assert!(
        decoy.len() == 6 && is_number && decoy != "100482",
        "{decoy}"
    );
    assert_eq!(begin("nobody@example.com").await, decoy, "it stays");
}

#[tokio::test]
async fn pages_tell_that_a_code_is_too_old_where_the_client_tells() {
    for (prevent, expect) in [("LEGACY", "code_expired"), ("ENABLED", "code_wrong")] {
        let client = merged(hiding(), json!({"PreventUserExistenceErrors": prevent}));
        let world = World::set(|settings| settings.smtp = Some(relay()), json!({}), client).await;
        fill(&world).await;
        let confirm = async |name: &str| {
            let fields = [("username", name), ("code", "x"), ("password", PASSWORD)];
            post(&world, "/confirmforgotPassword", &fields).await
        };
        let forgot =
            async |name: &str| post(&world, "/forgotPassword", &[("username", name)]).await;
        check(&world, "no code", 0, confirm).await;
        check(&world, "a code", 0, forgot).await;
        check(&world, "a wrong code", 0, confirm).await;
        world.app.clock.advance(Duration::from_hours(2));
        let (_, page) = check(&world, "an old code", 0, confirm).await;
        assert!(page.to_string().contains(expect), "{prevent}: {page}");
    }
}
