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
pub(super) mod tests;
