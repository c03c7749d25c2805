//! The words and forms of signed requests.

/// The header with the time of signing.
pub(crate) const DATE: &str = "x-amz-date";

/// The header of temporary credentials.
pub(crate) const SESSION_TOKEN: &str = "x-amz-security-token";

/// The algorithm, as the `Authorization` header begins.
pub(crate) const ALGORITHM: &str = "AWS4-HMAC-SHA256";

/// `YYYYMMDD`: a shorter date in a scope would make a key that outlives the day.
pub(crate) const DATE_CHARS: usize = 8;

/// The time as `X-Amz-Date` writes it, `YYYYMMDDTHHMMSSZ`.
pub(crate) const TIMESTAMP: &str = "%Y%m%dT%H%M%SZ";
