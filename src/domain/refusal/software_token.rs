//! Refusals of authenticator apps.

/// An authenticator app whose code is wrong, or that is not set up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SoftwareToken {
    /// The code is not what the user's authenticator app shows.
    Wrong,
    /// The code, or a later one of the same authenticator app, was accepted before.
    Used,
    /// The pool has no authenticator apps.
    NotAllowed,
    /// No secret was requested for an authenticator app.
    NotAssociated,
    /// The code does not prove that an authenticator app has the secret.
    NotProved,
    /// No code has proved yet that an authenticator app has the secret.
    Unverified,
}
