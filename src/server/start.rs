//! From settings to a running server: opens everything, says where it is, serves, and ends in good order.

use crate::config::Config;
use crate::connection::LimitedAcceptor;
use crate::connections::{Connections, allow_files};
use crate::summary::{Say, Summary};
use crate::{database, router, studio_link, tls};
use axum_server::Handle;
use axum_server::tls_rustls::{RustlsAcceptor, RustlsConfig};
use engine::admin::{self, Administrator};
use engine::app::App;
use engine::clock::Clock;
use engine::random::Random;
use engine::worker;
use hyper_util::rt::TokioTimer;
use std::net::{SocketAddr, TcpListener};
use std::time::Duration;
use web::assets::Assets;
use web::demo::{self, Place};
use web::site::Site;

/// Requests on one HTTP/2 connection at the same time.
const STREAMS: u32 = 128;

/// Opens everything a request needs, and makes what is missing at a first start.
///
/// **Errors** what is wrong, with setting and fix.
pub async fn open(
    config: &Config,
    public_url: &str,
    clock: Clock,
) -> Result<(Site, Administrator), String> {
    let (store, master) = database::open(config, Random).await?;
    let settings = config.engine.clone();
    let app = App::open(settings, store, &master, public_url, clock).await?;
    let administrator = admin::ensure(&app.store, config.admin.as_ref(), app.random, app.now())
        .await
        .map_err(|error| format!("the database of `database.url` cannot be used: {error}"))?;
    let demo = match config.has_demo {
        true => Some(demo::ensure(&Place::of(&app)).await?),
        false => None,
    };
    let assets = Assets::new(config.assets_folder.clone());
    Ok((Site::new(app, assets, demo), administrator))
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
    database::make_data_folder(&config)?;
    let endpoint = tls::open(&config, &clock)?;
    let public_url = config.public_url(address, endpoint.is_some());
    let (site, administrator) = open(&config, &public_url, clock).await?;
    if !site.assets.has_pages() {
        tracing::warn!(
            "the pages' script was not built into this program: pages work, but every step loads a page anew"
        );
    }
    if site.settings.has_studio {
        studio_link::note_public_url(&site.store, &public_url)
            .await
            .map_err(|error| format!("the database of `database.url` cannot be used: {error}"))?;
    }
    if let Err(problem) = allow_files(&config.server) {
        tracing::warn!("{problem}");
    }
    if site.demo.is_some() && !address.ip().is_loopback() {
        tracing::warn!(%address, "demo mode is on and others can reach this server: they can use the demo pool, whose messages only this machine is shown");
    }
    let handle = Handle::new();
    let authority = endpoint
        .as_ref()
        .and_then(|endpoint| endpoint.authority.clone());
    let summary = Summary::collect(&site, &administrator, authority.as_deref(), address).await?;
    let (stop, jobs) = (
        tokio::spawn(stop_on_signal(
            site.app.clone(),
            config.server.shutdown_timeout,
            handle.clone(),
        )),
        tokio::spawn(worker::run(site.app.clone())),
    );
    summary.print(say);
    tracing::info!(%address, public_url, "listening");
    let result = listen_on(&site, &config, listener, endpoint, handle).await;
    stop.abort();
    site.jobs.stop();
    if tokio::time::timeout(config.server.shutdown_timeout, jobs)
        .await
        .is_err()
    {
        tracing::warn!("jobs in hand did not end in time; they run again at the next start");
    }
    site.store.close().await;
    tracing::info!("stopped");
    result.map_err(|error| format!("serving failed: {error}"))
}

async fn listen_on(
    site: &Site,
    config: &Config,
    listener: TcpListener,
    endpoint: Option<tls::Endpoint>,
    handle: Handle<SocketAddr>,
) -> std::io::Result<()> {
    let settings = &config.server;
    // Longer than any request may take, so that only what says nothing is cut.
    let connections = LimitedAcceptor {
        idle: settings.request_timeout.max(settings.header_timeout) + Duration::from_secs(5),
        connections: Connections::new(settings, site.metrics.clone()),
    };
    let service =
        router::router(site.clone(), config).into_make_service_with_connect_info::<SocketAddr>();
    let head_bytes = settings.max_head_kib * 1024;
    let mut server = axum_server::from_tcp(listener)?.handle(handle);
    let builder = server.http_builder();
    builder
        .http1()
        .timer(TokioTimer::new())
        // Whoever has sent the request may close that half of the connection and wait for the answer.
        .half_close(true)
        .max_buf_size(usize::try_from(head_bytes).unwrap_or(usize::MAX))
        .header_read_timeout(settings.header_timeout);
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(STREAMS)
        .max_header_list_size(head_bytes)
        .keep_alive_interval(settings.header_timeout)
        .keep_alive_timeout(settings.header_timeout);
    match endpoint {
        None => server.acceptor(connections).serve(service).await,
        Some(endpoint) => {
            let tls = RustlsConfig::from_config(endpoint.config);
            let acceptor = RustlsAcceptor::new(tls)
                .handshake_timeout(settings.header_timeout)
                .acceptor(connections);
            server.acceptor(acceptor).serve(service).await
        }
    }
}

async fn stop_on_signal(app: App, longest: Duration, handle: Handle<SocketAddr>) {
    signal().await;
    tracing::info!("stopping: finishing the requests and jobs in hand");
    app.jobs.stop();
    handle.graceful_shutdown(Some(longest));
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
    use crate::summary::Say;
    use crate::testing::{self, Started};
    use engine::{master_key::MasterKeys, settings};
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpStream;

    /// A server on a free port, and its handle.
    async fn serving(
        started: &Started,
        endpoint: Option<tls::Endpoint>,
    ) -> (SocketAddr, Handle<SocketAddr>) {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        listener.set_nonblocking(true).expect("a socket");
        let (address, handle) = (listener.local_addr().expect("it is bound"), Handle::new());
        let (site, config) = (started.site.clone(), started.config.clone());
        let ends = handle.clone();
        tokio::spawn(async move { listen_on(&site, &config, listener, endpoint, ends).await });
        (address, handle)
    }

    #[tokio::test]
    async fn our_own_authority_is_made_once_and_localhost_answers_by_it() {
        let app = testing::app(&[("server.tls", "self-signed")]).await;
        let open = || {
            tls::open(&app.config, &Clock::system())
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

    /// Everything in a folder and below, itself included, with who may do what.
    #[cfg(unix)]
    fn modes_of(path: &std::path::Path) -> Vec<(String, u32)> {
        use std::os::unix::fs::PermissionsExt;
        let metadata = std::fs::metadata(path).expect("it is there");
        let mut modes = vec![(
            path.display().to_string(),
            metadata.permissions().mode() & 0o777,
        )];
        if metadata.is_dir() {
            let entries = std::fs::read_dir(path).expect("it is ours").flatten();
            modes.extend(entries.flat_map(|entry| modes_of(&entry.path())));
        }
        modes
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn whatever_a_first_start_makes_is_its_owners_alone() {
        let above = testing::folder("private").join("above");
        let data = above.join("data").display().to_string();
        let url = format!("sqlite:{data}/loggia.db");
        let key = settings::MasterKey {
            file: format!("{data}/keys/master.key").into(),
            value: None,
        };
        let app = testing::app(&[
            ("server.data", &data),
            ("server.tls", "self-signed"),
            ("database.url", &url),
        ])
        .await;
        tls::open(&app.config, &Clock::system()).expect("it is made");
        MasterKeys::open(&key, Random).expect("it is made");
        let modes = modes_of(&above);
        for name in [
            "loggia.db",
            "loggia.db-wal",
            "keys/master.key",
            "tls/ca-key.pem",
        ] {
            let is_there = modes.iter().any(|(path, _)| path.ends_with(name));
            assert!(is_there, "{name}: {modes:?}");
        }
        for (path, mode) in modes {
            assert_eq!(mode & 0o077, 0, "{path} is {mode:o}");
        }
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
        let result =
            tokio::time::timeout(Duration::from_secs(10), slow.read_to_end(&mut answer)).await;
        result
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

    /// What the server answers to these bytes when nothing more comes.
    async fn answer_to(address: SocketAddr, request: &str) -> String {
        let mut stream = TcpStream::connect(address).await.expect("it listens");
        // A server that refuses the head need not read all of it.
        drop(stream.write_all(request.as_bytes()).await);
        drop(stream.shutdown().await);
        let mut answer = Vec::new();
        drop(stream.read_to_end(&mut answer).await);
        String::from_utf8_lossy(&answer).into_owned()
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn whoever_closes_the_sending_half_is_answered() {
        let app = testing::app(&[]).await;
        let (address, _handle) = serving(&app, None).await;
        for path in ["/health/live", "/health/ready", "/login"] {
            for _ in 0..20 {
                let request = format!("GET {path} HTTP/1.1\r\nhost: localhost\r\n\r\n");
                let answer = answer_to(address, &request).await;
                assert!(answer.starts_with("HTTP/1.1 "), "{path}: {answer:?}");
            }
        }
    }

    #[tokio::test]
    async fn a_head_has_a_limit() {
        let app = testing::app(&[("server.max_head_kib", "16")]).await;
        let (address, _handle) = serving(&app, None).await;
        for (length, status) in [(8_000, 200), (20_000, 431), (390_000, 431)] {
            let cookie = "x".repeat(length);
            let request =
                format!("GET /health/live HTTP/1.1\r\nhost: localhost\r\ncookie: {cookie}\r\n\r\n");
            let answer = answer_to(address, &request).await;
            let is_expected = answer.starts_with(&format!("HTTP/1.1 {status} "));
            assert!(is_expected, "{length}: {answer:?}");
        }
    }

    #[tokio::test]
    async fn a_connection_too_many_is_closed() {
        let app = testing::app(&[("server.max_connections_per_address", "2")]).await;
        let (address, _handle) = serving(&app, None).await;
        let request = "GET /health/live HTTP/1.1\r\nhost: localhost\r\n\r\n";
        let mut open = Vec::new();
        for _ in 0..2 {
            let mut stream = TcpStream::connect(address).await.expect("it listens");
            stream
                .write_all(request.as_bytes())
                .await
                .expect("it reads");
            let mut first = [0; 12];
            stream.read_exact(&mut first).await.expect("it answers");
            open.push(stream);
        }
        assert_eq!(answer_to(address, request).await, "");
        drop(open);
        let answers = async {
            while answer_to(address, request).await.is_empty() {
                tokio::task::yield_now().await;
            }
        };
        let answers = tokio::time::timeout(Duration::from_secs(10), answers).await;
        assert!(answers.is_ok(), "the places were given back");
    }

    #[tokio::test]
    async fn a_start_that_fails_says_which_setting_and_the_fix() {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("it is bound").to_string();
        let reason = serve(testing::config(&[("server.listen", &address)]), Say::Json)
            .await
            .expect_err("it is taken");
        assert!(
            reason.contains("`server.listen`") && reason.contains("--listen"),
            "{reason}"
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
            open(&config, "http://localhost", Clock::system()).await
        };
        with(1).await.expect("it opens").0.store.close().await;
        let reason = with(2).await.expect_err("it was sealed with another key");
        assert!(
            reason.contains("master key") && reason.contains("Put the key"),
            "{reason}"
        );
    }
}
