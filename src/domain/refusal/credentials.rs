//! Refusals of credentials.

/// A password, or a proof of it, that does not sign the user in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Credentials {
    /// Wrong password, wrong proof, or a user who must not be told apart from one.
    Wrong,
    /// Too many wrong passwords; wait.
    LockedOut,
    /// The temporary password is too old.
    TemporaryPasswordExpired,
    /// SRP's `A` is 0 mod N or is not hex.
    SrpInvalid,
}
