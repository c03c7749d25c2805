//! The answers to an authorization request, and how they reach the client.

use super::Request;
use crate::oauth::OAuthError;
use url::form_urlencoded;
use wire::oauth::ErrorCode;

/// How an answer reaches the client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResponseMode {
    /// In the query of the callback URL.
    Query,
    /// As a form that the browser posts to the callback URL.
    ///
    /// **Source** OAuth 2.0 Form Post Response Mode.
    FormPost,
}

/// An answer on its way to the client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The callback URL.
    pub redirect_uri: String,
    /// How it gets there.
    pub response_mode: ResponseMode,
    /// Its parameters, in order.
    pub parameters: Vec<(&'static str, String)>,
}

impl Answer {
    /// The URL that brings the answer to the client in its query.
    pub fn url(&self) -> String {
        let parameters = self.parameters.iter();
        with_query(
            &self.redirect_uri,
            parameters.map(|(name, value)| (*name, value.as_str())),
        )
    }

    /// With what every answer carries.
    fn with(mut self, state: Option<&str>, issuer: &str) -> Self {
        let state = state.map(|state| ("state", state.to_owned()));
        self.parameters.extend(state);
        self.parameters.push(("iss", issuer.to_owned()));
        self
    }
}

/// An error that is told to the client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErrorRedirect {
    /// The callback URL.
    pub redirect_uri: String,
    /// How the error gets there.
    pub response_mode: ResponseMode,
    /// The error.
    pub error: OAuthError,
    /// The request's `state`.
    pub state: Option<String>,
}

impl Request {
    /// This error as an answer to the client.
    pub fn refuse(&self, error: ErrorCode, description: &str) -> ErrorRedirect {
        ErrorRedirect {
            redirect_uri: self.redirect_uri.clone(),
            response_mode: self.response_mode,
            error: OAuthError::new(error, description),
            state: self.state.clone(),
        }
    }

    /// The answer with the code.
    ///
    /// **Source** RFC 6749 §4.1.2; RFC 9207 for `iss`.
    pub fn code_answer(&self, code: &str, issuer: &str) -> Answer {
        Answer {
            redirect_uri: self.redirect_uri.clone(),
            response_mode: self.response_mode,
            parameters: vec![("code", code.to_owned())],
        }
        .with(self.state.as_deref(), issuer)
    }
}

impl ErrorRedirect {
    /// The answer with the error.
    ///
    /// **Source** RFC 6749 §4.1.2.1; RFC 9207 for `iss`.
    pub fn answer(&self, issuer: &str) -> Answer {
        Answer {
            redirect_uri: self.redirect_uri.clone(),
            response_mode: self.response_mode,
            parameters: vec![
                ("error", self.error.error.as_str().to_owned()),
                ("error_description", self.error.description.clone()),
            ],
        }
        .with(self.state.as_deref(), issuer)
    }
}

/// The URL with more query parameters; its own stay byte for byte as they were registered.
pub(in crate::oauth) fn with_query<'a>(
    url: &str,
    pairs: impl Iterator<Item = (&'a str, &'a str)>,
) -> String {
    let query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish();
    let joint = match url.split_once('?') {
        _ if query.is_empty() => "",
        None => "?",
        Some((_, "")) => "",
        Some(_) => "&",
    };
    format!("{url}{joint}{query}")
}

#[cfg(test)]
mod tests {
    use super::super::tests::request;

    #[test]
    fn a_registered_query_is_kept() {
        let request = request(&[
            ("redirect_uri", "http://localhost:3000/?x=1"),
            ("state", ""),
        ])
        .expect("sound");
        assert_eq!(
            request.code_answer("c", "i").url(),
            "http://localhost:3000/?x=1&code=c&iss=i"
        );
    }
}
