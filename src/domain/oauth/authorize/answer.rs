//! The redirects that answer an authorization request.

use super::Request;
use crate::oauth::OAuthError;
use url::form_urlencoded;
use wire::oauth::ErrorCode;

/// An error that a redirect carries to the client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErrorRedirect {
    /// The callback URL.
    pub redirect_uri: String,
    /// The error.
    pub error: OAuthError,
    /// The request's `state`.
    pub state: Option<String>,
}

impl Request {
    /// This error as a redirect to the client.
    pub fn refuse(&self, error: ErrorCode, description: &str) -> ErrorRedirect {
        ErrorRedirect {
            redirect_uri: self.redirect_uri.clone(),
            error: OAuthError::new(error, description),
            state: self.state.clone(),
        }
    }

    /// The URL that brings the code to the client.
    ///
    /// **Source** RFC 6749 §4.1.2; RFC 9207 for `iss`.
    pub fn code_url(&self, code: &str, issuer: &str) -> String {
        let state = self.state.iter().map(|state| ("state", state.as_str()));
        with_query(
            &self.redirect_uri,
            [("code", code)]
                .into_iter()
                .chain(state)
                .chain([("iss", issuer)]),
        )
    }
}

impl ErrorRedirect {
    /// The URL that brings the error to the client.
    ///
    /// **Source** RFC 6749 §4.1.2.1; RFC 9207 for `iss`.
    pub fn url(&self, issuer: &str) -> String {
        let error = [
            ("error", self.error.error.as_str()),
            ("error_description", &self.error.description),
        ];
        let state = self.state.iter().map(|state| ("state", state.as_str()));
        with_query(
            &self.redirect_uri,
            error.into_iter().chain(state).chain([("iss", issuer)]),
        )
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
            request.code_url("c", "i"),
            "http://localhost:3000/?x=1&code=c&iss=i"
        );
    }
}
