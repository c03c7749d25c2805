//! The screen on which a person answers a challenge: made in the challenge's own file, of its own parameters.

use super::{email_otp, mfa_setup, new_password_required, password, software_token_mfa};
use crate::{pool::Pool, refusal::Refusal};
use wire::{
    challenge::{Challenge, ChallengeName},
    screen::{Message, Screen},
};

/// What a challenge's screen is made of besides the challenge.
pub struct ScreenContext<'a> {
    /// The pool, whose rules and attributes it shows.
    pub pool: &'a Pool,
    /// The identifier as typed.
    pub username: String,
    /// The flow token.
    pub flow_token: String,
    /// Why the last answer was refused.
    pub refusal: Option<&'a Refusal>,
    /// The refusal in words, if it belongs above the form.
    pub alert: Option<Message>,
    /// The refusal in words, if it belongs under the password.
    pub password_error: Option<Message>,
    /// The refusal in words, if it belongs under the code.
    pub code_error: Option<Message>,
    /// The refusal in words, if it belongs under the attribute that it names.
    pub attribute_error: Option<Message>,
}

/// The screen of a challenge; `None` for what only programs answer.
pub fn screen(challenge: &Challenge, cx: ScreenContext<'_>) -> Option<Screen> {
    match challenge.name {
        ChallengeName::Password => Some(password::screen(cx).into()),
        ChallengeName::NewPasswordRequired => {
            Some(new_password_required::screen(challenge, cx).into())
        }
        ChallengeName::SoftwareTokenMfa => Some(software_token_mfa::screen(cx).into()),
        ChallengeName::EmailOtp => Some(email_otp::screen(challenge, cx).into()),
        ChallengeName::MfaSetup => Some(mfa_setup::screen(challenge, cx).into()),
        ChallengeName::PasswordVerifier => None,
    }
}
