//! Why a call was refused: a code that programs compare and words for people.

use crate::json::JsonError;
use alloc::{borrow::ToOwned, boxed::Box, string::String};

/// The codes of `LoggiaError.code`; index.d.ts lists the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Code {
    /// The settings or options are not usable.
    InvalidOptions,
    /// The discovery document or the keys are not what the issuer must publish.
    DiscoveryFailed,
    /// The answer belongs to no sign-in that this tab began in the last ten minutes.
    InvalidState,
    /// The answer came from another issuer, or names none although it must (RFC 9207).
    InvalidIssuer,
    /// The authorization endpoint answered with an error.
    AuthorizationError,
    /// Nobody is signed in, or the session is over.
    LoginRequired,
    /// The token endpoint refused.
    TokenRefused,
    /// The ID token did not stand the checks.
    InvalidIdToken,
    /// No answer, or an answer that says to come back later; the session goes on.
    TemporarilyUnavailable,
    /// The browser refuses sessionStorage to this page.
    StorageUnavailable,
}

impl Code {
    /// The code as programs see it; what happened and what to do next.
    const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::InvalidOptions => (
                "invalid_options",
                "The sign-in library was called with settings it cannot use.",
            ),
            Self::DiscoveryFailed => (
                "discovery_failed",
                "The sign-in server did not describe itself as expected. Check the issuer.",
            ),
            Self::InvalidState => (
                "invalid_state",
                "This sign-in was not begun in this tab or took too long. Please sign in again.",
            ),
            Self::InvalidIssuer => (
                "invalid_issuer",
                "The answer came from another sign-in server. Please sign in again.",
            ),
            Self::AuthorizationError => (
                "authorization_error",
                "The sign-in server could not complete the sign-in.",
            ),
            Self::LoginRequired => ("login_required", "Nobody is signed in. Please sign in."),
            Self::TokenRefused => (
                "token_refused",
                "The sign-in server refused to issue tokens. Please sign in again.",
            ),
            Self::InvalidIdToken => (
                "invalid_id_token",
                "The ID token cannot be trusted. Please sign in again.",
            ),
            Self::TemporarilyUnavailable => (
                "temporarily_unavailable",
                "The sign-in server cannot be reached. Please try again in a moment.",
            ),
            Self::StorageUnavailable => (
                "storage_unavailable",
                "The browser does not let this page keep data. Please allow it and try again.",
            ),
        }
    }
}

/// Why a call is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// What kind.
    pub(crate) code: Code,
    /// The `error` of the server, or empty.
    pub(crate) error: String,
    /// The `error_description` of the server, or which check failed, or empty.
    pub(crate) description: String,
}

/// A refusal as one pointer, because every `?` copies it.
pub(crate) type BoxedRefusal = Box<Refusal>;

impl Refusal {
    /// A refusal with a reason for the developer.
    pub(crate) fn because(code: Code, description: &str) -> BoxedRefusal {
        Box::new(Self {
            code,
            error: String::new(),
            description: description.to_owned(),
        })
    }

    /// The members of the `LoggiaError`, with their names.
    pub(crate) fn members(&self) -> [(&str, &str); 4] {
        let (code, message) = self.code.words();
        [
            ("code", code),
            ("message", message),
            ("error", &self.error),
            ("description", &self.description),
        ]
    }
}

impl From<Code> for BoxedRefusal {
    fn from(code: Code) -> Self {
        Refusal::because(code, "")
    }
}

/// For what the server publishes; the other texts are read with an error of their own.
impl From<JsonError> for BoxedRefusal {
    fn from(_: JsonError) -> Self {
        Code::DiscoveryFailed.into()
    }
}
