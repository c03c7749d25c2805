//! Refusals of users.

/// A user who does not exist, or whose status forbids the request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum User {
    /// No such user. Masked where the client hides user existence.
    Unknown,
    /// The account is disabled.
    Disabled,
    /// The sign-up was never confirmed.
    Unconfirmed,
    /// An administrator or an import asks for a new password first.
    ResetRequired,
    /// The status forbids a reset.
    ResetNotAllowed,
    /// Only administrators create users here.
    SignUpClosed,
    /// The user is confirmed already.
    AlreadyConfirmed,
    /// The user's status forbids confirming: the status.
    CannotConfirm(String),
    /// The status forbids repeating the invitation.
    UnsupportedState(String),
}
