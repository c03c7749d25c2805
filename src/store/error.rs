//! How keeping fails.

use std::fmt;

/// The result of everything the store does.
pub type Result<T> = std::result::Result<T, Error>;

/// Why something was not kept or not found out. The texts are for the log, never for an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    /// Something must be unique and is not, or changed since it was read; nothing of the batch was written.
    ///
    /// **Shape** what: the name of the entity (`pool`, `domain`, `client`, `user`, `family`, `authorization`, …), or
    /// `username`, or `alias:<attribute>`.
    Conflict(String),
    /// What is kept cannot be read: it was tampered with, or sealed with a key that is not in the keyring.
    Corrupt(String),
    /// The database did not do it; trying later may help.
    Unavailable(String),
}

impl Error {
    /// What is in conflict, if that is what went wrong.
    pub fn conflict(&self) -> Option<&str> {
        match self {
            Self::Conflict(what) => Some(what),
            Self::Corrupt(_) | Self::Unavailable(_) => None,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Conflict(what) => write!(f, "conflict: {what} is taken or was changed meanwhile"),
            Self::Corrupt(what) => write!(f, "kept data cannot be read: {what}"),
            Self::Unavailable(what) => write!(f, "the database is not available: {what}"),
        }
    }
}

impl std::error::Error for Error {}

/// For documents of our own making, which cannot fail to be written or read but by corruption.
impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        // The message of serde_json quotes values; place and kind are enough and reveal nothing.
        Self::Corrupt(format!(
            "JSON {:?} error at line {} column {}",
            error.classify(),
            error.line(),
            error.column()
        ))
    }
}
