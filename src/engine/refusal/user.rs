//! The words for refusals of users.

use super::words::{Defaults, Words};
use domain::refusal::User;
use shapes::idp::exception;
use wire::{oauth::ErrorCode, text::Text};

const DEFAULT: Defaults = Defaults::new(exception::NOT_AUTHORIZED);

/// The user may not sign in.
const SIGN_IN: Defaults = DEFAULT.oauth(ErrorCode::InvalidGrant);

pub(super) fn row(refusal: &User) -> Words {
    match refusal {
        User::Unknown => SIGN_IN
            .exception(exception::USER_NOT_FOUND)
            .alert(Text::AlertCredentials)
            .says("User does not exist."),
        User::Disabled => SIGN_IN.alert(Text::AlertDisabled).says("User is disabled."),
        User::Unconfirmed => SIGN_IN
            .exception(exception::USER_NOT_CONFIRMED)
            .says("User is not confirmed."),
        User::ResetRequired => SIGN_IN
            .exception(exception::PASSWORD_RESET_REQUIRED)
            .alert(Text::AlertResetRequired)
            .says("Password reset required for the user"),
        User::ResetNotAllowed => DEFAULT
            .alert(Text::AlertStateForbidsReset)
            .says("User password cannot be reset in the current state."),
        User::SignUpClosed => DEFAULT
            .alert(Text::AlertSignUpClosed)
            .says("SignUp is not permitted for this user pool"),
        User::AlreadyConfirmed => DEFAULT
            .exception(exception::INVALID_PARAMETER)
            .alert(Text::AlertAlreadyConfirmed)
            .says("User is already confirmed."),
        User::CannotConfirm(status) => DEFAULT.alert(Text::AlertAlreadyConfirmed).says(format!(
            "User cannot be confirmed. Current status is {status}"
        )),
        User::UnsupportedState(status) => DEFAULT
            .exception(exception::UNSUPPORTED_USER_STATE)
            .alert(Text::AlertStateForbidsReset)
            .says(format!(
                "User password cannot be reset in the current state: {status}."
            )),
    }
}
