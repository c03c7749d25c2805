//! Refusals of new passwords.

/// A new password that may not be set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Password {
    /// It breaks a rule of the policy: the complete reason.
    Policy(String),
    /// It was used before.
    Reused,
}
