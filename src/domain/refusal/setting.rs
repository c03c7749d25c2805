//! Refusals of settings.

use super::Refusal;

/// A setting of a pool or client that breaks a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Setting {
    /// It breaks a rule: the complete reason.
    Invalid(String),
    /// The client's OAuth flows contradict each other: the complete reason.
    OAuthFlowInvalid(String),
    /// A custom scope does not exist.
    ScopeUnknown(String),
    /// A pool or client was changed since it was read for a change: `user pool`, `app client`.
    ChangedMeanwhile(&'static str),
}

/// Refuses a setting for this reason.
///
/// **Errors** always, [`Setting::Invalid`].
pub(crate) fn refuse_setting<T>(reason: impl Into<String>) -> Result<T, Refusal> {
    Err(Setting::Invalid(reason.into()).into())
}
