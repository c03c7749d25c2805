//! Why an operation does not answer.

use crate::{hasher, keys};
use domain::refusal::{self, Refusal};
use shapes::{DecodeError, Exception, exception};
use sigv4::SignatureError;
use std::fmt;

/// Why an operation did not answer.
#[derive(Debug)]
pub enum Fault {
    /// A rule said no.
    Refused(Refusal),
    /// An error of the protocol itself.
    Protocol(Exception, String),
    /// The store failed.
    Store(store::Error),
    /// Something that must not happen did; the text is for the log only.
    Internal(String),
}

/// Writes a fault as the log has it.
impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(refusal) => write!(f, "refused: {refusal:?}"),
            Self::Protocol(exception, text) => write!(f, "{exception:?}: {text}"),
            Self::Store(error) => error.fmt(f),
            Self::Internal(text) => f.write_str(text),
        }
    }
}

impl std::error::Error for Fault {}

impl From<Refusal> for Fault {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

domain::from_notions!(Fault);

impl From<store::Error> for Fault {
    fn from(error: store::Error) -> Self {
        Self::Store(error)
    }
}

impl From<keys::Error> for Fault {
    fn from(error: keys::Error) -> Self {
        use keys::Error;
        match error {
            Error::Store(error) => Self::Store(error),
            Error::Missing(_) | Error::Broken(_) => Self::Internal(error.to_string()),
        }
    }
}

impl From<hasher::QueueFull> for Fault {
    fn from(_: hasher::QueueFull) -> Self {
        Self::Refused(refusal::Limit::Busy.into())
    }
}

impl From<DecodeError> for Fault {
    fn from(error: DecodeError) -> Self {
        match error {
            DecodeError::Serialization(text) => Self::Protocol(exception::SERIALIZATION, text),
            DecodeError::Constraint(text) => Self::Protocol(exception::VALIDATION, text),
        }
    }
}

impl From<SignatureError> for Fault {
    fn from(unsigned: SignatureError) -> Self {
        let (exception, text) = match unsigned {
            SignatureError::Missing => (
                exception::MISSING_AUTHENTICATION_TOKEN,
                "Missing Authentication Token".to_owned(),
            ),
            SignatureError::Incomplete(text) => (exception::INCOMPLETE_SIGNATURE, text),
            SignatureError::UnknownKey => (
                exception::UNRECOGNIZED_CLIENT,
                "The security token included in the request is invalid.".to_owned(),
            ),
            SignatureError::Wrong(text) => (exception::INVALID_SIGNATURE, text),
        };
        Self::Protocol(exception, text)
    }
}
