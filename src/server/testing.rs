//! What tests of this crate start from: the whole program of some settings, over an empty store in memory.

use crate::config::{Config, Layers};
use crate::router;
use axum::{
    body::{Body, to_bytes},
    extract::ConnectInfo,
    http::{HeaderValue, Request, header, request, response::Parts},
};
use engine::app::App;
use engine::clock::Clock;
use engine::cryptography;
pub(crate) use engine::testing::{NOW, folder, serve};
use std::net::SocketAddr;
use std::ops::Deref;
use tower::ServiceExt;
use web::assets::Assets;
use web::site::Site;

/// A program that was started, but does not listen.
pub(crate) struct Started {
    pub(crate) site: Site,
    pub(crate) config: Config,
}

impl Deref for Started {
    type Target = Site;

    fn deref(&self) -> &Site {
        &self.site
    }
}

/// The head of a request whose connection comes from this address.
pub(crate) fn request_from(peer: &str, headers: &[(&str, &str)]) -> request::Parts {
    let mut request = Request::get("/");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let (mut parts, ()) = request.body(()).expect("a request").into_parts();
    let peer = SocketAddr::new(peer.parse().expect("an address"), 4711);
    parts.extensions.insert(ConnectInfo(peer));
    parts
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

/// The program with these settings at `http://localhost`, at [`NOW`].
pub(crate) async fn app(settings: &[(&str, &str)]) -> Started {
    cryptography::choose();
    let config = config(settings);
    let opened = crate::start::open(&config, "http://localhost", Clock::standing(NOW)).await;
    let (site, _) = opened.expect("the app of a test opens");
    Started { site, config }
}

/// Starts a server in demo mode, with a pool, clients and the outbox.
pub(crate) async fn demo() -> Started {
    app(&[("demo.enabled", "true")]).await
}

/// The whole program over the app of a world.
pub(crate) fn around(app: &App, settings: &[(&str, &str)]) -> Started {
    Started {
        site: Site::new(app.clone(), Assets::default(), None),
        config: config(settings),
    }
}

/// What the whole program answers to a request, which is this machine's own if it does not say otherwise; the body is whole.
pub(crate) async fn ask(started: &Started, mut request: Request<Body>) -> (Parts, Vec<u8>) {
    if request
        .extensions()
        .get::<ConnectInfo<SocketAddr>>()
        .is_none()
    {
        let peer = SocketAddr::from(([127, 0, 0, 1], 4711));
        request.extensions_mut().insert(ConnectInfo(peer));
    }
    let host = request.headers_mut().entry(header::HOST);
    host.or_insert(HeaderValue::from_static("localhost"));
    let router = router::router(started.site.clone(), &started.config);
    let answer = router.oneshot(request).await;
    let (parts, body) = answer.expect("the router answers").into_parts();
    let body = to_bytes(body, usize::MAX).await.expect("in memory");
    (parts, body.to_vec())
}
