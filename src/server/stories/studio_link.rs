//! Links as people open them, and what those who want more get.

use crate::studio_link::{list, make_link, note_public_url, revoke};
use crate::testing::{self, Started};
use api::protocol::CallerKind;
use api::testing::World;
use axum::body::Body;
use axum::http::response::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, Request, StatusCode, Uri, header};
use domain::secret::Secret;
use futures_util::future::join_all;
use serde_json::{Value, json};
use std::time::Duration;
use store::audit;
use web::studio::{self, KEY_LIVES, LINK_LIVES};

async fn send(app: &Started, request: Request<Body>) -> (StatusCode, HeaderMap, Value) {
    let (parts, body) = testing::ask(app, request).await;
    let value = serde_json::from_slice(&body).unwrap_or_default();
    (parts.status, parts.headers, value)
}

async fn post(app: &Started, body: String) -> (StatusCode, HeaderMap, Value) {
    let request = Request::post("/studio/session").body(Body::from(body));
    send(app, request.expect("a request")).await
}

async fn redeemed(app: &Started, link: &Secret) -> (StatusCode, Value) {
    let body = json!({"Link": link.expose()}).to_string();
    let (status, headers, value) = post(app, body).await;
    assert_eq!(headers["cache-control"], "no-store");
    (status, value)
}

async fn link(app: &Started) -> Secret {
    studio::make_link(&app.store, app.random, app.now(), &[])
        .await
        .expect("made")
}

/// What a call with these credentials is answered.
async fn call(
    app: &Started,
    credentials: &Value,
    service: &str,
    target: &str,
    body: Value,
) -> (StatusCode, Value) {
    let text = |name: &str| credentials[name].as_str().unwrap_or_default();
    let (uri, body) = (Uri::from_static("/"), body.to_string());
    let mut headers = HeaderMap::new();
    for (name, value) in [
        ("host", "localhost"),
        ("content-type", "application/x-amz-json-1.1"),
        ("x-amz-target", target),
        ("x-amz-security-token", text("SessionToken")),
    ] {
        headers.insert(name, HeaderValue::from_str(value).expect("a value"));
    }
    let signed = sigv4::Signer {
        access_key_id: text("AccessKeyId"),
        secret: text("SecretAccessKey"),
        session_token: None,
        region: "us-east-1",
        service,
    };
    let signed = signed.sign(
        &sigv4::Request::new(&Method::POST, &uri, &headers, body.as_bytes()),
        app.now().seconds(),
    );
    let mut request = Request::post("/")
        .header("x-amz-date", signed.date)
        .header("authorization", signed.authorization);
    request.headers_mut().expect("sound").extend(headers);
    let request = request.body(Body::from(body)).expect("a request");
    let (status, _, value) = send(app, request).await;
    (status, value)
}

async fn entries(app: &Started) -> Vec<audit::Entry> {
    let entries = audit::latest(&app.store, None, 100).await;
    entries.expect("the store answers")
}

#[tokio::test]
async fn a_link_opens_once_and_everything_that_follows_is_in_the_audit_log() {
    let world = World::new().await;
    let app = &testing::around(&world.app, &[]);
    let link = link(app).await;
    let (status, key) = redeemed(app, &link).await;
    assert_eq!(status, StatusCode::OK, "{key}");
    assert_eq!(key["Expiration"], json!(app.now().seconds() + 3600));
    assert_eq!(key["Region"], json!("us-east-1"));
    let (status, again) = redeemed(app, &link).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert_eq!(again["__type"], json!("NotAuthorizedException"));
    let words =
        "This link was used already; each opens the studio once. `loggia studio` prints another.";
    assert_eq!(again["message"], json!(words));
    let set = json!({"UserPoolId": world.pool.id, "Theme": "{}"});
    let (status, set) = call(app, &key, "loggia", "Loggia.SetTheme", set).await;
    assert_eq!(status, StatusCode::OK, "{set}");
    let [made, used, set] = <[_; 3]>::try_from(entries(app).await).expect("three entries");
    assert_eq!(
        (made.action.as_str(), made.actor.as_str()),
        ("CreateStudioLink", "loggia studio")
    );
    assert_eq!(used.action, "RedeemStudioLink");
    assert_eq!(
        (&used.subject, json!(used.actor)),
        (&made.subject, key["AccessKeyId"].clone())
    );
    assert_eq!((set.action.as_str(), &set.actor), ("SetTheme", &used.actor));
    assert_eq!(set.pool.as_ref(), Some(&world.pool.id));
    assert_eq!(set.subject.as_deref(), Some("ALL"));
    for entry in [&used, &set] {
        assert_eq!(
            entry.request.as_ref().map(String::len),
            Some(36),
            "{entry:?}"
        );
    }
    let secrets = ["SecretAccessKey", "SessionToken"].map(|name| key[name].to_string());
    let said = format!("{made:?}{used:?}{set:?}");
    assert!(!secrets.iter().any(|secret| said.contains(secret)) && !said.contains(link.expose()));
}

#[tokio::test]
async fn of_a_hundred_who_open_a_link_at_once_one_gets_in() {
    let app = testing::app(&[]).await;
    let link = link(&app).await;
    let answers = join_all((0..100).map(|_| redeemed(&app, &link))).await;
    let won = answers
        .iter()
        .filter(|(status, _)| *status == StatusCode::OK);
    assert_eq!(won.count(), 1);
    let lost = answers.iter().filter(|(status, body)| {
        let words = body["message"].as_str().unwrap_or_default();
        *status == StatusCode::BAD_REQUEST && words.starts_with("This link was used already")
    });
    assert_eq!(lost.count(), 99);
    let entries = entries(&app).await;
    assert_eq!(
        entries.len(),
        2,
        "who lost left nothing behind: {entries:?}"
    );
}

#[tokio::test]
async fn a_link_that_is_late_unknown_or_damaged_is_refused_in_plain_words() {
    let app = testing::app(&[]).await;
    let link = link(&app).await;
    app.clock.advance(LINK_LIVES);
    let said = async |link: &Secret| {
        let (status, body) = redeemed(&app, link).await;
        assert_eq!(status, StatusCode::BAD_REQUEST);
        body["message"].as_str().expect("words").to_owned()
    };
    assert!(said(&link).await.starts_with("This link has expired."));
    assert!(
        said(&"guessed".into())
            .await
            .starts_with("This link is not known here")
    );
    for body in ["", "{}", "[]", "{\"Link\": 7}", "\u{1}"] {
        let (status, _, value) = post(&app, body.to_owned()).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{body}");
        assert_eq!(value["__type"], json!("SerializationException"), "{body}");
    }
}

#[tokio::test]
async fn a_links_key_is_good_for_brands_only_and_for_an_hour() {
    let world = World::with_user("ada").await;
    let app = &testing::around(&world.app, &[]);
    let (_, key) = redeemed(app, &link(app).await).await;
    let idp = async |key: &Value, operation: &str, body: Value| {
        let target = format!("AWSCognitoIdentityProviderService.{operation}");
        call(app, key, "cognito-idp", &target, body).await
    };
    let kind = |answer: (StatusCode, Value)| {
        assert_eq!(answer.0, StatusCode::BAD_REQUEST, "{}", answer.1);
        answer.1["__type"].as_str().expect("a type").to_owned()
    };
    let pool = json!({"UserPoolId": world.pool.id, "MaxResults": 5});
    let (status, pools) = idp(&key, "ListUserPools", json!({"MaxResults": 5})).await;
    assert_eq!(
        (status, &pools["UserPools"][0]["Id"]),
        (StatusCode::OK, &json!(world.pool.id))
    );
    let (status, _) = idp(&key, "ListUserPoolClients", pool.clone()).await;
    assert_eq!(status, StatusCode::OK);
    let ada = json!({"UserPoolId": world.pool.id, "Username": "ada"});
    let (status, body) = idp(&key, "AdminDeleteUser", ada.clone()).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    let id = key["AccessKeyId"].as_str().expect("a text");
    let words = format!(
        "User: {id} is not authorized to perform: cognito-idp:AdminDeleteUser because no identity-based policy allows \
         the cognito-idp:AdminDeleteUser action"
    );
    assert_eq!(
        body,
        json!({"__type": "AccessDeniedException", "message": words})
    );
    for service in [&api::user_pools::SERVICE, &api::loggia::SERVICE] {
        let mut operations = service.operations.iter();
        while let Some(entry) = operations.find(|entry| entry.caller == CallerKind::Administrator) {
            let target = service.info.target(entry.name).expect("a JSON service");
            let answer = call(app, &key, service.info.signing_name, &target, ada.clone()).await;
            assert_eq!(kind(answer), "AccessDeniedException", "{target}");
        }
    }
    world
        .call_admin("AdminGetUser", json!({"Username": "ada"}))
        .await
        .expect("ada is there");
    let with = |name: &str, value: Value| {
        let mut key = key.clone();
        key[name] = value;
        key
    };
    for (other, expect) in [
        (
            with("SessionToken", json!("stolen")),
            "UnrecognizedClientException",
        ),
        (
            with("SessionToken", json!("")),
            "UnrecognizedClientException",
        ),
        (
            with("SecretAccessKey", json!("guessed")),
            "InvalidSignatureException",
        ),
        (
            with("AccessKeyId", json!("ASIANOBODY")),
            "UnrecognizedClientException",
        ),
        (
            with("AccessKeyId", json!("AKIAEXAMPLEEXAMPLE00")),
            "UnrecognizedClientException",
        ),
    ] {
        assert_eq!(
            kind(idp(&other, "ListUserPoolClients", pool.clone()).await),
            expect,
            "{other}"
        );
    }
    app.clock.advance(KEY_LIVES - Duration::from_millis(1));
    assert_eq!(
        idp(&key, "ListUserPoolClients", pool.clone()).await.0,
        StatusCode::OK
    );
    app.clock.advance(Duration::from_millis(1));
    assert_eq!(
        kind(idp(&key, "ListUserPoolClients", pool).await),
        "ExpiredTokenException"
    );
}

#[tokio::test]
async fn where_the_studio_is_off_there_is_nothing() {
    let app = testing::app(&[("studio.enabled", "false")]).await;
    let link = link(&app).await;
    let (status, _, _) = post(&app, json!({"Link": link.expose()}).to_string()).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    for path in ["/studio", "/studio/"] {
        let request = Request::get(path).body(Body::empty()).expect("a request");
        assert_eq!(send(&app, request).await.0, StatusCode::NOT_FOUND, "{path}");
    }
    let reason = make_link(&app.config, &[], |_| ())
        .await
        .expect_err("it is off");
    assert!(reason.contains("`studio.enabled`"), "{reason}");
}

#[tokio::test]
async fn a_link_that_would_lead_nowhere_is_not_made() {
    let reason_with = async |settings: &[(&str, &str)]| {
        let config = testing::config(settings);
        make_link(&config, &[], |_| ())
            .await
            .expect_err("it is refused")
    };
    let never = reason_with(&[]).await;
    assert!(never.contains("no server was ever started"), "{never}");
    let url = database("studio-link-nowhere");
    let settings = [
        ("database.url", url.as_str()),
        ("server.listen", "127.0.0.1:0"),
    ];
    let app = testing::app(&settings).await;
    let reason = make_link(&app.config, &[], |_| ()).await;
    let anywhere = reason.expect_err("nobody knows the port");
    assert!(
        anywhere.contains("`server.listen`") && anywhere.contains("--public-url"),
        "{anywhere}"
    );
    let unknown = ["us-east-1_nobody".into()];
    let reason = make_link(&app.config, &unknown, |_| ()).await;
    let reason = reason.expect_err("there is no such pool");
    assert!(
        reason.contains("us-east-1_nobody") && reason.contains("--pool"),
        "{reason}"
    );
}

/// The URL of a database in a folder of its own.
fn database(name: &str) -> String {
    format!(
        "sqlite:{}",
        testing::folder(name).join("loggia.db").display()
    )
}

#[tokio::test]
async fn a_link_names_the_port_that_the_server_was_started_with() {
    let url = database("studio-link-port");
    let app = testing::app(&[("database.url", &url)]).await;
    let started = note_public_url(&app.store, "http://localhost:8500").await;
    started.expect("written");
    let link = make_link(&app.config, &[], |_| ())
        .await
        .expect("it is made");
    assert!(link.starts_with("http://localhost:8500/studio/#link="));
    let settings = [
        ("database.url", url.as_str()),
        ("server.listen", "127.0.0.1:9300"),
    ];
    let told_here = testing::config(&settings);
    let link = make_link(&told_here, &[], |_| ())
        .await
        .expect("it is made");
    assert!(link.starts_with("http://localhost:9300/studio/#link="));
}

#[tokio::test]
async fn a_link_for_some_pools_reaches_no_other() {
    let world = World::new().await;
    let app = &testing::around(&world.app, &[]);
    let other = world.call("CreateUserPool", json!({"PoolName": "other"}));
    let other = other.await.expect("made")["UserPool"]["Id"].clone();
    let own = [world.pool.id.clone()];
    let link = studio::make_link(&app.store, app.random, app.now(), &own).await;
    let (_, key) = redeemed(app, &link.expect("made")).await;
    let idp = "AWSCognitoIdentityProviderService.ListUserPools";
    let listed = call(app, &key, "cognito-idp", idp, json!({"MaxResults": 9})).await;
    let listed = listed.1["UserPools"].as_array().expect("a list").clone();
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0]["Id"], json!(world.pool.id));
    let services = [&api::user_pools::SERVICE, &api::loggia::SERVICE];
    let entries = services.iter().flat_map(|service| {
        let entries = service.operations.iter();
        entries.map(move |entry| (service, entry))
    });
    for (service, entry) in entries.filter(|(_, entry)| {
        entry.caller == CallerKind::StudioLink && entry.name != "ListUserPools"
    }) {
        let target = service.info.target(entry.name).expect("a JSON service");
        let name = service.info.signing_name;
        let (_, answer) = call(app, &key, name, &target, json!({"UserPoolId": other})).await;
        assert_eq!(answer["__type"], json!("AccessDeniedException"), "{target}");
        let own = json!({"UserPoolId": world.pool.id});
        let (_, answer) = call(app, &key, name, &target, own).await;
        assert_ne!(answer["__type"], json!("AccessDeniedException"), "{target}");
    }
}

#[tokio::test]
async fn links_are_listed_and_revoked_one_by_one() {
    let url = database("studio-link-revoked");
    let app = testing::app(&[("database.url", &url)]).await;
    let mut keys = Vec::new();
    for _ in 0..2 {
        let link = make_link(&app.config, &[], |_| ()).await.expect("made");
        let (_, secret) = link.split_once("#link=").expect("a fragment");
        let (status, key) = redeemed(&app, &secret.into()).await;
        assert_eq!(status, StatusCode::OK, "{key}");
        keys.push(key);
    }
    make_link(&app.config, &[], |_| ()).await.expect("made");
    let lines = list(&app.config).await.expect("listed");
    let id_of = |words: &str| {
        let line = lines.iter().find(|line| line.contains(words));
        let line = line.unwrap_or_else(|| panic!("{words}: {lines:?}"));
        line.split(' ').next().unwrap_or_default().to_owned()
    };
    let holder = |key: &Value| key["AccessKeyId"].as_str().expect("an id").to_owned();
    let first = id_of(&holder(&keys[0]));
    id_of(&holder(&keys[1]));
    id_of("waits");
    let said = revoke(&app.config, &first[..13]).await.expect("revoked");
    assert!(said.contains(&first), "{said}");
    let pools = "AWSCognitoIdentityProviderService.ListUserPools";
    let mut kinds = Vec::new();
    for key in &keys {
        let answer = call(&app, key, "cognito-idp", pools, json!({"MaxResults": 1})).await;
        kinds.push(answer.1["__type"].clone());
    }
    assert_eq!(kinds, [json!("UnrecognizedClientException"), Value::Null]);
    let again = revoke(&app.config, &first).await.expect_err("it is gone");
    assert!(again.contains("loggia studio list"), "{again}");
    let last = entries(&app).await.pop().expect("an entry");
    assert_eq!(
        (last.action.as_str(), last.subject),
        ("RevokeStudioLink", Some(first))
    );
}

#[tokio::test]
async fn a_link_names_the_server_and_hides_its_secret_from_it() {
    let folder = testing::folder("studio-link");
    let url = format!("sqlite:{}", folder.join("loggia.db").display());
    let settings = [
        ("database.url", url.as_str()),
        ("server.public_url", "https://id.example.com"),
        ("studio.enabled", "true"),
    ];
    let app = testing::app(&settings).await;
    let link = make_link(&app.config, &[], |_| ())
        .await
        .expect("it is made");
    let (place, secret) = link.split_once("#link=").expect("a fragment");
    assert_eq!(
        (place, secret.len()),
        ("https://id.example.com/studio/", 43)
    );
    let (status, key) = redeemed(&app, &secret.into()).await;
    assert_eq!(status, StatusCode::OK, "{key}");
}

async fn get(path: &str, tag: Option<&HeaderValue>) -> Parts {
    let app = testing::app(&[]).await;
    let mut request = Request::get(path);
    if let Some(tag) = tag {
        request = request.header(header::IF_NONE_MATCH, tag);
    }
    let request = request.body(Body::empty()).expect("a request");
    testing::ask(&app, request).await.0
}

#[tokio::test]
async fn the_studio_is_served_under_a_policy_of_its_own_or_said_to_be_missing() {
    let moved = get("/studio", None).await;
    assert_eq!(moved.headers[header::LOCATION], "/studio/");
    assert_eq!(
        get("/studio/none.js", None).await.status,
        StatusCode::NOT_FOUND
    );
    let index = get("/studio/", None).await;
    if !studio::is_built() {
        assert_eq!(index.status, StatusCode::NOT_FOUND);
        return;
    }
    assert_eq!(index.status, StatusCode::OK);
    let headers = &index.headers;
    assert_eq!(headers[header::CACHE_CONTROL], "no-cache");
    assert_eq!(headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
    assert_eq!(headers[header::REFERRER_POLICY], "no-referrer");
    let policy = headers[header::CONTENT_SECURITY_POLICY].to_str();
    let policy = policy.expect("text");
    assert!(
        policy.contains("script-src 'self' 'wasm-unsafe-eval' 'sha256-"),
        "{policy}"
    );
    assert!(!policy.contains("unsafe-inline"), "{policy}");
    let again = get("/studio/", headers.get(header::ETAG)).await;
    assert_eq!(again.status, StatusCode::NOT_MODIFIED);
}
