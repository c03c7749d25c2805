//! The words for refusals of parameters.

use super::words::{Defaults, Place, Words};
use domain::refusal::Parameter;
use shapes::idp::exception;
use wire::{oauth::ErrorCode, text::Text};

const DEFAULT: Defaults = Defaults::new(exception::INVALID_PARAMETER);

pub(super) fn row(refusal: &Parameter) -> Words {
    match refusal {
        Parameter::Missing(name) => {
            missing(name).says(format!("Missing required parameter {name}"))
        }
        Parameter::Invalid(name, rule) => DEFAULT.says(format!("Invalid parameter {name}: {rule}")),
        Parameter::ResourceUnknown => DEFAULT.oauth(ErrorCode::InvalidTarget).says(
            "The resource is no resource server of which this client has scopes, or not the one that was granted.",
        ),
        Parameter::ListInvalid(reason) => DEFAULT.says(reason),
    }
}

fn missing(name: &str) -> Defaults {
    match name {
        "USERNAME" => DEFAULT.at(Place::Username, Text::NeedUsername),
        "PASSWORD" | "NEW_PASSWORD" => DEFAULT.at(Place::Password, Text::NeedPassword),
        "SOFTWARE_TOKEN_MFA_CODE" | "EMAIL_OTP_CODE" => DEFAULT.at(Place::Code, Text::NeedCode),
        _ => DEFAULT,
    }
}
