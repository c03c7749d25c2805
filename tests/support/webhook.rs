//! A webhook that takes what is posted to it.

use axum::{Json, Router, extract::State, http::HeaderMap, routing::post};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// Serves at a free port of this machine, until the runtime of its test ends; gives the address, which ends in a slash.
pub async fn serve(routes: Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("it is bound");
    drop(tokio::spawn(
        async move { axum::serve(listener, routes).await },
    ));
    format!("http://{address}/")
}

/// A running webhook.
#[derive(Debug)]
pub struct Webhook {
    /// Where it is.
    pub url: String,
    receiver: UnboundedReceiver<(String, Value)>,
}

impl Webhook {
    /// Starts one on a free port.
    pub async fn start() -> Self {
        let (sender, receiver) = unbounded_channel();
        let routes = Router::new().route("/sms", post(take)).with_state(sender);
        let url = format!("{}sms", serve(routes).await);
        Self { url, receiver }
    }

    /// The next message: the `Authorization` header and the body.
    pub async fn next(&mut self) -> (String, Value) {
        let next = tokio::time::timeout(crate::server::PATIENCE, self.receiver.recv()).await;
        next.expect("a message comes in time")
            .expect("the webhook runs")
    }
}

async fn take(
    State(sender): State<UnboundedSender<(String, Value)>>,
    headers: HeaderMap,
    Json(body): Json<Value>,
) {
    let authorization = headers
        .get("authorization")
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    // A test that ended no longer listens.
    drop(sender.send((authorization.to_owned(), body)));
}
