//! Signing in: the way to the server, and its answer.
//!
//! **Source** RFC 6749 §4.1, RFC 7636, RFC 9207, OpenID Connect Core §3.1.2.

use crate::{
    base64url,
    browser::{self, Record},
    client::{Client, Provider, without_slash},
    error::{BoxedRefusal, Code, Refusal},
    form::{form, text},
    json::{Json, JsonError},
    token::Origin,
    token_store::SignInAttempt,
};
use alloc::{borrow::ToOwned, boxed::Box, string::String, vec, vec::Vec};

/// Which page the person sees first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EntryPage {
    /// Whatever the server thinks right: sign-in, or straight back.
    SignIn,
    /// Registration.
    SignUp,
}

/// The names in `signIn`'s options that become parameters as they are.
const OPTIONS: &[(&str, &str)] = &[
    ("loginHint", "login_hint"),
    ("prompt", "prompt"),
    ("lang", "lang"),
    ("acr", "acr_values"),
];

/// `url` with more parameters in its query.
pub(crate) fn with_query(url: &str, pairs: &[(&str, &str)]) -> String {
    [
        url,
        if url.as_bytes().contains(&b'?') {
            "&"
        } else {
            "?"
        },
        &form(pairs),
    ]
    .concat()
}

/// What the app asks of one sign-in, as parameters. One of the server's own names is never the app's to set.
fn parameters<'a>(
    options: &'a Json,
    fixed: &[(&str, &str)],
) -> Result<Vec<(&'a str, &'a str)>, JsonError> {
    let mut parameters = Vec::new();
    for (name, parameter) in OPTIONS {
        parameters.push((*parameter, options.text(name)?.unwrap_or_default()));
    }
    match options.member("extra")? {
        None => {}
        Some(Json::Object(members)) => {
            for (name, value) in members {
                let Json::Text(value) = value else {
                    return Err(JsonError);
                };
                if fixed.iter().all(|(our, _)| our != name) {
                    parameters.push((name, value));
                }
            }
        }
        Some(_) => return Err(JsonError),
    }
    Ok(parameters)
}

/// The registration page of the server whose authorization endpoint this is.
fn sign_up_page(authorization: &str) -> Option<String> {
    authorization
        .strip_suffix(wire::route::AUTHORIZE)
        .map(|server| [server, wire::route::SIGNUP].concat())
}

/// A sign-in about to begin.
pub(crate) struct SignIn {
    entry: EntryPage,
    options: Json,
    state: String,
    /// What the answer will be held against.
    pub(crate) attempt: SignInAttempt,
}

impl SignIn {
    /// With the app's options as JSON text.
    pub(crate) fn new(entry: EntryPage, options: &str) -> Result<Self, BoxedRefusal> {
        let options = Json::parse(options, &[]).map_err(option_refusal)?;
        parameters(&options, &[]).map_err(option_refusal)?;
        let return_to = options
            .text("returnTo")
            .map_err(option_refusal)?
            .unwrap_or_default();
        let secrets = browser::random(64)?;
        let secret = |bytes| base64url::encode(secrets.get(bytes).unwrap_or_default());
        let attempt = SignInAttempt::new(
            secret(32..64),
            secret(16..32),
            return_to.to_owned(),
            browser::now(),
        );
        Ok(Self {
            entry,
            options,
            state: secret(0..16),
            attempt,
        })
    }

    /// Remembers the attempt and gives the URL to leave for.
    pub(crate) fn leave(&self, client: &Client, hash: &[u8]) -> Result<String, BoxedRefusal> {
        if hash.is_empty() {
            return Err(Refusal::because(
                Code::InvalidOptions,
                "WebCrypto is missing: it needs https or localhost",
            ));
        }
        client.store.remember(&self.state, &self.attempt)?;
        let authorization = client.url("authorization_endpoint")?;
        let page = match self.entry {
            EntryPage::SignIn => None,
            EntryPage::SignUp => sign_up_page(authorization),
        };
        let settings = &client.settings;
        let challenge = base64url::encode(hash);
        let mut pairs = vec![
            ("response_type", "code"),
            ("client_id", settings.client_id()),
            ("redirect_uri", settings.redirect_uri()),
            ("scope", settings.scope()),
            ("state", &self.state),
            ("nonce", &self.attempt.nonce),
            ("code_challenge", &challenge),
            ("code_challenge_method", wire::pkce::METHOD),
        ];
        let more = parameters(&self.options, &pairs).map_err(option_refusal)?;
        pairs.extend(more);
        Ok(with_query(page.as_deref().unwrap_or(authorization), &pairs))
    }
}

/// The refusal of an option that is not of its type.
pub(crate) fn option_refusal(_: JsonError) -> BoxedRefusal {
    Refusal::because(Code::InvalidOptions, "an option is not of the right type")
}

/// The address and the query of a URL.
fn split(url: &str) -> (&str, &str) {
    let url = url.split_once('#').map_or(url, |(url, _)| url);
    url.split_once('?').unwrap_or((url, ""))
}

/// An answer that belongs to a sign-in of this tab.
pub(crate) struct CodeExchange {
    code: String,
    attempt: SignInAttempt,
    /// Whether the answer names its issuer.
    has_issuer: bool,
}

impl CodeExchange {
    /// Takes the answer out of `url`; `None` when there is none: an answer has a state, and a code or an error, and comes to
    /// the redirect URI unless a sign-in of this tab is waiting for it. The app may have parameters of these names of its own.
    /// The attempt it belongs to is used up.
    ///
    /// **Errors** [`Code::InvalidState`], [`Code::InvalidIssuer`], and what the server answered.
    pub(crate) fn new(client: &Client, url: &str) -> Result<Option<Self>, BoxedRefusal> {
        let (address, query) = split(url);
        let (state, error, code) = (
            text(query, "state"),
            text(query, "error"),
            text(query, "code"),
        );
        if state.is_empty() || error.is_empty() && code.is_empty() {
            return Ok(None);
        }
        let attempt = client.store.take(&state, browser::now())?;
        let callback = split(client.settings.redirect_uri()).0;
        if attempt.is_none() && without_slash(address) != without_slash(callback) {
            return Ok(None);
        }
        // As it stands: one that cannot be read is foreign too.
        let issuer = Record::read(query).get("iss");
        let has_issuer = issuer.is_some();
        if issuer.is_some_and(|issuer| issuer != client.settings.issuer()) {
            return Err(Code::InvalidIssuer.into());
        }
        let attempt = attempt.ok_or(Code::InvalidState)?;
        if error.is_empty() {
            return Ok(Some(Self {
                code,
                attempt,
                has_issuer,
            }));
        }
        let login = error == wire::oauth::ErrorCode::LoginRequired.as_str();
        let code = if login {
            Code::LoginRequired
        } else {
            Code::AuthorizationError
        };
        Err(Box::new(Refusal {
            code,
            error,
            description: text(query, "error_description"),
        }))
    }

    /// Refuses an answer without an issuer where `provider` says that its answers have one: it is another server's.
    ///
    /// **Errors** [`Code::InvalidIssuer`].
    /// **Source** RFC 9207 §2.4.
    pub(crate) fn check_issuer(&self, provider: &Provider) -> Result<(), BoxedRefusal> {
        if self.has_issuer || !provider.names_itself()? {
            Ok(())
        } else {
            Err(Code::InvalidIssuer.into())
        }
    }

    /// What to send to the token endpoint.
    pub(crate) fn form(&self, client: &Client) -> String {
        form(&[
            ("grant_type", "authorization_code"),
            ("client_id", client.settings.client_id()),
            ("redirect_uri", client.settings.redirect_uri()),
            ("code", &self.code),
            ("code_verifier", &self.attempt.verifier),
        ])
    }

    /// What the ID token must answer.
    pub(crate) fn origin(&self) -> Origin<'_> {
        Origin::SignIn {
            nonce: &self.attempt.nonce,
        }
    }

    /// Where the app goes on after the sign-in; may be empty.
    pub(crate) fn return_to(&self) -> &str {
        &self.attempt.return_to
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_become_parameters() {
        let read = |text: &str, fixed: &[(&str, &str)]| {
            let options = Json::parse(text, &[])?;
            parameters(&options, fixed).map(|pairs| form(&pairs))
        };
        let all = r#"{"loginHint":"ada@example.com","prompt":"login","lang":"de","acr":"mfa","returnTo":"/a","extra":{"identity_provider":"Google","state":"mine"}}"#;
        let expect = "login_hint=ada%40example.com&prompt=login&lang=de&acr_values=mfa&identity_provider=Google";
        assert_eq!(read(all, &[("state", "s")]).as_deref(), Ok(expect));
        assert_eq!(read("{}", &[]).as_deref(), Ok(""));
        for wrong in [
            "",
            "[]",
            r#"{"prompt":1}"#,
            r#"{"extra":"x"}"#,
            r#"{"extra":{"a":1}}"#,
        ] {
            assert_eq!(read(wrong, &[]), Err(JsonError), "{wrong}");
        }
    }

    #[test]
    fn a_query_begins_or_goes_on() {
        assert_eq!(
            with_query("https://id.example/a", &[("b", "c d")]),
            "https://id.example/a?b=c+d"
        );
        assert_eq!(
            with_query("https://id.example/a?b=c", &[("d", "e")]),
            "https://id.example/a?b=c&d=e"
        );
    }

    #[test]
    fn registration_is_beside_the_authorization_endpoint() {
        assert_eq!(
            sign_up_page("https://id.example/oauth2/authorize").as_deref(),
            Some("https://id.example/signup")
        );
        assert_eq!(sign_up_page("https://id.example/authorize"), None);
    }
}
