//! The words for refusals of credentials.

use super::words::{Defaults, Words};
use domain::refusal::Credentials;
use shapes::idp::exception;
use wire::{oauth::ErrorCode, text::Text};

const DEFAULT: Defaults = Defaults::new(exception::NOT_AUTHORIZED).oauth(ErrorCode::InvalidGrant);

pub(super) fn row(refusal: &Credentials) -> Words {
    match refusal {
        Credentials::Wrong => DEFAULT
            .alert(Text::AlertCredentials)
            .says("Incorrect username or password."),
        Credentials::LockedOut => DEFAULT
            .alert(Text::AlertLocked)
            .says("Password attempts exceeded"),
        Credentials::TemporaryPasswordExpired => DEFAULT
            .alert(Text::AlertTemporaryExpired)
            .says("Temporary password has expired and must be reset by an administrator."),
        Credentials::SrpInvalid => DEFAULT
            .exception(exception::INVALID_PARAMETER)
            .oauth(ErrorCode::InvalidRequest)
            .says("Invalid parameter SRP_A: must be a non-zero hexadecimal number."),
    }
}
