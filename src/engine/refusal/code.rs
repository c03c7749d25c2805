//! The words for refusals of codes.

use super::words::{Defaults, Place, Words};
use domain::refusal::Code;
use shapes::idp::exception;
use wire::{oauth::ErrorCode, text::Text};

const DEFAULT: Defaults = Defaults::new(exception::CODE_MISMATCH).oauth(ErrorCode::InvalidGrant);

pub(super) fn row(refusal: &Code) -> Words {
    match refusal {
        Code::Wrong => DEFAULT
            .at(Place::Code, Text::CodeWrong)
            .says("Invalid verification code provided, please try again."),
        Code::Expired => DEFAULT
            .exception(exception::EXPIRED_CODE)
            .at(Place::Code, Text::CodeExpired)
            .says("Invalid code provided, please request a code again."),
    }
}
