//! Refusals of second factors.

/// A second factor that is missing, or whose tries are used up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SecondFactor {
    /// A second factor is required, and neither pool nor user has one.
    Unavailable,
    /// Too many codes of a second factor were wrong: the sign-in is over.
    TriesSpent,
    /// A choice among second factors breaks a rule: the complete reason.
    PreferenceInvalid(String),
}
