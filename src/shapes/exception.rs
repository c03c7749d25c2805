//! The errors a service answers with, and those that every service has.

/// An error that a service answers with instead of a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Exception {
    /// The name on the wire.
    pub name: &'static str,
    /// The HTTP status.
    pub status: u16,
}

impl std::fmt::Display for Exception {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

// What the layers in front of every operation answer with, whether or not a model lists it, as JSON 1.1 names it: there
// every refusal is 400, signatures included. The other protocols have names and statuses of their own for some.
crate::macros::exceptions! {
    ACCESS_DENIED = "AccessDeniedException" 400,
    EXPIRED_TOKEN = "ExpiredTokenException" 400,
    INCOMPLETE_SIGNATURE = "IncompleteSignatureException" 400,
    INTERNAL_ERROR = "InternalErrorException" 500,
    INVALID_SIGNATURE = "InvalidSignatureException" 400,
    MISSING_AUTHENTICATION_TOKEN = "MissingAuthenticationTokenException" 400,
    SERIALIZATION = "SerializationException" 400,
    TOO_MANY_REQUESTS = "TooManyRequestsException" 400,
    UNKNOWN_OPERATION = "UnknownOperationException" 400,
    UNRECOGNIZED_CLIENT = "UnrecognizedClientException" 400,
    VALIDATION = "ValidationException" 400,
}
