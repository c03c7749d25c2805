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
    /// The code as programs see it.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::InvalidOptions => "invalid_options",
            Self::DiscoveryFailed => "discovery_failed",
            Self::InvalidState => "invalid_state",
            Self::InvalidIssuer => "invalid_issuer",
            Self::AuthorizationError => "authorization_error",
            Self::LoginRequired => "login_required",
            Self::TokenRefused => "token_refused",
            Self::InvalidIdToken => "invalid_id_token",
            Self::TemporarilyUnavailable => "temporarily_unavailable",
            Self::StorageUnavailable => "storage_unavailable",
        }
    }

    /// What happened and what to do next.
    const fn message(self) -> &'static str {
        match self {
            Self::InvalidOptions => "The sign-in library was called with settings it cannot use.",
            Self::DiscoveryFailed => {
                "The sign-in server did not describe itself as expected. Check the issuer."
            }
            Self::InvalidState => {
                "This sign-in was not begun in this tab or took too long. Please sign in again."
            }
            Self::InvalidIssuer => {
                "The answer came from another sign-in server. Please sign in again."
            }
            Self::AuthorizationError => "The sign-in server could not complete the sign-in.",
            Self::LoginRequired => "Nobody is signed in. Please sign in.",
            Self::TokenRefused => {
                "The sign-in server refused to issue tokens. Please sign in again."
            }
            Self::InvalidIdToken => "The ID token cannot be trusted. Please sign in again.",
            Self::TemporarilyUnavailable => {
                "The sign-in server cannot be reached. Please try again in a moment."
            }
            Self::StorageUnavailable => {
                "The browser does not let this page keep data. Please allow it and try again."
            }
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
        [
            ("code", self.code.as_str()),
            ("message", self.code.message()),
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
