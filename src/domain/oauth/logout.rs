//! The logout endpoint: where the browser may go after a sign-out.

use super::{OAuthError, authorize::with_query, parameters, redirect};
use crate::client::Client;

/// What follows once the browser's session is ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Logout {
    /// The browser goes to this registered address.
    To(String),
    /// The sign-in page, with these parameters of an authorization request.
    Login(Vec<(String, String)>),
    /// The page that says that nobody is signed in any more.
    SignedOut,
    /// The person says whether to sign out: nothing tells which app asks for it.
    Ask,
}

/// The parameters of a sign-out request that go on to the sign-in page.
const LOGIN_PARAMETERS: [&str; 12] = [
    "response_type",
    "response_mode",
    "client_id",
    "redirect_uri",
    "scope",
    "state",
    "nonce",
    "code_challenge",
    "code_challenge_method",
    "login_hint",
    "lang",
    "ui_locales",
];

/// The client that signs out: `client_id`, or `hint_audience`, the audience of the verified `id_token_hint`; `None`
/// where the request has neither.
///
/// **Errors** `invalid_request` if they contradict each other.
/// **Source** OpenID Connect RP-Initiated Logout 1.0 §2.
pub fn client_of(
    pairs: &[(String, String)],
    hint_audience: Option<&str>,
) -> Result<Option<String>, OAuthError> {
    let parameters = parameters(pairs)?;
    match (parameters.get("client_id"), hint_audience) {
        (Some(client), Some(audience)) if *client != audience => Err(OAuthError::invalid_request(
            "client_id and id_token_hint name different clients.",
        )),
        (Some(client), _) => Ok(Some((*client).to_owned())),
        (None, audience) => Ok(audience.map(str::to_owned)),
    }
}

/// Decides where the browser goes after a sign-out of this client.
///
/// Cognito's parameters are `logout_uri`, which wins, or `redirect_uri` with `response_type` for a new sign-in; OpenID
/// Connect's are `post_logout_redirect_uri` with `state`. `logout_uri` and `post_logout_redirect_uri` must be
/// registered as sign-out URLs, `redirect_uri` as a callback URL. A request of OpenID Connect without an address ends
/// at a page, and one that has an address but no client asks the person.
///
/// **Errors** `invalid_request` for an address that is not registered, and for a request of Cognito without an address or
/// a client.
/// **Source** OpenID Connect RP-Initiated Logout 1.0 §2: without a valid hint the person should be asked.
pub fn decide(client: Option<&Client>, pairs: &[(String, String)]) -> Result<Logout, OAuthError> {
    let parameters = parameters(pairs)?;
    let value = |name: &str| parameters.get(name).copied();
    let to = |address: &str, state: Option<&str>| match client {
        None => Err(OAuthError::invalid_request(
            "The parameter client_id is missing.",
        )),
        Some(client) if client.logout_urls().iter().any(|url| url == address) => Ok(Logout::To(
            with_query(address, state.map(|state| ("state", state)).into_iter()),
        )),
        Some(_) => Err(OAuthError::invalid_request("redirect_mismatch")),
    };
    if let Some(address) = value("logout_uri") {
        return to(address, value("state"));
    }
    if let Some(address) = value("post_logout_redirect_uri") {
        if client.is_none() {
            return Ok(Logout::Ask);
        }
        return to(address, value("state"));
    }
    if let Some(address) = value("redirect_uri") {
        let Some(client) = client else {
            return Err(OAuthError::invalid_request(
                "The parameter client_id is missing.",
            ));
        };
        if value("response_type").is_none() {
            return Err(OAuthError::invalid_request(
                "Required String parameter 'response_type' is not present",
            ));
        }
        if redirect::callback(client, Some(address)).is_none() {
            return Err(OAuthError::invalid_request("redirect_mismatch"));
        }
        let mut login: Vec<(String, String)> = LOGIN_PARAMETERS
            .iter()
            .filter_map(|name| value(name).map(|value| ((*name).to_owned(), value.to_owned())))
            .collect();
        if value("client_id").is_none() {
            login.push(("client_id".to_owned(), client.id.to_string()));
        }
        return Ok(Logout::Login(login));
    }
    if value("client_id").is_some() && value("id_token_hint").is_none() {
        return Err(OAuthError::invalid_request(
            "Required String parameter 'logout_uri' is not present",
        ));
    }
    Ok(Logout::SignedOut)
}

#[cfg(test)]
mod tests {
    use super::super::authorize::tests::{client, pairs};
    use super::*;

    #[test]
    fn only_registered_addresses_follow_a_sign_out() {
        let client = client();
        let check = |parameters: &[(&str, &str)], expect: Result<Logout, &str>| {
            let outcome = decide(Some(&client), &pairs(parameters));
            match (outcome, expect) {
                (Ok(outcome), Ok(expect)) => assert_eq!(outcome, expect),
                (Err(error), Err(part)) => {
                    assert!(error.description.contains(part), "{}", error.description)
                }
                (outcome, expect) => panic!("{parameters:?}: {outcome:?} is not {expect:?}"),
            }
        };
        let bye = || Ok(Logout::To("https://a.example/bye".to_owned()));
        check(
            &[("client_id", "c1"), ("logout_uri", "https://a.example/bye")],
            bye(),
        );
        check(
            &[
                ("client_id", "c1"),
                ("logout_uri", "https://a.example/bye/"),
            ],
            Err("redirect_mismatch"),
        );
        check(
            &[("client_id", "c1"), ("logout_uri", "https://a.example/cb")],
            Err("redirect_mismatch"),
        );
        check(
            &[
                ("client_id", "c1"),
                ("logout_uri", "https://a.example/bye"),
                ("redirect_uri", "https://evil.example"),
            ],
            bye(),
        );
        check(
            &[
                ("id_token_hint", "t"),
                ("post_logout_redirect_uri", "https://a.example/bye"),
            ],
            bye(),
        );
        check(
            &[
                ("client_id", "c1"),
                ("post_logout_redirect_uri", "https://a.example/bye"),
                ("state", "s&"),
            ],
            Ok(Logout::To("https://a.example/bye?state=s%26".to_owned())),
        );
        check(
            &[("post_logout_redirect_uri", "https://evil.example")],
            Err("redirect_mismatch"),
        );
        let login = [
            ("response_type", "code"),
            ("client_id", "c1"),
            ("redirect_uri", "https://a.example/cb"),
        ];
        check(&login, Ok(Logout::Login(pairs(&login))));
        check(
            &[
                ("client_id", "c1"),
                ("redirect_uri", "https://a.example/cb"),
            ],
            Err("response_type"),
        );
        check(
            &[
                ("client_id", "c1"),
                ("redirect_uri", "https://evil.example"),
                ("response_type", "code"),
            ],
            Err("redirect_mismatch"),
        );
        check(&[("client_id", "c1")], Err("logout_uri"));
        check(
            &[("client_id", "c1"), ("id_token_hint", "t")],
            Ok(Logout::SignedOut),
        );
        check(&[], Ok(Logout::SignedOut));
        check(&[("logout_uri", "a"), ("logout_uri", "b")], Err("repeated"));
    }

    #[test]
    fn an_address_needs_a_client_or_the_persons_consent() {
        let parameters = pairs(&[("post_logout_redirect_uri", "https://a.example/bye")]);
        assert_eq!(decide(None, &parameters), Ok(Logout::Ask));
        let cognitos = pairs(&[("logout_uri", "https://a.example/bye")]);
        assert!(decide(None, &cognitos).is_err());
        assert_eq!(client_of(&parameters, None), Ok(None));
        assert_eq!(
            client_of(&parameters, Some("c1")),
            Ok(Some("c1".to_owned()))
        );
        assert!(client_of(&pairs(&[("client_id", "c2")]), Some("c1")).is_err());
    }
}
