//! AWS Signature Version 4 in its header form: requests are signed in `sign` and checked in `check`.
//!
//! Owns the canonical request, the derived key, the `Authorization` header and the comparison. Must not know
//! operations, storage or the clock: secret and time come from the caller. Compiles for browsers too.
//!
//! **Source** AWS General Reference, "Create a signed AWS API request"; errors as JSON services answer them.

mod canonical;
mod check;
mod sign;

pub use canonical::Request;
pub use check::{AuthorizationHeader, SignatureError};
pub use sign::{SignedHeaders, Signer};

/// The header with the time of signing.
const DATE: &str = "x-amz-date";

/// The header of temporary credentials.
const SESSION_TOKEN: &str = "x-amz-security-token";

/// The algorithm, as the `Authorization` header begins.
const ALGORITHM: &str = "AWS4-HMAC-SHA256";

/// `YYYYMMDD`: a shorter date in a scope would make a key that outlives the day.
const DATE_CHARS: usize = 8;

/// The time as `X-Amz-Date` writes it, `YYYYMMDDTHHMMSSZ`.
const TIMESTAMP: &str = "%Y%m%dT%H%M%SZ";
