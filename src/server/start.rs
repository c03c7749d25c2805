//! From settings to a running server: opens everything, says where it is, serves, and ends in good order.

use engine::app::{App, Parts};
use web::assets::Assets;
use web::branding::Brands;
use engine::clock::Clock;
use crate::config::Config;
use crate::connection::IdleAcceptor;
use engine::deliver::Delivery;
use web::demo::{self, Demo};
use engine::hasher::Hasher;
use engine::jobs::{self, Jobs};
use engine::keys::Keys;
use engine::master_key::MasterKeys;
use engine::metrics::Metrics;
use engine::random::Random;
use engine::rate_limiter::RateLimiter;
use engine::secrets::{Secrets, derive};
use engine::triggers::{self, Triggers};
use crate::{http, summary, tls};
use engine::admin;
use axum_server::Handle;
use axum_server::tls_rustls::{RustlsAcceptor, RustlsConfig};
use hyper_util::rt::TokioTimer;
use std::net::{SocketAddr, TcpListener};
use std::time::Duration;
use store::access_key::AccessKey;
use store::{Seal, Store, meta};

/// How what was started is told on standard output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Say {
    /// For people.
    Words,
    /// One line of JSON, for programs.
    Json,
}

/// Requests on one HTTP/2 connection at the same time.
const STREAMS: u32 = 128;

/// Chooses this process's cryptography, once, before anything uses it.
pub fn choose_cryptography() {
    // Both refuse a second choice, which would be the same one.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let _ = jsonwebtoken::crypto::aws_lc::DEFAULT_PROVIDER.install_default();
}

/// Opens the store with the master key that the settings name.
///
/// **Errors** what is wrong, with setting and fix.
pub async fn open_store(config: &Config, random: Random) -> Result<(Store, MasterKeys), String> {
    make_data_folder(config)?;
    let master = MasterKeys::open(&config.master_key, random)?;
    let ring = master
        .iter()
        .map(|(id, key)| (id.to_owned(), derive(key, "store")))
        .collect();
    let seal =
        Seal::new(ring).map_err(|error| format!("the master key cannot be used: {error}"))?;
    let store = Store::open(config.database.url.expose(), seal).await.map_err(|error| match error {
        store::Error::Corrupt(what) => {
            format!("the database of `database.url` does not fit the master key: {what}. Put the key of this database back.")
        }
        store::Error::Unavailable(what) | store::Error::Conflict(what) => {
            format!("the database of `database.url` cannot be opened: {what}")
        }
    })?;
    Ok((store, master))
}

/// The folder of what is kept in files, for its owner only.
fn make_data_folder(config: &Config) -> Result<(), String> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    let folder = &config.server.data;
    builder.create(folder).map_err(|error| {
        format!(
            "the folder `server.data` {} cannot be made: {error}. Choose another with --data.",
            folder.display()
        )
    })
}

/// Opens everything a request needs, and makes what is missing at a first start.
///
/// **Errors** what is wrong, with setting and fix.
pub async fn open(
    config: Config,
    public_url: &str,
    clock: Clock,
) -> Result<(App, AccessKey), String> {
    let random = Random;
    let (store, master) = open_store(&config, random).await?;
    let failed =
        |error: store::Error| format!("the database of `database.url` cannot be used: {error}");
    let decoy = meta::put_if_absent(&store, "decoy_key", &random.bytes::<32>())
        .await
        .map_err(failed)?;
    let decoy = <[u8; 32]>::try_from(decoy.as_slice())
        .map_err(|_| "the kept decoy key is damaged".to_owned())?;
    let metrics = Metrics::default();
    let hasher = Hasher::start(&config.passwords, random, metrics.clone())?;
    let keys = Keys::new(store.clone(), clock.clone(), random, public_url);
    let access_key = admin::ensure(&store, config.admin.as_ref(), random, clock.now())
        .await
        .map_err(failed)?;
    let demo = if config.demo.enabled {
        Some(make_demo(&store, &keys, &config, public_url, &clock).await?)
    } else {
        None
    };
    let app = App::new(Parts {
        public_url: public_url.to_owned(),
        secrets: Secrets::new(&master, decoy, random),
        delivery: Delivery::new(&config)?,
        triggers: Triggers::new(&config.triggers, triggers::PATIENCE, metrics.clone())?,
        assets: Assets::new(config.pages.assets_dir.clone()),
        brands: Brands::default(),
        jobs: Jobs::default(),
        rate_limiter: RateLimiter::new(config.rate_limits),
        store,
        config,
        clock,
        random,
        hasher,
        keys,
        metrics,
        demo,
    });
    Ok((app, access_key))
}

async fn make_demo(
    store: &Store,
    keys: &Keys,
    config: &Config,
    public_url: &str,
    clock: &Clock,
) -> Result<Demo, String> {
    let region = &config.server.region;
    let place = demo::Place {
        store,
        keys,
        random: Random,
        region,
        public_url,
        now: clock.now(),
    };
    demo::ensure(&place).await
}

/// Serves until SIGTERM or SIGINT, then finishes the requests and jobs in hand.
///
/// **Errors** what stopped the start, with setting and fix.
pub async fn serve(config: Config, say: Say) -> Result<(), String> {
    let clock = Clock::system();
    let listen = config.server.listen;
    let cannot = |error: std::io::Error| {
        format!(
            "`server.listen` {listen} cannot be used: {error}. Stop what listens there, or choose another with --listen."
        )
    };
    let listener = TcpListener::bind(listen).map_err(cannot)?;
    listener.set_nonblocking(true).map_err(cannot)?;
    let address = listener.local_addr().map_err(cannot)?;
    make_data_folder(&config)?;
    let endpoint = tls::open(&config.server, &clock)?;
    let public_url = public_url(&config, address, endpoint.is_some());
    let (app, access_key) = open(config, &public_url, clock).await?;
    if !app.assets.has_pages() {
        tracing::warn!(
            "the pages' script was not built into this program: pages work, but every step loads a page anew"
        );
    }
    if app.demo.is_some() && !address.ip().is_loopback() {
        tracing::warn!(%address, "demo mode is on and others can reach this server: the outbox shows every message to them");
    }
    let handle = Handle::new();
    let authority = endpoint
        .as_ref()
        .and_then(|endpoint| endpoint.authority.clone());
    let summary =
        summary::Summary::collect(&app, &access_key, authority.as_deref(), address).await?;
    let (stop, jobs) = (
        tokio::spawn(stop_on_signal(app.clone(), handle.clone())),
        tokio::spawn(jobs::run(app.clone())),
    );
    summary.print(say);
    tracing::info!(%address, public_url, "listening");
    let ended = listen_on(&app, listener, endpoint, handle).await;
    stop.abort();
    app.jobs.stop();
    if tokio::time::timeout(app.config.server.shutdown_timeout, jobs)
        .await
        .is_err()
    {
        tracing::warn!("jobs in hand did not end in time; they run again at the next start");
    }
    app.store.close().await;
    tracing::info!("stopped");
    ended.map_err(|error| format!("serving failed: {error}"))
}

/// The public URL of the settings, or `localhost` at the port: a name, because passkeys and `Secure` cookies want one.
pub(crate) fn public_url(config: &Config, address: SocketAddr, tls: bool) -> String {
    match &config.server.public_url {
        Some(url) => url.as_str().trim_end_matches('/').to_owned(),
        None => format!(
            "{}://localhost:{}",
            if tls { "https" } else { "http" },
            address.port()
        ),
    }
}

async fn listen_on(
    app: &App,
    listener: TcpListener,
    endpoint: Option<tls::Endpoint>,
    handle: Handle<SocketAddr>,
) -> std::io::Result<()> {
    let settings = &app.config.server;
    // Longer than any request may take, so that only what says nothing is cut.
    let silence = IdleAcceptor {
        idle: settings.request_timeout.max(settings.header_timeout) + Duration::from_secs(5),
    };
    let service = http::router(app.clone()).into_make_service_with_connect_info::<SocketAddr>();
    let mut server = axum_server::from_tcp(listener)?.handle(handle);
    let builder = server.http_builder();
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(settings.header_timeout);
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(STREAMS)
        .keep_alive_interval(settings.header_timeout)
        .keep_alive_timeout(settings.header_timeout);
    match endpoint {
        None => server.acceptor(silence).serve(service).await,
        Some(endpoint) => {
            let tls = RustlsConfig::from_config(endpoint.config);
            let acceptor = RustlsAcceptor::new(tls)
                .handshake_timeout(settings.header_timeout)
                .acceptor(silence);
            server.acceptor(acceptor).serve(service).await
        }
    }
}

async fn stop_on_signal(app: App, handle: Handle<SocketAddr>) {
    signal().await;
    tracing::info!("stopping: finishing the requests and jobs in hand");
    app.jobs.stop();
    handle.graceful_shutdown(Some(app.config.server.shutdown_timeout));
}

#[cfg(unix)]
async fn signal() {
    use tokio::signal::unix::{SignalKind, signal};
    let interrupted = tokio::signal::ctrl_c();
    match signal(SignalKind::terminate()) {
        Ok(mut terminated) => {
            tokio::select! {
                _ = interrupted => {}
                _ = terminated.recv() => {}
            }
        }
        Err(error) => {
            tracing::warn!(%error, "SIGTERM cannot be heard; only SIGINT stops in good order");
            drop(interrupted.await);
        }
    }
}

#[cfg(not(unix))]
async fn signal() {
    drop(tokio::signal::ctrl_c().await);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpStream;

    /// A server on a free port, and its handle.
    async fn serving(
        app: &App,
        endpoint: Option<tls::Endpoint>,
    ) -> (SocketAddr, Handle<SocketAddr>) {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        listener.set_nonblocking(true).expect("a socket");
        let (address, handle) = (listener.local_addr().expect("it is bound"), Handle::new());
        let (app, ends) = (app.clone(), handle.clone());
        tokio::spawn(async move { listen_on(&app, listener, endpoint, ends).await });
        (address, handle)
    }

    #[tokio::test]
    async fn our_own_authority_is_made_once_and_localhost_answers_by_it() {
        let app = testing::app(&[("server.tls", "self-signed")]).await;
        let open = || {
            tls::open(&app.config.server, &Clock::system())
                .expect("it is made")
                .expect("TLS is on")
        };
        let endpoint = open();
        let authority = endpoint.authority.clone().expect("it is our own");
        let pem = std::fs::read(&authority).expect("it is there");
        let (address, _handle) = serving(&app, Some(endpoint)).await;
        assert_eq!(
            open()
                .authority
                .map(|path| std::fs::read(path).expect("it is there")),
            Some(pem.clone())
        );
        let trusted = reqwest::Certificate::from_pem(&pem).expect("a certificate");
        let client = reqwest::Client::builder()
            .tls_certs_only([trusted])
            .resolve("localhost", address);
        let client = client.build().expect("a client");
        let url = format!("https://localhost:{}/health/live", address.port());
        let answer = client.get(&url).send().await.expect("it is trusted");
        assert_eq!(answer.text().await.expect("a body"), r#"{"status":"live"}"#);
        for file in ["ca-key.pem", "localhost-key.pem"] {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(authority.with_file_name(file))
                .expect("it is there")
                .permissions()
                .mode();
            assert_eq!(mode & 0o777, 0o600, "{file}");
        }
        assert!(tls::trust(&authority).contains("NODE_EXTRA_CA_CERTS="));
    }

    #[tokio::test]
    async fn a_head_that_never_ends_is_cut_off() {
        let app = testing::app(&[("server.header_timeout_seconds", "1")]).await;
        let (address, _handle) = serving(&app, None).await;
        let mut slow = TcpStream::connect(address).await.expect("it listens");
        slow.write_all(b"GET /health/live HTTP/1.1\r\nhost: x\r\nx: ")
            .await
            .expect("it reads");
        let mut answer = Vec::new();
        let ended =
            tokio::time::timeout(Duration::from_secs(10), slow.read_to_end(&mut answer)).await;
        ended
            .expect("the connection is closed")
            .expect("in good order");
        assert!(
            !answer.starts_with(b"HTTP/1.1 200"),
            "{}",
            String::from_utf8_lossy(&answer)
        );
    }

    #[tokio::test]
    async fn a_stop_finishes_the_request_in_hand() {
        let app = testing::app(&[]).await;
        let (address, handle) = serving(&app, None).await;
        let mut slow = TcpStream::connect(address).await.expect("it listens");
        slow.write_all(b"GET /health/live HTTP/1.1\r\nhost: x\r\n\r\n")
            .await
            .expect("it reads");
        let mut first = [0; 12];
        slow.read_exact(&mut first).await.expect("it answers");
        handle.graceful_shutdown(Some(Duration::from_secs(5)));
        let mut rest = String::new();
        slow.read_to_string(&mut rest)
            .await
            .expect("the connection ends in good order");
        assert!(
            first.starts_with(b"HTTP/1.1 200") && rest.ends_with(r#"{"status":"live"}"#),
            "{rest}"
        );
    }

    #[tokio::test]
    async fn a_start_that_fails_says_which_setting_and_the_fix() {
        let taken = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = taken.local_addr().expect("it is bound").to_string();
        let refused = serve(testing::config(&[("server.listen", &address)]), Say::Json)
            .await
            .expect_err("it is taken");
        assert!(
            refused.contains("`server.listen`") && refused.contains("--listen"),
            "{refused}"
        );

        let folder = testing::folder("wrong-key");
        let url = format!("sqlite:{}", folder.join("loggia.db").display());
        let key = |byte: u8| {
            format!(
                "k {}",
                base64::Engine::encode(&base64::engine::general_purpose::STANDARD, [byte; 32])
            )
        };
        let with = async |byte| {
            let config =
                testing::config(&[("database.url", &url), ("master_key.value", &key(byte))]);
            open(config, "http://localhost", Clock::system()).await
        };
        with(1).await.expect("it opens").0.store.close().await;
        let refused = with(2).await.expect_err("it was sealed with another key");
        assert!(
            refused.contains("master key") && refused.contains("Put the key"),
            "{refused}"
        );
    }
}
