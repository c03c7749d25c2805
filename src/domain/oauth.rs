//! OAuth 2.0 and OpenID Connect: authorization requests, scopes, authorization codes and sign-out.
//!
//! Owns: the rules of their parameters and what follows. Must not know: HTTP, cookies, the pages, how tokens are signed.

pub mod authorize;
pub mod code;
pub mod logout;
pub mod redirect;
pub mod resource;
pub mod scope;

use std::collections::BTreeMap;
use wire::oauth::ErrorCode;

/// An error of an OAuth endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OAuthError {
    /// `error`.
    pub error: ErrorCode,
    /// `error_description`: printable ASCII without `"` and `\`, as RFC 6749 §5.2 asks.
    pub description: String,
}

impl OAuthError {
    /// An error with its description.
    pub fn new(error: ErrorCode, description: impl Into<String>) -> Self {
        let description: String = description.into();
        let allowed = |c: char| matches!(c, ' '..='~') && c != '"' && c != '\\';
        Self {
            error,
            description: description
                .chars()
                .map(|c| if allowed(c) { c } else { '?' })
                .collect(),
        }
    }

    /// An `invalid_request`: a parameter is missing, repeated or malformed.
    pub fn invalid_request(description: impl Into<String>) -> Self {
        Self::new(ErrorCode::InvalidRequest, description)
    }
}

/// The parameters of a request by name; a parameter without a value counts as left out.
///
/// **Errors** `invalid_request` for a parameter that comes twice (RFC 6749 §3.1, §3.2).
pub fn parameters<'a>(
    pairs: &'a [(String, String)],
) -> Result<BTreeMap<&'a str, &'a str>, OAuthError> {
    let mut parameters: BTreeMap<&'a str, &'a str> = BTreeMap::new();
    for (name, value) in pairs.iter().filter(|(_, value)| !value.is_empty()) {
        if parameters.insert(name, value).is_some() {
            return Err(OAuthError::invalid_request(format!(
                "The parameter {name} is repeated."
            )));
        }
    }
    Ok(parameters)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repeated_parameter_is_refused_and_an_empty_one_is_absent() {
        let pairs = |list: &[(&str, &str)]| {
            list.iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect::<Vec<_>>()
        };
        let request = pairs(&[("state", ""), ("scope", "openid"), ("state", "s")]);
        assert_eq!(
            parameters(&request),
            Ok([("scope", "openid"), ("state", "s")].into())
        );
        let twice = pairs(&[("state", "a"), ("state", "a")]);
        assert_eq!(
            parameters(&twice).map_err(|error| error.error),
            Err(ErrorCode::InvalidRequest)
        );
    }

    #[test]
    fn descriptions_are_printable() {
        assert_eq!(
            OAuthError::invalid_request("a\"b\r\nö").description,
            "a?b???"
        );
    }
}
