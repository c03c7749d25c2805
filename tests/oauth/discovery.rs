//! Discovery and the published keys.

use reqwest::Method;
use serde_json::json;
use tests::{Answer, Loggia};

#[tokio::test]
async fn the_document_names_what_is_there() {
    let loggia = Loggia::start().await;
    let issuer = loggia.fact("issuer");
    let get = async |path: &str| Answer::read(loggia.request(Method::GET, path)).await;
    let path = issuer
        .strip_prefix(&loggia.url)
        .expect("the issuer is on this server");
    let answer = get(&format!("{path}/.well-known/openid-configuration")).await;
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    assert!(
        answer
            .header("content-type")
            .starts_with("application/json")
    );
    let document = answer.ok();
    for (member, path) in [
        ("authorization_endpoint", "/oauth2/authorize"),
        ("token_endpoint", "/oauth2/token"),
        ("userinfo_endpoint", "/oauth2/userInfo"),
        ("revocation_endpoint", "/oauth2/revoke"),
        ("end_session_endpoint", "/logout"),
    ] {
        assert_eq!(
            document[member],
            format!("{}{path}", loggia.url),
            "{member}"
        );
    }
    for (member, value) in [
        ("issuer", json!(issuer)),
        ("jwks_uri", json!(format!("{issuer}/.well-known/jwks.json"))),
        ("id_token_signing_alg_values_supported", json!(["RS256"])),
        ("response_types_supported", json!(["code"])),
        ("subject_types_supported", json!(["public"])),
        ("code_challenge_methods_supported", json!(["S256"])),
    ] {
        assert_eq!(document[member], value, "{member}");
    }
    for method in ["client_secret_basic", "client_secret_post"] {
        let methods = document["token_endpoint_auth_methods_supported"]
            .as_array()
            .expect("a list");
        assert!(methods.contains(&json!(method)));
    }
}

#[tokio::test]
async fn clients_that_know_oauth_alone_find_the_same_document() {
    let loggia = Loggia::start().await;
    let pool = loggia.fact("pool_id");
    let get = async |path: &str| Answer::read(loggia.request(Method::GET, path)).await;
    let document = get(&format!("/{pool}/.well-known/openid-configuration"))
        .await
        .ok();
    for path in [
        format!("/.well-known/oauth-authorization-server/{pool}"),
        format!("/{pool}/.well-known/oauth-authorization-server"),
    ] {
        let answer = get(&path).await;
        assert_eq!(answer.header("access-control-allow-origin"), "*", "{path}");
        assert_eq!(answer.ok(), document, "{path}");
    }
    let unknown = get("/.well-known/oauth-authorization-server/us-east-1_AAAAAAAAA").await;
    assert!(unknown.status.is_client_error());
}

#[tokio::test]
async fn an_app_of_any_origin_sees_that_an_address_is_wrong_and_what_time_it_is() {
    let loggia = Loggia::start().await;
    let pool = loggia.fact("pool_id");
    let well_known = "/.well-known/openid-configuration";
    for path in [
        well_known.to_owned(),
        format!("/{pool}/{well_known}"),
        format!("/{pool}{well_known}{well_known}"),
        format!("/us-east-1_AAAAAAAAA{well_known}"),
        "/nothing".to_owned(),
    ] {
        let answer = Answer::read(loggia.request(Method::GET, &path)).await;
        assert!(answer.status.is_client_error(), "{path}");
        assert_eq!(answer.header("access-control-allow-origin"), "*", "{path}");
        let exposed = answer.header("access-control-expose-headers");
        assert!(exposed.contains("Date"), "{path} {exposed}");
    }
    let answer = loggia.refresh("made-up").await;
    let exposed = answer.header("access-control-expose-headers");
    assert!(exposed.contains("Date") && !answer.header("date").is_empty());
}

#[tokio::test]
async fn two_public_keys_are_published_and_nothing_secret() {
    let loggia = Loggia::start().await;
    let keys = loggia.keys().await;
    assert_eq!(keys.len(), 2);
    assert_ne!(keys[0]["kid"], keys[1]["kid"]);
    for key in keys {
        let mut members: Vec<&str> = key
            .as_object()
            .expect("a key")
            .keys()
            .map(String::as_str)
            .collect();
        members.sort_unstable();
        assert_eq!(members, ["alg", "e", "kid", "kty", "n", "use"]);
        assert_eq!(
            (&key["alg"], &key["e"], &key["kty"], &key["use"]),
            (
                &json!("RS256"),
                &json!("AQAB"),
                &json!("RSA"),
                &json!("sig")
            )
        );
        assert_eq!(
            key["kid"].as_str().map(str::len),
            Some(44),
            "as long as Cognito's"
        );
    }
}

#[tokio::test]
async fn a_pool_that_does_not_exist_has_neither() {
    let loggia = Loggia::start().await;
    for pool in [
        "us-east-1_AAAAAAAAA",
        "nothing",
        "%00",
        "us-east-1_AAAAAAAAA%2F..",
    ] {
        for document in ["openid-configuration", "jwks.json"] {
            let path = format!("/{pool}/.well-known/{document}");
            let answer = Answer::read(loggia.request(Method::GET, &path)).await;
            assert!(answer.status.is_client_error(), "{path}: {}", answer.status);
        }
    }
}
