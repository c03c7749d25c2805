//! The words for refusals of authenticator apps.

use super::words::{Defaults, Place, Words};
use domain::refusal::SoftwareToken;
use shapes::idp::exception;
use wire::{oauth::ErrorCode, text::Text};

const DEFAULT: Defaults = Defaults::new(exception::INVALID_PARAMETER);

pub(super) fn row(refusal: &SoftwareToken) -> Words {
    match refusal {
        SoftwareToken::Wrong => DEFAULT
            .exception(exception::CODE_MISMATCH)
            .oauth(ErrorCode::InvalidGrant)
            .at(Place::Code, Text::CodeWrong)
            .says("Invalid code received for user"),
        SoftwareToken::Used => DEFAULT
            .exception(exception::EXPIRED_CODE)
            .oauth(ErrorCode::InvalidGrant)
            .at(Place::Code, Text::CodeUsed)
            .says("Your software token has already been used once."),
        SoftwareToken::NotAllowed => DEFAULT
            .exception(exception::SOFTWARE_TOKEN_MFA_NOT_FOUND)
            .says("Software Token MFA has not been enabled by the userPool"),
        SoftwareToken::NotAssociated => {
            DEFAULT.says("No software token is being associated with the user.")
        }
        SoftwareToken::NotProved => DEFAULT
            .exception(exception::ENABLE_SOFTWARE_TOKEN_MFA)
            .at(Place::Code, Text::CodeWrong)
            .says("Code mismatch"),
        SoftwareToken::Unverified => DEFAULT
            .at(Place::Code, Text::NeedCode)
            .says("User has not verified software token mfa"),
    }
}
