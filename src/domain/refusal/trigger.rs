//! Refusals of pools' functions.

/// A pool's function that refused, or gave no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trigger {
    /// It refused: the trigger's name, the function's own words.
    Refused(&'static str, String),
    /// It gave no answer: the trigger's name, why.
    Unavailable(&'static str, TriggerFault),
    /// Its answer cannot be read.
    AnswerInvalid,
}

/// Why a function gave no answer at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TriggerFault {
    /// No attempt was answered in time.
    Silent,
    /// It cannot be reached, or failed before it ran.
    Unreachable,
    /// No setting gives its address.
    Missing,
    /// This server may not call it.
    Denied,
    /// It is called too often.
    Throttled,
}
