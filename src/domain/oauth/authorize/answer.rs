//! Where the browser carries the answer to an authorization request.

use super::Request;
use crate::oauth::OAuthError;
use url::form_urlencoded;
use wire::oauth::ErrorCode;

/// An error that the browser carries back to the client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErrorRedirect {
    /// Where to.
    pub redirect_uri: String,
    /// What.
    pub error: OAuthError,
    /// The request's `state`.
    pub state: Option<String>,
}

impl Request {
    /// An error for the client.
    pub fn refuse(&self, error: ErrorCode, description: &str) -> ErrorRedirect {
        ErrorRedirect {
            redirect_uri: self.redirect_uri.clone(),
            error: OAuthError::new(error, description),
            state: self.state.clone(),
        }
    }

    /// Where the browser carries the code.
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
    /// Where the browser carries the error.
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

/// The URL with more parameters; what was registered stays as it was written.
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
