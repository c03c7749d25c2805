//! A function for tests, which answers as a test says and remembers its calls.

use super::serve;
use axum::{
    Router,
    body::{Bytes, to_bytes},
    extract::Request,
    http::{HeaderMap, Uri},
    response::{IntoResponse, Response},
};
use serde_json::Value;
use std::sync::{Arc, Mutex};

/// The ARN under which tests name their function.
pub const ARN: &str = "arn:aws:lambda:eu-west-1:123456789012:function:f";

/// A call as it arrived.
#[derive(Clone)]
pub struct Call {
    /// Path and query.
    pub uri: Uri,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

impl Call {
    /// The event.
    pub fn event(&self) -> Value {
        serde_json::from_slice(&self.body).expect("an event is JSON")
    }
}

/// A function at an address of this machine.
pub struct Receiver {
    /// The address of the function.
    pub url: String,
    calls: Arc<Mutex<Vec<Call>>>,
}

impl Receiver {
    /// One that answers each event by this rule.
    pub async fn start<R: IntoResponse>(
        answer: impl Fn(Value) -> R + Clone + Send + Sync + 'static,
    ) -> Self {
        let calls = Arc::new(Mutex::new(Vec::new()));
        let seen = calls.clone();
        let answer =
            move |request: Request| -> std::pin::Pin<Box<dyn Future<Output = Response> + Send>> {
                let (seen, answer) = (seen.clone(), answer.clone());
                Box::pin(async move {
                    let (parts, body) = request.into_parts();
                    let body = to_bytes(body, usize::MAX).await.expect("the event arrives");
                    let call = Call {
                        uri: parts.uri,
                        headers: parts.headers,
                        body,
                    };
                    let event = call.event();
                    seen.lock().expect("nobody panicked").push(call);
                    answer(event).into_response()
                })
            };
        let url = serve(Router::new().fallback(answer)).await;
        Self { url, calls }
    }

    /// One that gives the event back with these keys of its response set.
    pub async fn filling(response: Value) -> Self {
        Self::start(move |mut event| {
            for (key, value) in response.as_object().expect("keys") {
                event["response"][key] = value.clone();
            }
            axum::Json(event)
        })
        .await
    }

    /// Starts a function that throws.
    pub async fn throwing(text: &'static str) -> Self {
        Self::start(move |_| {
            axum::Json(serde_json::json!({"errorMessage": text, "errorType": "Error"}))
        })
        .await
    }

    /// Every call so far.
    pub fn calls(&self) -> Vec<Call> {
        self.calls.lock().expect("nobody panicked").clone()
    }

    /// Every event so far.
    pub fn events(&self) -> Vec<Value> {
        self.calls().iter().map(Call::event).collect()
    }
}
