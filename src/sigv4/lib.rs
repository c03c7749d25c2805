//! AWS Signature Version 4 in its header form: requests are signed in `sign` and checked in `check`.
//!
//! Owns the canonical request, the derived key, the `Authorization` header and the comparison. Must not know
//! operations, storage or the clock: secret and time come from the caller. Compiles for browsers too.
//!
//! **Source** AWS General Reference, "Create a signed AWS API request"; errors as JSON services answer them.

mod canonical;
mod check;
mod form;
mod sign;

pub use canonical::Request;
pub use check::{AuthorizationHeader, SignatureError};
pub use sign::{SignedHeaders, Signer};
