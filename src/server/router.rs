//! The router: every route, and what holds for all of them: request id, limits, timeouts, headers, log line, counts.

use crate::config::Config;
use crate::{health, local, metrics, rate_limit};
use axum::Router;
use axum::extract::{DefaultBodyLimit, MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use engine::clock::Stopwatch;
use engine::metrics::Metrics;
use engine::public_url::PublicUrl;
use engine::random::Random;
use engine::request::{BODY_LIMIT_BYTES, RequestId, RouteClass};
use std::sync::Arc;
use std::time::Duration;
use tower_http::timeout::{RequestBodyTimeoutLayer, TimeoutLayer};
use tracing::Instrument;
use web::site::Site;
use web::{demo, hosted, oauth, outbox, studio};

/// The longest silence between two parts of a request's body.
const BODY_SILENCE: Duration = Duration::from_secs(10);

/// The answer to whoever asks for the outbox from elsewhere.
const OUTBOX_ADVICE: &str = "The outbox is shown on this machine and at localhost only. Open it there, or through a \
                             tunnel to it.\n";

const REQUEST_ID: HeaderName = HeaderName::from_static("x-amzn-requestid");

/// Every route, as these settings have it.
pub(crate) fn router(site: Site, config: &Config) -> Router {
    let token = config.metrics.token.clone();
    let metrics = move |State(metrics): State<Metrics>, request: Request| async move {
        metrics::show(token.as_ref(), &metrics, &request.into_parts().0)
    };
    let server = Arc::new(config.server.clone());
    let hold_site = site.clone();
    let hold =
        move |request, next| rate_limit::hold(hold_site.clone(), server.clone(), request, next);
    let mut routes = Router::new()
        .route("/health/live", get(health::live))
        .route("/health/ready", get(health::ready))
        .route("/metrics", get(metrics))
        .merge(api::routes())
        .merge(web::routes());
    if site.settings.has_studio {
        routes = routes.merge(studio::routes(&site));
    }
    if config.has_demo {
        let own = from_fn(|request, next| local::only(OUTBOX_ADVICE, request, next));
        routes = routes
            .merge(demo::routes())
            .merge(outbox::routes().layer(own));
    }
    routes
        .fallback(nothing_here)
        .layer(from_fn_with_state(site.app.clone(), api::by_query_string))
        .layer(from_fn(hold))
        .layer(DefaultBodyLimit::max(BODY_LIMIT_BYTES))
        .layer(RequestBodyTimeoutLayer::new(BODY_SILENCE))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::REQUEST_TIMEOUT,
            config.server.request_timeout,
        ))
        .layer(from_fn_with_state(site.clone(), observe))
        .layer(from_fn(finish))
        .with_state(site)
}

/// Answers a path without a route: with a page to a browser, with JSON to a program.
async fn nothing_here(site: State<Site>, request: Request) -> Response {
    let accepts = request
        .headers()
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok());
    if accepts.is_some_and(|accepts| accepts.contains("text/html")) {
        return hosted::not_found(site, request).await;
    }
    let body = axum::Json(serde_json::json!({"message": "There is nothing at this address."}));
    let mut response = (StatusCode::NOT_FOUND, body).into_response();
    // An app in a browser that looks for discovery at a wrong address must see that, and not a network that fails.
    oauth::open(response.headers_mut());
    response
}

/// Answers in a task of its own: what was begun is finished though the client is gone, its log line too.
async fn finish(request: Request, next: Next) -> Response {
    match tokio::spawn(next.run(request)).await {
        Ok(response) => response,
        Err(error) => match error.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            // The program is stopping.
            Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        },
    }
}

/// Gives each request its id, its log line, its counts and the headers that every answer carries.
async fn observe(
    State(metrics): State<Metrics>,
    State(random): State<Random>,
    State(public_url): State<PublicUrl>,
    mut request: Request,
    next: Next,
) -> Response {
    let watch = Stopwatch::start();
    let id = random.uuid();
    request.extensions_mut().insert(RequestId(id.clone()));
    let method = request.method().clone();
    let is_head = method == Method::HEAD;
    // The path only: a query carries codes, states and login hints.
    let path = request.uri().path().to_owned();
    let matched = request
        .extensions()
        .get::<MatchedPath>()
        .map(|matched| matched.as_str().to_owned());
    let span = tracing::info_span!("request", id = %id);
    let mut response = next.run(request).instrument(span.clone()).await;
    let class = response
        .extensions()
        .get::<RouteClass>()
        .map(RouteClass::to_string);
    let route = class.or(matched).unwrap_or_else(|| "other".to_owned());
    let (status, took) = (response.status().as_u16(), watch.elapsed());
    metrics.request(&route, status, took);
    span.in_scope(|| {
        let ms = took.as_secs_f64() * 1000.0;
        if status >= 500 {
            tracing::error!(%method, path, route, status, ms, "answered");
        } else {
            tracing::info!(%method, path, route, status, ms, "answered");
        }
    });
    let headers = response.headers_mut();
    if is_head {
        // Whoever only asks changes nothing, in the browser neither.
        headers.remove(header::SET_COOKIE);
    }
    if let Ok(id) = HeaderValue::from_str(&id) {
        headers.insert(REQUEST_ID, id);
    }
    for (name, value) in DEFAULT_HEADERS {
        headers
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    }
    // A browser that once saw the header for `localhost` would refuse every other program there.
    if public_url.is_https() && !public_url.is_local() {
        headers
            .entry(header::STRICT_TRANSPORT_SECURITY)
            .or_insert(HeaderValue::from_static("max-age=31536000"));
    }
    response
}

/// What an answer carries unless its handler says otherwise: the strictest of each.
const DEFAULT_HEADERS: [(HeaderName, &str); 7] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    ),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::CACHE_CONTROL, "no-store"),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(), microphone=()",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{self, Started};

    use axum::body::Body;
    use axum::extract::ConnectInfo;
    use std::net::SocketAddr;
    use tower::ServiceExt;

    async fn get_as(
        app: &Started,
        path: &str,
        headers: &[(HeaderName, &str)],
    ) -> (Response<()>, String) {
        let request = headers
            .iter()
            .fold(Request::get(path), |request, (name, value)| {
                request.header(name, *value)
            });
        let request = request.body(Body::empty()).expect("a request");
        let (parts, body) = testing::ask(app, request).await;
        (
            Response::from_parts(parts, ()),
            String::from_utf8(body).expect("the body is text"),
        )
    }

    #[tokio::test]
    async fn what_was_begun_is_finished_though_the_client_is_gone() {
        let app = testing::app(&[]).await;
        let routes = router(app.site.clone(), &app.config);
        let request = Request::get("/health/ready").body(Body::empty());
        let mut answer = Box::pin(routes.oneshot(request.expect("a request")));
        let first_poll = futures_util::FutureExt::now_or_never(&mut answer);
        assert!(first_poll.is_none(), "it waits for the database");
        drop(answer);
        let line = "loggia_http_requests_total{route=\"/health/ready\",status=\"200\"} 1";
        let finished = async {
            while !app.metrics.text().contains(line) {
                tokio::task::yield_now().await;
            }
        };
        let finished = tokio::time::timeout(Duration::from_secs(10), finished).await;
        assert!(finished.is_ok(), "{}", app.metrics.text());
    }

    #[tokio::test]
    async fn services_answer_beside_the_pages_under_the_requests_id() {
        let app = testing::app(&[]).await;
        let (answer, body) =
            get_as(&app, "/?Action=GetCallerIdentity&Version=2011-06-15", &[]).await;
        assert_eq!(answer.status(), StatusCode::FORBIDDEN);
        assert_eq!(answer.headers()[header::CONTENT_TYPE], "text/xml");
        let id = answer.headers()[REQUEST_ID].to_str().expect("ASCII");
        let end = format!("</Error><RequestId>{id}</RequestId></ErrorResponse>");
        assert!(body.ends_with(&end), "{body}");
        let (answer, _) = get_as(&app, "/identitypools", &[]).await;
        assert_eq!(answer.status(), StatusCode::FORBIDDEN);
        assert_eq!(answer.headers()[header::CONTENT_TYPE], "application/json");
        assert!(answer.headers().contains_key(REQUEST_ID));
        let (answer, body) = get_as(&app, "/", &[]).await;
        assert_eq!(
            answer.headers()[header::CONTENT_TYPE],
            "text/html; charset=utf-8"
        );
        assert!(!body.contains("ErrorResponse"));
    }

    #[tokio::test]
    async fn every_answer_has_an_id_and_the_strictest_headers() {
        let app = testing::app(&[]).await;
        let (first, body) = get_as(&app, "/health/live", &[]).await;
        assert_eq!(
            (first.status(), body.as_str()),
            (StatusCode::OK, r#"{"status":"live"}"#)
        );
        let (second, _) = get_as(&app, "/no/such/path", &[]).await;
        for response in [&first, &second] {
            for (name, value) in DEFAULT_HEADERS {
                assert_eq!(response.headers()[&name], value, "{name}");
            }
            assert_eq!(response.headers()[REQUEST_ID].len(), 36);
            assert!(
                !response
                    .headers()
                    .contains_key(header::STRICT_TRANSPORT_SECURITY),
                "this is http"
            );
        }
        assert_ne!(first.headers()[REQUEST_ID], second.headers()[REQUEST_ID]);
    }

    #[tokio::test]
    async fn what_is_not_there_is_said_in_the_callers_form() {
        let app = testing::app(&[]).await;
        let (page, html) = get_as(&app, "/no", &[(header::ACCEPT, "text/html,*/*")]).await;
        assert_eq!(
            (
                page.status(),
                page.headers()[header::CONTENT_TYPE].as_bytes()
            ),
            (StatusCode::NOT_FOUND, &b"text/html; charset=utf-8"[..])
        );
        assert!(html.contains("There is no page at this address."), "{html}");
        let (_, json) = get_as(&app, "/no", &[]).await;
        assert_eq!(json, r#"{"message":"There is nothing at this address."}"#);
    }

    #[tokio::test]
    async fn readiness_follows_the_store_and_the_stop() {
        let app = testing::app(&[]).await;
        assert_eq!(
            get_as(&app, "/health/ready", &[]).await.0.status(),
            StatusCode::OK
        );
        app.jobs.stop();
        assert_eq!(
            get_as(&app, "/health/ready", &[]).await.0.status(),
            StatusCode::SERVICE_UNAVAILABLE
        );
        assert_eq!(
            get_as(&app, "/health/live", &[]).await.0.status(),
            StatusCode::OK
        );
        let app = testing::app(&[]).await;
        app.store.close().await;
        let (ready, body) = get_as(&app, "/health/ready", &[]).await;
        assert_eq!(
            (ready.status(), body.as_str()),
            (
                StatusCode::SERVICE_UNAVAILABLE,
                r#"{"status":"store unavailable"}"#
            )
        );
    }

    #[tokio::test]
    async fn metrics_count_routes_not_paths_and_ask_for_their_token() {
        let app = testing::app(&[]).await;
        get_as(&app, "/health/live", &[]).await;
        get_as(&app, "/made/up?code=hush", &[]).await;
        get_as(&app, "/identitypools", &[]).await;
        let (_, text) = get_as(&app, "/metrics", &[]).await;
        assert!(
            text.contains("loggia_http_requests_total{route=\"/health/live\",status=\"200\"} 1"),
            "{text}"
        );
        assert!(
            text.contains("route=\"cognito-sync:ListIdentityPoolUsage\",status=\"403\""),
            "{text}"
        );
        assert!(
            text.contains("route=\"other\",status=\"404\"") && !text.contains("made"),
            "{text}"
        );
        let app = testing::app(&[("metrics.token", "open-sesame")]).await;
        let with = |value: &'static str| [(header::AUTHORIZATION, value)];
        assert_eq!(
            get_as(&app, "/metrics", &[]).await.0.status(),
            StatusCode::UNAUTHORIZED
        );
        assert_eq!(
            get_as(&app, "/metrics", &with("Bearer wrong"))
                .await
                .0
                .status(),
            StatusCode::UNAUTHORIZED
        );
        assert_eq!(
            get_as(&app, "/metrics", &with("Bearer open-sesame"))
                .await
                .0
                .status(),
            StatusCode::OK
        );
    }

    #[tokio::test]
    async fn the_outbox_and_the_demo_are_there_in_demo_mode_only() {
        let (off, on) = (testing::app(&[]).await, testing::demo().await);
        for path in ["/dev/outbox", "/dev/outbox.json", "/demo/config.json"] {
            assert_eq!(
                get_as(&off, path, &[]).await.0.status(),
                StatusCode::NOT_FOUND,
                "{path}"
            );
            assert_eq!(
                get_as(&on, path, &[]).await.0.status(),
                StatusCode::OK,
                "{path}"
            );
        }
        let (_, config) = get_as(&on, "/demo/config.json", &[]).await;
        let config: serde_json::Value = serde_json::from_str(&config).expect("it is JSON");
        let demo = on.demo.as_ref().expect("demo mode is on");
        assert_eq!(config["clientId"], demo.client.as_str());
        assert_eq!(config["issuer"], format!("http://localhost/{}", demo.pool));
    }

    #[tokio::test]
    async fn the_outbox_answers_at_this_machines_names_only() {
        let app = testing::demo().await;
        for (host, expect) in [
            ("localhost:9229", StatusCode::OK),
            ("127.0.0.1", StatusCode::OK),
            ("[::1]:80", StatusCode::OK),
            ("rebound.example", StatusCode::MISDIRECTED_REQUEST),
            (
                "localhost.rebound.example:80",
                StatusCode::MISDIRECTED_REQUEST,
            ),
        ] {
            let request = Request::get("/dev/outbox.json")
                .header(header::HOST, host)
                .body(axum::body::Body::empty())
                .expect("a request");
            let (answer, _) = testing::ask(&app, request).await;
            assert_eq!(answer.status, expect, "{host}");
        }
    }

    #[tokio::test]
    async fn what_is_for_this_machine_is_not_for_others() {
        let app = testing::demo().await;
        let ask = async |path: &str, peer: [u8; 4], forwarded: Option<&str>| {
            let mut request = Request::get(path).header(header::HOST, "localhost");
            if let Some(forwarded) = forwarded {
                request = request.header("x-forwarded-for", forwarded);
            }
            let mut request = request.body(Body::empty()).expect("a request");
            let peer = ConnectInfo(SocketAddr::from((peer, 4711)));
            request.extensions_mut().insert(peer);
            testing::ask(&app, request).await.0.status
        };
        for path in ["/dev/outbox", "/dev/outbox.json", "/metrics"] {
            assert_eq!(ask(path, [127, 0, 0, 1], None).await, StatusCode::OK);
            for (peer, forwarded) in [
                ([192, 0, 2, 1], None),
                ([127, 0, 0, 1], Some("203.0.113.9")),
            ] {
                let status = ask(path, peer, forwarded).await;
                assert_eq!(status, StatusCode::FORBIDDEN, "{path} {peer:?}");
            }
        }
        let request = Request::get("/metrics").header(header::HOST, "id.example.com");
        let request = request.body(Body::empty()).expect("a request");
        let (answer, _) = testing::ask(&app, request).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
    }

    #[tokio::test]
    async fn browsers_are_told_to_come_by_https_only_to_a_public_name() {
        let check = async |public_url: &str, expect: Option<&str>| {
            let config = testing::config(&[]);
            let clock = engine::clock::Clock::standing(testing::NOW);
            let opened = crate::start::open(&config, public_url, clock).await;
            let (site, _) = opened.expect("it opens");
            let app = Started { site, config };
            for path in [
                "/login",
                "/health/live",
                "/no/such/path",
                "/oauth2/authorize",
            ] {
                let (answer, _) = get_as(&app, path, &[]).await;
                let header = answer.headers().get(header::STRICT_TRANSPORT_SECURITY);
                let header = header.map(|value| value.to_str().expect("ASCII"));
                assert_eq!(header, expect, "{public_url} {path}");
            }
        };
        check("https://id.example.com", Some("max-age=31536000")).await;
        check("https://localhost.example.com", Some("max-age=31536000")).await;
        check("https://localhost:9229", None).await;
        check("http://id.example.com", None).await;
    }

    #[tokio::test]
    async fn the_demos_endpoint_takes_the_demo_pools_access_tokens_only() {
        let app = testing::demo().await;
        let pool = &app.demo.as_ref().expect("demo mode is on").pool;
        let claims = |token_use: &str| {
            let claims = serde_json::json!({
                "iss": app.issuer(pool), "sub": "s", "token_use": token_use, "exp": app.now().seconds() + 60,
            });
            claims.as_object().cloned().expect("an object")
        };
        let access = app
            .keys
            .sign(pool, engine::keys::Kind::Access, &claims("access"))
            .await
            .expect("signed");
        let id = app
            .keys
            .sign(pool, engine::keys::Kind::Id, &claims("id"))
            .await
            .expect("signed");
        let me = async |value: &str| {
            get_as(&app, "/demo/api/me", &[(header::AUTHORIZATION, value)]).await
        };
        let (right, body) = me(&format!("Bearer {access}")).await;
        assert_eq!(right.status(), StatusCode::OK);
        assert!(body.contains(r#""token_use":"access""#), "{body}");
        assert_eq!(
            me(&format!("Bearer {id}")).await.0.status(),
            StatusCode::UNAUTHORIZED
        );
        let (none, _) = get_as(&app, "/demo/api/me", &[]).await;
        assert_eq!(
            (
                none.status(),
                none.headers()[header::WWW_AUTHENTICATE].as_bytes()
            ),
            (StatusCode::UNAUTHORIZED, &b"Bearer"[..])
        );
        app.clock.advance(Duration::from_secs(61));
        let (late, body) = me(&format!("Bearer {access}")).await;
        assert_eq!(late.status(), StatusCode::UNAUTHORIZED);
        assert!(body.contains("expired"), "{body}");
    }
}
