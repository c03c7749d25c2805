//! `[rate_limits]`: how much one client address may try, beside the limits of each account.

use super::{parse, reader::Reader};
use std::time::Duration;

/// How much one client address may do in any stretch of time; an IPv6 address counts as its /64 network.
///
/// The defaults leave room for an office or a university behind one address, and for an app's own server that signs
/// people in for them: what succeeds is not counted. Each account has its own, far narrower limits whatever the address.
#[derive(Debug, Clone, Copy)]
pub struct RateLimits {
    /// How many guesses may fail: passwords, codes, client secrets. 0 is any number.
    pub failed_guesses: u32,
    /// How many sign-ups and codes may be asked for. 0 is any number.
    pub code_requests: u32,
    /// The stretch of time.
    pub window: Duration,
}

impl RateLimits {
    pub(super) fn read(reader: &mut Reader) -> Self {
        let number = || parse::number(0..=1_000_000);
        Self {
            failed_guesses: reader.value("rate_limits.failed_guesses", "1000", number()),
            code_requests: reader.value("rate_limits.code_requests", "500", number()),
            window: reader.value(
                "rate_limits.window_seconds",
                "600",
                parse::seconds(1..=86_400),
            ),
        }
    }
}
