//! What tests start from: a whole [`App`] over an empty store in memory, whose time stands still.

pub mod receiver;

use crate::{
    app::App,
    clock::Clock,
    master_key::MasterKeys,
    random::{LOWER, Random},
    settings::{
        Egress, MasterKey, OAuth, Pages, Passwords, RateLimits, Security, Settings, Smtp, Triggers,
    },
};
use axum::Router;
use domain::time::Timestamp;
use std::path::PathBuf;
use std::time::Duration;
use store::{Seal, Store};
use tokio::net::TcpListener;

/// The time at which tests begin: 2023-11-14 22:13:20 UTC.
pub const NOW: Timestamp = Timestamp::from_seconds(1_700_000_000);

/// A new empty folder for a test of this name.
pub fn folder(name: &str) -> PathBuf {
    let unique = Random.letters(10, LOWER);
    let folder = std::env::temp_dir().join(format!("loggia-test-{name}-{unique}"));
    std::fs::create_dir_all(&folder)
        .expect("the system's folder for temporary files can be written");
    folder
}

/// An empty store.
pub async fn store() -> Store {
    store_at("sqlite::memory:").await
}

/// The store at this address.
pub async fn store_at(url: &str) -> Store {
    let seal = Seal::new(vec![("test".to_owned(), [7; 32])]).expect("one key is a ring");
    let store = Store::open(url, seal).await;
    store.expect("the store opens")
}

/// The settings of a test: the least cost of a password, no relay, no outbox.
pub fn settings() -> Settings {
    Settings {
        region: "us-east-1".to_owned(),
        account_id: "123456789012".to_owned(),
        passwords: Passwords {
            memory_kib: 8,
            iterations: 1,
            parallelism: 1,
            threads: 0,
            queue: 256,
        },
        rate_limits: RateLimits {
            failed_guesses: 1000,
            code_requests: 500,
            window: Duration::from_mins(10),
        },
        smtp: None,
        sms: None,
        has_outbox: false,
        triggers: Triggers::default(),
        egress: Egress::default(),
        oauth: OAuth::default(),
        pages: Pages::default(),
        has_studio: true,
    }
}

/// The settings of a relay that is never called.
pub fn relay() -> Smtp {
    Smtp {
        host: "localhost".to_owned(),
        port: 587,
        security: Security::StartTls,
        credentials: None,
        from: "Acme <no-reply@example.com>".parse().expect("an address"),
        certificate_authority: None,
        timeout: Duration::from_secs(20),
    }
}

/// The master key of a test.
pub fn master_keys() -> MasterKeys {
    let key = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, [3; 32]);
    let settings = MasterKey {
        file: PathBuf::new(),
        value: Some(format!("test {key}").into()),
    };
    MasterKeys::open(&settings, Random).expect("the key is given")
}

/// An app with these changes to [`settings`] at `http://localhost`, at [`NOW`].
pub async fn app(change: impl FnOnce(&mut Settings)) -> App {
    let mut settings = settings();
    change(&mut settings);
    app_with(settings, store().await).await
}

/// An app with these settings over this store.
pub async fn app_with(settings: Settings, store: Store) -> App {
    crate::cryptography::choose();
    let clock = Clock::standing(NOW);
    let app = App::open(settings, store, &master_keys(), "http://localhost", clock).await;
    app.expect("the app of a test opens")
}

/// Serves at a free port of this machine until the test ends; gives its address, which ends in a slash.
pub async fn serve(routes: Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("it is bound");
    tokio::spawn(async move { axum::serve(listener, routes).await });
    format!("http://{address}/")
}
