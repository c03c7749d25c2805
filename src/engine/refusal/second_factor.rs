//! The words for refusals of second factors.

use super::words::{Defaults, Words};
use domain::refusal::SecondFactor;
use shapes::idp::exception;
use wire::{oauth::ErrorCode, text::Text};

const DEFAULT: Defaults = Defaults::new(exception::NOT_AUTHORIZED).oauth(ErrorCode::InvalidGrant);

pub(super) fn row(refusal: &SecondFactor) -> Words {
    match refusal {
SecondFactor::Unavailable => DEFAULT.alert(Text::AlertNoSecondFactor).says("The user pool requires a second factor, and there is none that this user could use or set up."),
SecondFactor::TriesSpent => DEFAULT.exception(exception::CODE_MISMATCH).alert(Text::AlertTooManyTries).says("Invalid code received for user"),
SecondFactor::PreferenceInvalid(reason) => DEFAULT.exception(exception::INVALID_PARAMETER).oauth(ErrorCode::InvalidRequest).says(reason),
    }
}
