//! What an authorization request may ask, and what goes back to the client.

use super::*;
use crate::time::Timestamp;
use crate::{id::PoolId, pool::Pool};
use serde_json::{Value, json};

pub(in crate::oauth) const NOW: Timestamp = Timestamp::from_seconds(1_700_000_000);

fn made(extra: Value) -> Client {
    let pool = serde_json::from_value(json!({"PoolName": "p"})).expect("Cognito's shape");
    let pool = Pool::create(pool, PoolId::from("us-east-1_abc"), NOW).expect("sound");
    let mut settings = json!({"ClientName": "c", "UserPoolId": "us-east-1_abc",
        "AllowedOAuthFlowsUserPoolClient": true});
    for (key, value) in extra.as_object().expect("an object") {
        settings[key] = value.clone();
    }
    let settings = serde_json::from_value(settings).expect("Cognito's shape");
    let pool_scopes = [
        "notes/read",
        "https://api.example/read",
        "https://files.example/v1/read",
    ]
    .map(str::to_owned);
    Client::create(
        settings,
        &pool,
        ClientId::from("c1"),
        "s".into(),
        &pool_scopes,
        NOW,
    )
    .expect("sound")
}

pub(in crate::oauth) fn client() -> Client {
    made(json!({
        "AllowedOAuthFlows": ["code"], "AllowedOAuthScopes": ["openid", "email", "notes/read", "https://api.example/read", "https://files.example/v1/read"],
        "CallbackURLs": ["https://a.example/cb", "http://localhost:3000/?x=1"],
        "LogoutURLs": ["https://a.example/bye"]}))
}

pub(in crate::oauth) fn machine_client() -> Client {
    made(
        json!({"GenerateSecret": true, "AllowedOAuthFlows": ["client_credentials"], "AllowedOAuthScopes": ["notes/read"]}),
    )
}

pub(in crate::oauth) fn pairs(list: &[(&str, &str)]) -> Vec<(String, String)> {
    list.iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const BASE: [(&str, &str); 4] = [
    ("response_type", "code"),
    ("client_id", "c1"),
    ("redirect_uri", "https://a.example/cb"),
    ("state", "s t"),
];

pub(super) fn request(extra: &[(&str, &str)]) -> Result<Request, AuthorizeError> {
    let base = BASE
        .iter()
        .filter(|(name, _)| extra.iter().all(|(key, _)| key != name));
    validate(
        &client(),
        &pairs(&base.chain(extra).copied().collect::<Vec<_>>()),
    )
}

#[test]
fn a_sound_request_is_read() {
    let request = request(&[
        ("scope", "openid email"),
        ("nonce", "n"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
        ("prompt", "login consent"),
        ("login_hint", "ada@example.com"),
        ("lang", "de"),
        ("resource", "https://api.example"),
        ("ui_locales", "fr en"),
        ("max_age", "60"),
    ])
    .expect("sound");
    assert_eq!(request.scopes, ["openid", "email"]);
    assert_eq!(
        (request.state.as_deref(), request.nonce.as_deref()),
        (Some("s t"), Some("n"))
    );
    assert_eq!(request.challenge.as_deref(), Some(CHALLENGE));
    assert_eq!(request.audience.as_deref(), Some("https://api.example"));
    assert_eq!(
        (request.silent, request.fresh, request.select_account),
        (false, true, false)
    );
    assert_eq!(
        (request.max_age, request.languages.join(",")),
        (Some(Duration::from_mins(1)), "de,fr,en".to_owned())
    );
    assert_eq!(
        request.code_answer("c", "https://i").url(),
        "https://a.example/cb?code=c&state=s+t&iss=https%3A%2F%2Fi"
    );
}

#[test]
fn without_a_sound_client_and_address_nothing_is_redirected() {
    let check = |extra: &[(&str, &str)]| {
        let outcome = request(extra);
        assert!(
            matches!(outcome, Err(AuthorizeError::Page(_))),
            "{extra:?}: {outcome:?}"
        );
    };
    check(&[("client_id", "")]);
    check(&[("client_id", "c2")]);
    check(&[("client_id", "c1"), ("client_id", "c1")]);
    check(&[("redirect_uri", "")]);
    check(&[("redirect_uri", "https://a.example/cb/")]);
    check(&[("redirect_uri", "https://a.example/CB")]);
    check(&[("redirect_uri", "http://localhost:3001/?x=1")]);
    check(&[
        ("redirect_uri", "https://a.example/cb"),
        ("redirect_uri", "https://a.example/cb"),
    ]);
}

#[test]
fn other_mistakes_go_back_to_the_client() {
    let check = |extra: &[(&str, &str)], expect: ErrorCode| match request(extra) {
        Err(AuthorizeError::Redirect(redirect)) => {
            assert_eq!(
                redirect.error.error, expect,
                "{extra:?}: {}",
                redirect.error.description
            );
            assert_eq!(redirect.redirect_uri, "https://a.example/cb");
        }
        other => panic!("{extra:?}: {other:?}"),
    };
    use ErrorCode as E;
    check(&[("response_type", "")], E::InvalidRequest);
    check(&[("response_type", "token")], E::UnauthorizedClient);
    check(&[("response_type", "id_token")], E::UnsupportedResponseType);
    check(&[("response_mode", "fragment")], E::InvalidRequest);
    check(&[("scope", "openid phone")], E::InvalidScope);
    check(&[("nonce", "a"), ("nonce", "b")], E::InvalidRequest);
    check(&[("state", "a"), ("state", "b")], E::InvalidRequest);
    check(&[("code_challenge", CHALLENGE)], E::InvalidRequest);
    check(
        &[
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "plain"),
        ],
        E::InvalidRequest,
    );
    check(
        &[
            ("code_challenge", "short"),
            ("code_challenge_method", "S256"),
        ],
        E::InvalidRequest,
    );
    check(&[("code_challenge_method", "S256")], E::InvalidRequest);
    check(&[("prompt", "none login")], E::InvalidRequest);
    check(&[("prompt", "create")], E::InvalidRequest);
    check(&[("max_age", "-1")], E::InvalidRequest);
    check(&[("request", "x.y.z")], E::RequestNotSupported);
    check(
        &[("request_uri", "https://a.example/r")],
        E::RequestUriNotSupported,
    );
    check(&[("identity_provider", "Google")], E::InvalidRequest);
    check(&[("resource", "https://api.example/")], E::InvalidTarget);
    check(&[("resource", "notes")], E::InvalidTarget);
}

#[test]
fn a_client_may_demand_pkce() {
    let strict = Client {
        requires_pkce: true,
        ..client()
    };
    let with = [
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ];
    for (client, extra, sound) in [
        (&strict, &with[..], true),
        (&strict, &[], false),
        (&client(), &[], true),
    ] {
        let outcome = validate(client, &pairs(&[&BASE[..], extra].concat()));
        match outcome {
            Ok(_) => assert!(sound),
            Err(AuthorizeError::Redirect(redirect)) => {
                assert!(!sound);
                assert_eq!(redirect.error.error, ErrorCode::InvalidRequest);
                assert!(redirect.error.description.contains("demands PKCE"));
            }
            Err(other) => panic!("{other:?}"),
        }
    }
}

#[test]
fn an_answer_goes_as_it_was_asked_for_and_an_error_too() {
    let mode = |extra: &[(&str, &str)]| match request(extra) {
        Ok(request) => request.response_mode,
        Err(AuthorizeError::Redirect(redirect)) => redirect.response_mode,
        Err(AuthorizeError::Page(error)) => panic!("{error:?}"),
    };
    let form_post = ("response_mode", "form_post");
    assert_eq!(mode(&[]), ResponseMode::Query);
    assert_eq!(mode(&[("response_mode", "query")]), ResponseMode::Query);
    assert_eq!(mode(&[form_post]), ResponseMode::FormPost);
    assert_eq!(
        mode(&[form_post, ("scope", "phone")]),
        ResponseMode::FormPost
    );
    assert_eq!(mode(&[form_post, form_post]), ResponseMode::Query);
    assert_eq!(mode(&[("response_mode", "fragment")]), ResponseMode::Query);
}
