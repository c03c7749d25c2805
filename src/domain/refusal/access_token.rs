//! Refusals of access tokens.

/// An access token that is not valid for the call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AccessToken {
    /// It is malformed, of another pool, or not an access token.
    Invalid,
    /// It has expired.
    Expired,
    /// It was revoked.
    Revoked,
    /// It lacks `aws.cognito.signin.user.admin`.
    ScopeMissing,
}
