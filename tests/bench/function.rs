//! A function of a pool's owner that changes nothing, and answers when a millisecond is over.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::extract::State;
use axum::{Json, Router, routing::post};
use serde_json::Value;
use tests::webhook::serve;

use crate::server::Stopwatch;

/// The ARN under which the pool names it.
pub(crate) const ARN: &str = "arn:aws:lambda:us-east-1:123456789012:function:bench";
const TIME: Duration = Duration::from_millis(1);

/// How long each of its answers took to make.
type Times = Arc<Mutex<Vec<Duration>>>;

/// The function, running as long as the program.
pub(crate) struct Function {
    url: String,
    times: Times,
}

impl Function {
    /// Starts it on a free port.
    pub(crate) async fn start() -> Self {
        let times = Times::default();
        let routes = Router::new()
            .route("/", post(answer))
            .with_state(times.clone());
        let url = serve(routes).await;
        Self { url, times }
    }

    /// The setting that tells the server where it is.
    pub(crate) fn setting(&self) -> String {
        format!("triggers.{ARN}={}", self.url)
    }

    /// How long each answer so far took to make.
    pub(crate) fn times(&self) -> Vec<Duration> {
        self.times
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

async fn answer(State(times): State<Times>, Json(event): Json<Value>) -> Json<Value> {
    let watch = Stopwatch::start();
    // It is idle meanwhile, as one on another machine is. Tokio's timer may take twice as long.
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the function's work, and nobody waits for anything else"
    )]
    let worked = tokio::task::spawn_blocking(|| std::thread::sleep(TIME)).await;
    drop(worked);
    let mut times = times.lock().unwrap_or_else(PoisonError::into_inner);
    times.push(watch.elapsed());
    Json(event)
}
