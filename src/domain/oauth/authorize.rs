//! Authorization requests: their rules, what follows from one, and the redirects that answer it.

mod answer;
mod prompt;

pub(super) use answer::with_query;
pub use answer::{Answer, ErrorRedirect, ResponseMode};
pub use prompt::{Decision, Hint, Session, check_hint, decide};

use super::{OAuthError, parameters, redirect, resource, scope};
use crate::{client::Client, id::ClientId};
use shapes::idp::OAuthFlowType;
use std::time::Duration;
use wire::{oauth::ErrorCode, pkce};

/// A sound authorization request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The client.
    pub client: ClientId,
    /// The registered callback URL to which the answer goes.
    pub redirect_uri: String,
    /// How the answer gets there.
    pub response_mode: ResponseMode,
    /// Whether the request named it, so that the token request must repeat it.
    pub redirect_uri_given: bool,
    /// The scopes to grant.
    pub scopes: Vec<String>,
    /// `scope`, which may name others than are granted.
    pub requested_scope: Option<String>,
    /// `resource`: the audience of the access tokens.
    pub audience: Option<String>,
    /// `state`, which the answer repeats.
    pub state: Option<String>,
    /// `nonce`, which the ID token repeats.
    pub nonce: Option<String>,
    /// The S256 code challenge.
    pub challenge: Option<String>,
    /// `prompt=none`: show nothing.
    pub silent: bool,
    /// `prompt=login`: do not reuse the session.
    pub fresh: bool,
    /// `prompt=select_account`: ask before the session is reused.
    pub select_account: bool,
    /// `max_age`: how old the authentication may be.
    pub max_age: Option<Duration>,
    /// `login_hint`: the text of the identifier field.
    pub login_hint: Option<String>,
    /// The requested languages, best first: `lang`, then `ui_locales`.
    pub languages: Vec<String>,
}

/// The error of an unsound request, and where it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AuthorizeError {
    /// An error page, because the client or the callback URL is wrong.
    Page(OAuthError),
    /// A redirect that tells the client.
    Redirect(ErrorRedirect),
}

/// The `client_id` of a request, with which the client is fetched.
///
/// **Errors** `invalid_request` if it is missing or repeated: for an error page.
pub fn client_of(pairs: &[(String, String)]) -> Result<&str, OAuthError> {
    single(pairs, "client_id")?
        .ok_or_else(|| OAuthError::invalid_request("The parameter client_id is missing."))
}

/// The one value of a parameter, if it has one.
fn single<'a>(pairs: &'a [(String, String)], name: &str) -> Result<Option<&'a str>, OAuthError> {
    let mut values = pairs
        .iter()
        .filter(|(key, value)| key == name && !value.is_empty());
    let first = values.next().map(|(_, value)| value.as_str());
    match values.next() {
        Some(_) => Err(OAuthError::invalid_request(format!(
            "The parameter {name} is repeated."
        ))),
        None => Ok(first),
    }
}

/// Reads a request of this client.
///
/// **Errors** [`AuthorizeError::Page`] until the callback URL is known to be the client's; then [`AuthorizeError::Redirect`] with
/// `invalid_request`, `unsupported_response_type`, `unauthorized_client` or `invalid_scope`.
/// **Source** RFC 6749 §4.1.1, RFC 7636 §4.3, OpenID Connect Core §3.1.2.1, developer guide "Authorize endpoint".
pub fn validate(client: &Client, pairs: &[(String, String)]) -> Result<Request, AuthorizeError> {
    if client_of(pairs).map_err(AuthorizeError::Page)? != client.id.as_str() {
        return Err(AuthorizeError::Page(OAuthError::invalid_request(
            "The parameter client_id names another client.",
        )));
    }
    let requested_uri = single(pairs, "redirect_uri").map_err(AuthorizeError::Page)?;
    let Some(redirect_uri) =
        redirect::callback(client, requested_uri).filter(|_| client.uses_oauth())
    else {
        return Err(AuthorizeError::Page(OAuthError::invalid_request(
            "redirect_mismatch",
        )));
    };
    // A repeated state is not sent back.
    let state = single(pairs, "state")
        .unwrap_or_default()
        .map(str::to_owned);
    let response_mode = match single(pairs, "response_mode") {
        Ok(Some("form_post")) => ResponseMode::FormPost,
        // What is repeated or unknown is refused in the way that every client reads.
        Ok(_) | Err(_) => ResponseMode::Query,
    };
    let refuse = |error: OAuthError| {
        AuthorizeError::Redirect(ErrorRedirect {
            redirect_uri: redirect_uri.to_owned(),
            response_mode,
            error,
            state: state.clone(),
        })
    };
    let parameters = parameters(pairs).map_err(refuse)?;
    let text = |name: &str| parameters.get(name).map(|value| (*value).to_owned());
    check_response(
        client,
        parameters.get("response_type").copied(),
        parameters.get("response_mode").copied(),
    )
    .map_err(refuse)?;
    for (name, error) in [
        ("request", ErrorCode::RequestNotSupported),
        ("request_uri", ErrorCode::RequestUriNotSupported),
    ] {
        if parameters.contains_key(name) {
            let description = format!("Send the parameters themselves, without {name}.");
            return Err(refuse(OAuthError::new(error, description)));
        }
    }
    if parameters
        .get("identity_provider")
        .is_some_and(|name| *name != "COGNITO")
        || parameters.contains_key("idp_identifier")
    {
        return Err(refuse(OAuthError::invalid_request(
            "This client has no such identity provider.",
        )));
    }
    let audience = resource::audience(client, None, parameters.get("resource").copied());
    let audience = audience.map_err(|_| {
        refuse(OAuthError::new(
            ErrorCode::InvalidTarget,
            "The resource is no resource server of which this client has scopes.",
        ))
    })?;
    let scopes = scope::for_user(client, parameters.get("scope").copied()).map_err(refuse)?;
    let challenge = challenge(
        client,
        parameters.get("code_challenge").copied(),
        parameters.get("code_challenge_method").copied(),
    );
    let prompts: Vec<&str> = parameters
        .get("prompt")
        .map(|text| text.split(' ').collect())
        .unwrap_or_default();
    let silent = prompts.contains(&"none");
    if silent && prompts.len() > 1 {
        return Err(refuse(OAuthError::invalid_request(
            "prompt=none goes with no other prompt.",
        )));
    }
    if let Some(other) = prompts
        .iter()
        .find(|prompt| !["none", "login", "select_account", "consent", ""].contains(prompt))
    {
        return Err(refuse(OAuthError::invalid_request(format!(
            "The prompt {other} is unknown."
        ))));
    }
    let max_age = match parameters.get("max_age").map(|text| text.parse::<u32>()) {
        None => None,
        Some(Ok(seconds)) => Some(Duration::from_secs(seconds.into())),
        Some(Err(_)) => {
            return Err(refuse(OAuthError::invalid_request(
                "max_age must be a number of seconds.",
            )));
        }
    };
    let locales = parameters
        .get("ui_locales")
        .into_iter()
        .flat_map(|text| text.split(' '))
        .filter(|tag| !tag.is_empty());
    Ok(Request {
        client: client.id.clone(),
        redirect_uri: redirect_uri.to_owned(),
        response_mode,
        redirect_uri_given: requested_uri.is_some(),
        scopes,
        requested_scope: text("scope"),
        audience,
        nonce: text("nonce"),
        challenge: challenge.map_err(refuse)?,
        silent,
        fresh: prompts.contains(&"login"),
        select_account: prompts.contains(&"select_account"),
        max_age,
        login_hint: text("login_hint"),
        languages: parameters
            .get("lang")
            .copied()
            .into_iter()
            .chain(locales)
            .map(str::to_owned)
            .collect(),
        state: state.clone(),
    })
}

fn check_response(
    client: &Client,
    kind: Option<&str>,
    mode: Option<&str>,
) -> Result<(), OAuthError> {
    match kind {
        None => {
            return Err(OAuthError::invalid_request(
                "The parameter response_type is missing.",
            ));
        }
        Some("code") if client.allows_oauth(OAuthFlowType::Code) => {}
        Some("code") => {
            return Err(OAuthError::new(
                ErrorCode::UnauthorizedClient,
                "This client may not use the code grant.",
            ));
        }
        // No client may: the implicit grant is refused when a client is created.
        Some("token") => {
            return Err(OAuthError::new(
                ErrorCode::UnauthorizedClient,
                "This client may not use the implicit grant.",
            ));
        }
        Some(other) => {
            let description = format!("The response_type {other} is not supported. Use code.");
            return Err(OAuthError::new(
                ErrorCode::UnsupportedResponseType,
                description,
            ));
        }
    }
    match mode {
        None | Some("query" | "form_post") => Ok(()),
        Some(other) => Err(OAuthError::invalid_request(format!(
            "The response_mode {other} is not supported. Use query or form_post."
        ))),
    }
}

fn challenge(
    client: &Client,
    challenge: Option<&str>,
    method: Option<&str>,
) -> Result<Option<String>, OAuthError> {
    match (challenge, method) {
        (None, None) if client.requires_pkce => Err(OAuthError::invalid_request(
            "code_challenge is missing: this client demands PKCE.",
        )),
        (None, None) => Ok(None),
        (None, Some(_)) => Err(OAuthError::invalid_request(
            "code_challenge_method came without code_challenge.",
        )),
        (Some(_), None) => Err(OAuthError::invalid_request(
            "code_challenge_method is missing: it must be S256.",
        )),
        (Some(_), Some(method)) if method != pkce::METHOD => Err(OAuthError::invalid_request(
            "code_challenge_method must be S256.",
        )),
        (Some(challenge), Some(_)) if pkce::is_challenge(challenge) => {
            Ok(Some(challenge.to_owned()))
        }
        (Some(_), Some(_)) => Err(OAuthError::invalid_request(
            "code_challenge must be the base64url form of a SHA-256 hash.",
        )),
    }
}

#[cfg(test)]
pub(super) mod tests {
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
}
