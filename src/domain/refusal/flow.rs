//! Refusals of flows.

/// A sign-in flow that the client may not begin, or that cannot go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Flow {
    /// The client does not allow this flow.
    NotEnabled(String),
    /// The flow's name is unknown to this build, or not allowed at this entry point.
    Unknown(String),
    /// The flow token is unknown, was used, or belongs to another client.
    TokenInvalid,
    /// The flow token is too old.
    TokenExpired,
    /// The answer names another challenge than the one that waits.
    ChallengeMismatch,
}
