//! The words for refusals of settings.

use super::words::{Defaults, Words};
use domain::refusal::Setting;
use shapes::idp::exception;
use wire::oauth::ErrorCode;

const DEFAULT: Defaults = Defaults::new(exception::INVALID_PARAMETER);

pub(super) fn row(refusal: &Setting) -> Words {
    match refusal {
        Setting::Invalid(reason) => DEFAULT.says(reason),
        Setting::OAuthFlowInvalid(reason) => DEFAULT
            .exception(exception::INVALID_OAUTH_FLOW)
            .oauth(ErrorCode::UnauthorizedClient)
            .says(reason),
        Setting::ScopeUnknown(scope) => DEFAULT
            .exception(exception::SCOPE_DOES_NOT_EXIST)
            .oauth(ErrorCode::InvalidScope)
            .says(format!("Invalid scope requested: {scope}")),
        Setting::ChangedMeanwhile(what) => DEFAULT
            .exception(exception::CONCURRENT_MODIFICATION)
            .says(format!(
                "The {what} was changed meanwhile. Read it again and repeat the request."
            )),
    }
}
