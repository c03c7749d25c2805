//! Functions for a pool's triggers, as one small HTTP program.
//!
//! ```sh
//! cargo run -p server --example trigger_receiver -- 127.0.0.1:9400
//! loggia serve --set 'triggers.arn:aws:lambda:us-east-1:123456789012:function:sign-up=http://127.0.0.1:9400/'
//! ```
//!
//! Then name the ARN in `LambdaConfig` of `CreateUserPool` or `UpdateUserPool`. A function is given an event, and gives it
//! back with its `response` filled; to refuse, it gives `{"errorMessage", "errorType"}`.

use axum::{Json, Router, routing::post};
use serde_json::{Value, json};
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let address = std::env::args().nth(1);
    let address = address.unwrap_or_else(|| "127.0.0.1:9400".to_owned());
    let listener = TcpListener::bind(address).await?;
    println!("http://{}/", listener.local_addr()?);
    let routes = Router::new().route("/", post(answer));
    Ok(axum::serve(listener, routes).await?)
}

/// Answers one event.
async fn answer(Json(event): Json<Value>) -> Json<Value> {
    let source = event["triggerSource"].as_str().unwrap_or_default();
    Json(if source.starts_with("PreSignUp_") {
        pre_sign_up(event)
    } else {
        // An event that comes back as it was changes nothing.
        event
    })
}

/// Keeps throw-away addresses out, and takes colleagues at their word: their addresses are known to be theirs.
fn pre_sign_up(mut event: Value) -> Value {
    let email = event["request"]["userAttributes"]["email"].as_str();
    let domain = email.and_then(|email| email.rsplit('@').next());
    match domain.map(str::to_lowercase).as_deref() {
        Some("throwaway.example") => json!({
            "errorMessage": "Addresses of throwaway.example are not accepted",
            "errorType": "Denied",
        }),
        Some("staff.example") => {
            event["response"]["autoConfirmUser"] = json!(true);
            event["response"]["autoVerifyEmail"] = json!(true);
            event
        }
        Some(_) | None => event,
    }
}
