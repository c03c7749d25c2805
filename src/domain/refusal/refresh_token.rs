//! Refusals of refresh tokens.

/// A refresh token that gives no tokens, or cannot be revoked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RefreshToken {
    /// It is unknown or not this client's.
    Invalid,
    /// It has expired.
    Expired,
    /// It was revoked.
    Revoked,
    /// It was rotated away and its grace has passed.
    Reused,
    /// The request names a scope that was not granted.
    ScopeNotGranted,
    /// The client does not issue revocable tokens.
    RevocationDisabled,
    /// The token to revoke is not a refresh token.
    NotRevocable,
    /// The token to revoke is another client's.
    OtherClient,
}
