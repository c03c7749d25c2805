//! `[rate_limits]`: how much one client address may try, beside the limits of each account.

use super::{parse, reader::Reader};
use engine::settings::RateLimits;

pub(super) fn read(reader: &mut Reader) -> RateLimits {
    let number = || parse::number(0..=1_000_000);
    RateLimits {
        failed_guesses: reader.value("rate_limits.failed_guesses", "1000", number()),
        code_requests: reader.value("rate_limits.code_requests", "500", number()),
        window: reader.value(
            "rate_limits.window_seconds",
            "600",
            parse::seconds(1..=86_400),
        ),
    }
}
