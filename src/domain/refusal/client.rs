//! Refusals of app clients.

/// An app client that does not exist, or did not prove its secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Client {
    /// No such app client.
    Unknown(String),
    /// The client has a secret, and no secret hash came.
    SecretHashMissing(String),
    /// The client has no secret, and a secret hash came.
    SecretHashUnexpected(String),
    /// The secret hash is wrong.
    SecretHashWrong(String),
    /// The client's secret is wrong or missing.
    SecretWrong,
}
