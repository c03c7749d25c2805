//! Refusals of codes.

/// A code sent to a user that is wrong or no longer valid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Code {
    /// It is wrong.
    Wrong,
    /// It is too old, was superseded, or none was requested.
    Expired,
}
