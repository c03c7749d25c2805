//! What tests of this crate start from: a whole [`App`] over an empty store in memory, whose time stands still.

use engine::app::App;
use engine::clock::Clock;
use crate::config::{Config, Layers};
use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, response::Parts},
};
use domain::time::Timestamp;
use std::path::PathBuf;
use store::{Seal, Store};
use tokio::net::TcpListener;
use tower::ServiceExt;

/// The time at which tests begin: 2023-11-14 22:13:20 UTC.
pub(crate) const NOW: Timestamp = Timestamp::from_seconds(1_700_000_000);

/// A new empty folder for a test of this name.
pub(crate) fn folder(name: &str) -> PathBuf {
    let unique = engine::random::Random.letters(10, engine::random::LOWER);
    let folder = std::env::temp_dir().join(format!("loggia-test-{name}-{unique}"));
    std::fs::create_dir_all(&folder)
        .expect("the system's folder for temporary files can be written");
    folder
}

/// An empty store.
pub(crate) async fn store() -> Store {
    let seal = Seal::new(vec![("test".to_owned(), [7; 32])]).expect("one key is a ring");
    Store::open("sqlite::memory:", seal)
        .await
        .expect("memory is there")
}

/// Settings for a test: a store in memory, the least cost of a password, and these.
pub(crate) fn config(settings: &[(&str, &str)]) -> Config {
    let key = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, [3; 32]);
    let data = folder("data").display().to_string();
    let mut layers = Layers::default();
    for (name, value) in [
        ("server.data", data.as_str()),
        ("database.url", "sqlite::memory:"),
        ("master_key.value", &format!("test {key}")),
        ("passwords.memory_kib", "8"),
        ("passwords.iterations", "1"),
        ("demo.enabled", "false"),
    ] {
        layers.flag("test", name, value);
    }
    for (name, value) in settings {
        layers.flag("test", name, value);
    }
    Config::load(layers).expect("the settings of a test are right")
}

/// An app with these settings at `http://localhost`, at [`NOW`].
pub(crate) async fn app(settings: &[(&str, &str)]) -> App {
    crate::start::choose_cryptography();
    let opened =
        crate::start::open(config(settings), "http://localhost", Clock::standing(NOW)).await;
    opened.expect("the app of a test opens").0
}

/// The same in demo mode: a pool, clients and the outbox are there.
pub(crate) async fn demo() -> App {
    app(&[("demo.enabled", "true")]).await
}

/// What the whole program answers to a request; the body is whole.
pub(crate) async fn ask(app: &App, request: Request<Body>) -> (Parts, Vec<u8>) {
    let answer = crate::http::router(app.clone()).oneshot(request).await;
    let (parts, body) = answer.expect("the router answers").into_parts();
    let body = to_bytes(body, usize::MAX).await.expect("in memory");
    (parts, body.to_vec())
}

/// Serves at a free port of this machine until the test ends; gives its address, which ends in a slash.
pub(crate) async fn serve(routes: Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("it is bound");
    tokio::spawn(async move { axum::serve(listener, routes).await });
    format!("http://{address}/")
}
