//! Refusals at limits.

/// A limit that was reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Limit {
    /// Too many tries at a limited action.
    TooManyTries,
    /// Too much work is waiting.
    Busy,
}
