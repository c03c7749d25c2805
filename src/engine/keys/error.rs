//! The errors of signing keys.

use domain::id::PoolId;

/// Why a key could not be used.
#[derive(Debug)]
pub enum Error {
    /// The store failed.
    Store(store::Error),
    /// The pool has no key of this kind: it does not exist, or is being deleted.
    Missing(PoolId),
    /// A key cannot be made, read or used.
    Broken(String),
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Store(error) => write!(f, "{error}"),
            Self::Missing(pool) => write!(f, "pool {pool} has no signing key"),
            Self::Broken(what) => f.write_str(what),
        }
    }
}

impl std::error::Error for Error {}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        Self::Store(error)
    }
}
