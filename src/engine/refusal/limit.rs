//! The words for refusals at limits.

use super::words::{Defaults, Words};
use domain::refusal::Limit;
use shapes::idp::exception;
use wire::{oauth::ErrorCode, text::Text};

const DEFAULT: Defaults = Defaults::new(exception::LIMIT_EXCEEDED);

pub(super) fn row(refusal: &Limit) -> Words {
    match refusal {
        Limit::TooManyTries => DEFAULT
            .alert(Text::AlertTooManyTries)
            .says("Attempt limit exceeded, please try after some time."),
        Limit::Busy => DEFAULT
            .exception(exception::TOO_MANY_REQUESTS)
            .oauth(ErrorCode::TemporarilyUnavailable)
            .alert(Text::AlertBusy)
            .says("Too many requests"),
    }
}
