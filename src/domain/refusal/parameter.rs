//! Refusals of parameters.

/// A parameter of a request that is missing or cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Parameter {
    /// A required parameter or answer is missing.
    Missing(String),
    /// A parameter's value is malformed: name, and what it must be.
    Invalid(String, String),
    /// A `resource` that the client has no scopes of, or another than was granted.
    ResourceUnknown,
    /// A `ListUsers` filter, attribute or paging token that cannot be read: the complete reason.
    ListInvalid(String),
}
