//! How keeping fails.

use std::fmt;

/// The result of everything the store does.
pub type Result<T> = std::result::Result<T, Error>;

/// Why a read or a write failed. The texts are for the log, never for an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    /// Something must be unique and is not, or changed since it was read; nothing of the batch was written.
    Conflict(Conflict),
    /// A stored value cannot be read: it was tampered with, or sealed with a key that is not in the keyring.
    Corrupt(String),
    /// The database did not do it; trying later may help.
    Unavailable(String),
}

impl Error {
    /// What is in conflict, if that is what went wrong.
    pub const fn conflict(&self) -> Option<&Conflict> {
        match self {
            Self::Conflict(conflict) => Some(conflict),
            Self::Corrupt(_) | Self::Unavailable(_) => None,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Conflict(conflict) => {
                write!(f, "conflict: {conflict} is taken or was changed meanwhile")
            }
            Self::Corrupt(what) => write!(f, "kept data cannot be read: {what}"),
            Self::Unavailable(what) => write!(f, "the database is not available: {what}"),
        }
    }
}

impl std::error::Error for Error {}

/// What is taken already, or was changed or deleted since it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Conflict {
    /// A user pool.
    Pool,
    /// The domain of a user pool.
    Domain,
    /// An app client.
    Client,
    /// A brand.
    Brand,
    /// A user.
    User,
    /// The user name of another user.
    Username,
    /// Another user's alias: `email`, `phone_number`, `preferred_username`.
    Alias(String),
    /// A token family, or one of its refresh tokens.
    Family,
    /// An authorization code.
    Authorization,
    /// A browser session.
    BrowserSession,
    /// A signing key.
    SigningKey,
    /// The current signing key of a pool.
    CurrentSigningKey,
    /// An access key of an administrator.
    AccessKey,
    /// The key of a link into the studio.
    StudioKey,
    /// A link into the studio.
    StudioLink,
    /// A row of another table.
    Row,
}

impl Conflict {
    /// The conflict that the violation of a unique constraint of this table means: the one place that knows tables by
    /// their names. Conflicts of names and versions do not come by constraints; the entities find those themselves.
    pub(crate) fn of_table(table: &str) -> Self {
        match table {
            "pools" => Self::Pool,
            "pool_domains" => Self::Domain,
            "clients" | "client_pools" => Self::Client,
            "brands" => Self::Brand,
            "users" => Self::User,
            "families" | "family_refresh" => Self::Family,
            "authorizations" => Self::Authorization,
            "browser_sessions" => Self::BrowserSession,
            "signing_keys" => Self::CurrentSigningKey,
            "access_keys" => Self::AccessKey,
            "studio_keys" => Self::StudioKey,
            "studio_links" => Self::StudioLink,
            _ => Self::Row,
        }
    }
}

impl fmt::Display for Conflict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match self {
            Self::Pool => "the user pool",
            Self::Domain => "the domain",
            Self::Client => "the app client",
            Self::Brand => "the brand",
            Self::User => "the user",
            Self::Username => "the user name",
            Self::Alias(attribute) => return write!(f, "the alias {attribute}"),
            Self::Family => "the token family",
            Self::Authorization => "the authorization code",
            Self::BrowserSession => "the browser session",
            Self::SigningKey => "the signing key",
            Self::CurrentSigningKey => "the current signing key",
            Self::AccessKey => "the access key",
            Self::StudioKey => "the studio key",
            Self::StudioLink => "the studio link",
            Self::Row => "a row",
        };
        f.write_str(name)
    }
}

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
