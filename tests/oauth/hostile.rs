//! Bad input over HTTP: it is refused, never a failure of the server and never a hang.

use reqwest::{Method, StatusCode};
use tests::Loggia;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const ENDPOINTS: [&str; 12] = [
    "/oauth2/authorize",
    "/oauth2/token",
    "/oauth2/userInfo",
    "/oauth2/revoke",
    "/logout",
    "/login",
    "/signup",
    "/confirm",
    "/forgotPassword",
    "/confirmforgotPassword",
    "/newPassword",
    "/lang",
];

/// The largest body that is read.
const LIMIT: usize = 1 << 20;

fn bodies() -> Vec<(&'static str, Vec<u8>)> {
    let form = "application/x-www-form-urlencoded";
    vec![
        (form, b"".to_vec()),
        (form, b"=&=&&&%&%%%zz=%f".to_vec()),
        (form, b"client_id=%ff%fe&grant_type=\xff\xfe\x00".to_vec()),
        (
            form,
            b"client_id=a&client_id=b&grant_type=refresh_token&grant_type=x".to_vec(),
        ),
        (
            form,
            format!(
                "grant_type=authorization_code&client_id=x&code={}",
                "a".repeat(LIMIT)
            )
            .into_bytes(),
        ),
        (form, "a=b&".repeat(100_000).into_bytes()),
        (
            form,
            b"client_id=%00&_csrf=%00&username=%00&password=%00".to_vec(),
        ),
        ("application/json", b"{\"grant_type\":".to_vec()),
        ("application/json", "[".repeat(100_000).into_bytes()),
        ("multipart/form-data; boundary=x", b"--x\r\n".to_vec()),
        ("\u{7f}", b"x".to_vec()),
        ("", vec![0xff; 70_000]),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn broken_bodies_are_refused_everywhere() {
    let loggia = Loggia::start().await;
    let query = loggia
        .authorize(&[])
        .split_once('?')
        .map(|(_, query)| query.to_owned())
        .expect("a query");
    for path in ENDPOINTS {
        for (kind, body) in bodies() {
            for url in [path.to_owned(), format!("{path}?{query}")] {
                let mut request = loggia.request(Method::POST, &url).body(body.clone());
                if let Ok(kind) = reqwest::header::HeaderValue::from_str(kind) {
                    request = request.header("content-type", kind);
                }
                let length = body.len();
                match request.send().await {
                    Ok(answer) => {
                        assert!(
                            answer.status().as_u16() < 500,
                            "{url} with {kind}, {length} bytes: {}",
                            answer.status()
                        );
                    }
                    // What is too large may be cut off while it is still being sent.
                    Err(error) => assert!(
                        length > LIMIT && !error.is_timeout(),
                        "{url} with {length} bytes: {error:?}"
                    ),
                }
            }
        }
    }
    assert!(!loggia.log().contains("panicked"));
}

#[tokio::test(flavor = "multi_thread")]
async fn strange_queries_methods_and_headers_are_refused_everywhere() {
    let loggia = Loggia::start().await;
    let own = loggia.fact("client_id");
    let long = "a".repeat(8_000);
    let queries = [
        "%".to_owned(),
        "client_id=%ff&redirect_uri=%c3%28".to_owned(),
        format!("client_id={own}&redirect_uri={long}"),
        format!("client_id={long}"),
        format!("client_id={own}&state={long}&redirect_uri=http%3A%2F%2F%5B"),
        format!("{}&client_id={own}", "x=y&".repeat(1_000)),
        format!("client_id={own}&max_age=99999999999999999999"),
        format!("client_id={own}&lang=%00&ui_locales=%0d%0aset-cookie:x=y"),
        "error=%0d%0aset-cookie:x=y".to_owned(),
    ];
    for path in ENDPOINTS.into_iter().chain([
        "/error",
        "/signedOut",
        "/confirmUser",
        "/resendcode",
        "/continue",
    ]) {
        for query in &queries {
            let answer = loggia
                .request(Method::GET, &format!("{path}?{query}"))
                .send()
                .await
                .expect("an answer");
            assert!(
                answer.status().as_u16() < 500,
                "{path}?{query}: {}",
                answer.status()
            );
            assert!(
                !answer
                    .headers()
                    .get_all("set-cookie")
                    .iter()
                    .any(|cookie| cookie.as_bytes().starts_with(b"x=y"))
            );
        }
        for method in ["PUT", "DELETE", "PATCH", "TRACE", "PROPFIND", "BREW"] {
            let method = Method::from_bytes(method.as_bytes()).expect("a token");
            let answer = loggia
                .request(method.clone(), path)
                .send()
                .await
                .expect("an answer");
            assert!(
                answer.status().is_client_error(),
                "{method} {path}: {}",
                answer.status()
            );
        }
        let cookie = format!(
            "loggia_csrf={long}; loggia_step={long}; loggia-{}=x; \"; =; a",
            loggia.fact("pool_id")
        );
        let url = loggia.authorize(&[]).replace("/oauth2/authorize", path);
        let request = loggia.request(Method::GET, &url).header("cookie", cookie);
        let request = request
            .header("accept-language", "x;q=NaN,,;q=1")
            .header("authorization", "Bearer \u{e4}");
        let answer = request.send().await.expect("an answer");
        assert!(
            answer.status().as_u16() < 500,
            "{path}: {}",
            answer.status()
        );
    }
    assert!(!loggia.log().contains("panicked"));
}

/// Sends bytes as they are; gives the status line's number, or `None` where the server just closes.
async fn raw(loggia: &Loggia, bytes: &[u8]) -> Option<StatusCode> {
    let port = loggia
        .url
        .rsplit(':')
        .next()
        .and_then(|port| port.parse::<u16>().ok())
        .expect("a port");
    let mut stream = TcpStream::connect(("127.0.0.1", port))
        .await
        .expect("a connection");
    // A server that refuses early may close while we still write.
    drop(stream.write_all(bytes).await);
    let mut answer = Vec::new();
    let read = tokio::time::timeout(tests::server::PATIENCE, stream.read_to_end(&mut answer)).await;
    drop(read.expect("the server answers or closes"));
    StatusCode::from_bytes(answer.get(9..12)?).ok()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_http_is_refused_or_cut_off() {
    let loggia = Loggia::start().await;
    let huge = format!(
        "GET /login HTTP/1.1\r\nhost: x\r\nx: {}\r\nconnection: close\r\n\r\n",
        "a".repeat(1 << 20)
    );
    let many = format!(
        "GET /login HTTP/1.1\r\nhost: x\r\n{}connection: close\r\n\r\n",
        "x: y\r\n".repeat(2_000)
    );
    for (what, bytes) in [
        ("a huge header", huge.as_bytes()),
        ("many headers", many.as_bytes()),
        ("not HTTP", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n"),
        ("two lengths", b"POST /oauth2/token HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab"),
        ("a negative length", b"POST /oauth2/token HTTP/1.1\r\nhost: x\r\ncontent-length: -1\r\n\r\n"),
        ("no host", b"GET /login HTTP/1.0\r\n\r\n"),
        ("two hosts", b"GET /login HTTP/1.1\r\nhost: a\r\nhost: b\r\nconnection: close\r\n\r\n"),
        ("a broken host", b"GET /login HTTP/1.1\r\nhost: \xff[:::\r\nconnection: close\r\n\r\n"),
    ] {
        if let Some(status) = raw(&loggia, bytes).await {
            assert!(status.is_client_error(), "{what}: {status}");
        }
    }
    assert_eq!(
        loggia
            .request(Method::GET, "/health/ready")
            .send()
            .await
            .expect("an answer")
            .status(),
        200
    );
    assert!(!loggia.log().contains("panicked"));
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_sends_slowly_is_cut_off() {
    let loggia = tests::Setup::demo()
        .setting("LOGGIA_SERVER_HEADER_TIMEOUT_SECONDS", "1")
        .start()
        .await;
    let answer = raw(&loggia, b"GET /login HTTP/1.1\r\nhost: x\r\nslow").await;
    assert!(answer.is_none_or(|status| status == 408), "{answer:?}");
}
