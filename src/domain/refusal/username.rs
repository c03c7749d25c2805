//! Refusals of user names and aliases.

/// A user name or alias that is taken or malformed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Username {
    /// It is taken.
    Taken,
    /// The attribute that is the user name is taken: `email`, `phone_number`.
    AttributeTaken(String),
    /// Another user's verified alias: `email`, `phone_number`, `preferred_username`.
    AliasTaken(String),
    /// It breaks a rule of the user name: the complete reason.
    Invalid(String),
}
