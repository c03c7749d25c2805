//! Functions that fail in every way, and what becomes of each.

use axum::{
    body::Body,
    http::{HeaderMap, Method, StatusCode, header},
    response::IntoResponse,
};
use domain::refusal::Refusal;
use engine::{
    cryptography,
    metrics::Metrics,
    refusal::words,
    settings::{self, AccessKey, Place},
    testing::{
        NOW,
        receiver::{ARN, Receiver},
    },
    triggers::{TRIES, Triggers},
};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// How long these tests wait for a function that never answers.
const SOON: Duration = Duration::from_millis(300);
/// How long they wait for one that does.
const LATE: Duration = Duration::from_secs(60);

/// The one function of these tests, at this place.
fn settings(place: Place) -> settings::Triggers {
    settings::Triggers {
        functions: [(ARN.to_owned(), place)].into(),
        ..settings::Triggers::default()
    }
}

fn prepared(settings: &settings::Triggers, patience: Duration, metrics: Metrics) -> Triggers {
    cryptography::choose();
    Triggers::new(settings, patience, metrics).expect("right settings")
}

fn triggers(url: &str, patience: Duration) -> Triggers {
    triggers_with_metrics(url, patience, Metrics::default())
}

/// Triggers with one function at this address, counted in these metrics.
fn triggers_with_metrics(url: &str, patience: Duration, metrics: Metrics) -> Triggers {
    let settings = settings::Triggers {
        authorization: Some("Bearer hush".into()),
        ..settings(Place::Http(url.parse().expect("a URL")))
    };
    prepared(&settings, patience, metrics)
}

async fn ask(triggers: &Triggers) -> Result<Value, Refusal> {
    let event = json!({"triggerSource": "PreSignUp_SignUp", "response": {}}).to_string();
    let read = |response: &Value| response.is_object().then(|| response.clone());
    triggers.ask("PreSignUp", ARN, &event, NOW, read).await
}

/// The exception and the message that such a function comes to.
async fn failure(triggers: &Triggers) -> (&'static str, String) {
    let refusal = ask(triggers).await.expect_err("the function fails");
    let words = words(&refusal);
    (words.exception.name, words.message)
}

/// Checks the exception that a function's answer leads to, and that the function is called once only.
async fn check<R: IntoResponse>(
    answer: impl Fn() -> R + Clone + Send + Sync + 'static,
    exception: &'static str,
    message: &'static str,
) {
    let receiver = Receiver::start(move |_| answer()).await;
    let failure = failure(&triggers(&receiver.url, LATE)).await;
    assert_eq!(failure, (exception, message.to_owned()));
    assert_eq!(receiver.calls().len(), 1, "an answer is an answer");
}

const UNREADABLE: (&str, &str) = (
    "InvalidLambdaResponseException",
    "Unrecognizable lambda output",
);

#[tokio::test]
async fn an_answer_that_is_not_the_event_is_unreadable() {
    let (exception, message) = UNREADABLE;
    for body in [
        "",
        "{",
        "null",
        "[]",
        "\"yes\"",
        "{\"response\": {}",
        "{}",
        "{\"response\": null}",
        "{\"response\": []}",
        "\u{feff}{\"response\": {}}",
    ] {
        check(move || body, exception, message).await;
    }
    let nested = "[".repeat(100_000);
    check(move || nested.clone(), exception, message).await;
}

#[tokio::test]
async fn an_error_object_is_the_functions_own_word() {
    let exception = "UserLambdaValidationException";
    let said = "PreSignUp failed with error No robots.";
    let object =
        json!({"errorMessage": "No robots", "errorType": "Error", "trace": []}).to_string();
    let status = [
        StatusCode::OK,
        StatusCode::BAD_REQUEST,
        StatusCode::INTERNAL_SERVER_ERROR,
    ];
    for status in status {
        let object = object.clone();
        check(move || (status, object.clone()), exception, said).await;
    }
    let wordless = "{\"errorMessage\": null, \"errorType\": \"Denied\"}";
    let said = "PreSignUp failed with error Denied.";
    check(move || wordless, exception, said).await;
    let receiver = Receiver::start(|_| json!({"errorMessage": "x".repeat(1_000_000)}).to_string());
    let (_, message) = failure(&triggers(&receiver.await.url, LATE)).await;
    assert!(message.len() < 3000, "{} bytes", message.len());
}

#[tokio::test]
async fn a_status_says_what_is_wrong_with_the_place() {
    for (status, error) in [
        (
            StatusCode::NOT_FOUND,
            "PreSignUp invocation failed due to error ResourceNotFoundException.",
        ),
        (
            StatusCode::FORBIDDEN,
            "PreSignUp invocation failed due to error AccessDeniedException.",
        ),
        (
            StatusCode::UNAUTHORIZED,
            "PreSignUp invocation failed due to error AccessDeniedException.",
        ),
        (
            StatusCode::TOO_MANY_REQUESTS,
            "PreSignUp invocation failed due to error TooManyRequestsException.",
        ),
        (
            StatusCode::BAD_GATEWAY,
            "PreSignUp invocation failed due to error ServiceException.",
        ),
    ] {
        check(
            move || (status, "<html>"),
            "UnexpectedLambdaException",
            error,
        )
        .await;
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let elsewhere = Receiver::filling(json!({})).await;
    let to = elsewhere.url.clone();
    check(
        move || {
            (
                StatusCode::TEMPORARY_REDIRECT,
                [(header::LOCATION, to.clone())],
            )
        },
        "UnexpectedLambdaException",
        "PreSignUp invocation failed due to error ServiceException.",
    )
    .await;
    assert!(elsewhere.calls().is_empty());
}

#[tokio::test]
async fn a_body_without_end_is_cut_off() {
    /// A body of a gigabyte, and how much of it was fetched.
    fn gigabyte(fetched: std::sync::Arc<std::sync::atomic::AtomicUsize>) -> Body {
        const CHUNK: usize = 64 * 1024;
        let chunk = axum::body::Bytes::from(vec![b' '; CHUNK]);
        let chunks = (0..1024 * 1024 * 1024 / CHUNK).map(move |_| {
            fetched.fetch_add(CHUNK, std::sync::atomic::Ordering::Relaxed);
            Ok::<_, std::convert::Infallible>(chunk.clone())
        });
        Body::from_stream(futures_util::stream::iter(chunks))
    }
    let fetched = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let counter = fetched.clone();
    let (exception, message) = UNREADABLE;
    check(move || gigabyte(counter.clone()), exception, message).await;
    let fetched = fetched.load(std::sync::atomic::Ordering::Relaxed);
    assert!(fetched < 64 * 1024 * 1024, "{fetched} bytes were fetched");
}

/// A place that takes connections, says these bytes, and then nothing; and how many connections came.
async fn place(
    says: &'static [u8],
    stays: bool,
) -> (String, std::sync::Arc<std::sync::atomic::AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let url = format!("http://{}/", listener.local_addr().expect("it is bound"));
    let came = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let counter = came.clone();
    tokio::spawn(async move {
        let mut open = Vec::new();
        while let Ok((mut connection, _)) = listener.accept().await {
            counter.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            let mut some = [0; 1024];
            // Who asks may be gone already.
            drop(connection.read(&mut some).await);
            drop(connection.write_all(says).await);
            if stays {
                open.push(connection);
            }
        }
    });
    (url, came)
}

#[tokio::test]
async fn silence_is_tried_three_times() {
    let begun = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{\"response\"";
    for says in [&b""[..], &begun[..]] {
        let (url, came) = place(says, true).await;
        let message = "PreSignUp failed with error Socket timeout while invoking Lambda function.";
        let expect = ("UnexpectedLambdaException", message.to_owned());
        assert_eq!(failure(&triggers(&url, SOON)).await, expect);
        assert_eq!(
            came.load(std::sync::atomic::Ordering::Relaxed),
            TRIES as usize
        );
    }
}

#[tokio::test]
async fn a_broken_connection_is_tried_three_times_and_a_closed_door_is_an_outage() {
    let message = "PreSignUp invocation failed due to error ServiceException.";
    let expect = ("UnexpectedLambdaException", message.to_owned());
    let (url, came) = place(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{", false).await;
    assert_eq!(failure(&triggers(&url, LATE)).await, expect);
    assert_eq!(
        came.load(std::sync::atomic::Ordering::Relaxed),
        TRIES as usize
    );
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let url = format!("http://{}/", listener.local_addr().expect("it is bound"));
    drop(listener);
    assert_eq!(failure(&triggers(&url, LATE)).await, expect);
}

#[tokio::test]
async fn a_function_that_nobody_knows_is_missing() {
    let triggers = prepared(&settings::Triggers::default(), LATE, Metrics::default());
    let message = "PreSignUp invocation failed due to error ResourceNotFoundException.";
    let expect = ("UnexpectedLambdaException", message.to_owned());
    assert_eq!(failure(&triggers).await, expect);
}

#[tokio::test]
async fn calls_are_counted_and_carry_the_authorization() {
    let receiver = Receiver::filling(json!({"autoConfirmUser": true})).await;
    let metrics = Metrics::default();
    let triggers = triggers_with_metrics(&receiver.url, LATE, metrics.clone());
    assert_eq!(ask(&triggers).await, Ok(json!({"autoConfirmUser": true})));
    let [call] = receiver.calls().try_into().ok().expect("one call");
    assert_eq!(call.headers["authorization"], "Bearer hush");
    assert_eq!(call.headers["content-type"], "application/json");
    let text = metrics.text();
    for line in [
        "loggia_trigger_calls_total{trigger=\"PreSignUp\",result=\"answered\"} 1",
        "loggia_trigger_duration_seconds_count{trigger=\"PreSignUp\"} 1",
    ] {
        assert!(text.contains(line), "{line} is not in\n{text}");
    }
}

/// A function behind the Lambda Invoke API.
fn lambda(receiver: &Receiver, region: Option<&str>) -> Triggers {
    let settings = settings::Triggers {
        access_key: Some(AccessKey {
            id: "AKIDEXAMPLE".to_owned(),
            secret: "hush-hush".into(),
        }),
        region: region.map(str::to_owned),
        ..settings(Place::Lambda(receiver.url.parse().expect("a URL")))
    };
    prepared(&settings, LATE, Metrics::default())
}

#[tokio::test]
async fn the_invoke_api_is_called_with_a_signature() {
    for (region, expect) in [(None, "eu-west-1"), (Some("eu-west-3"), "eu-west-3")] {
        let receiver = Receiver::filling(json!({})).await;
        ask(&lambda(&receiver, region))
            .await
            .expect("the function answers");
        let [call] = receiver.calls().try_into().ok().expect("one call");
        let name = ARN.replace(':', "%3A").replace('-', "%2D");
        assert_eq!(
            call.uri.path(),
            format!("/2015-03-31/functions/{name}/invocations")
        );
        assert!(!call.headers.contains_key("x-amz-function-error"));
        let request = sigv4::Request::new(&Method::POST, &call.uri, &call.headers, &call.body);
        let header = sigv4::AuthorizationHeader::read(&call.headers).expect("it is signed");
        assert_eq!(header.access_key_id, "AKIDEXAMPLE");
        let checked = header.check(&request, "lambda", "hush-hush", NOW.seconds());
        assert_eq!(checked, Ok(()));
        let authorization = call.headers["authorization"].to_str().expect("ASCII");
        assert!(
            authorization.contains(&format!("/{expect}/lambda/")),
            "{authorization}"
        );
    }
}

#[tokio::test]
async fn the_invoke_api_says_by_a_header_that_a_function_threw() {
    let threw = |body: &'static str| async move {
        let receiver = Receiver::start(move |_| {
            let mut headers = HeaderMap::new();
            let kind = header::HeaderValue::from_static("Unhandled");
            headers.insert("x-amz-function-error", kind);
            (headers, body)
        });
        failure(&lambda(&receiver.await, None)).await
    };
    let expect = |text: &str| {
        let message = format!("PreSignUp failed with error {text}.");
        ("UserLambdaValidationException", message)
    };
    let object = "{\"errorMessage\": \"No robots\", \"errorType\": \"Error\"}";
    assert_eq!(threw(object).await, expect("No robots"));
    assert_eq!(threw("not JSON").await, expect("Unhandled"));
    // Without the header it is what the function returned, whatever it looks like.
    let receiver = Receiver::start(move |_| object).await;
    let (exception, message) = UNREADABLE;
    let unreadable = (exception, message.to_owned());
    assert_eq!(failure(&lambda(&receiver, None)).await, unreadable);
}
