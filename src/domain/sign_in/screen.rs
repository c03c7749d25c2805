//! The screen on which a person answers a challenge: made in the challenge's own file, of its own parameters.

use super::{
    ScreenContext, email_otp, mfa_setup, new_password_required, password, software_token_mfa,
};
use wire::{
    challenge::{Challenge, ChallengeName},
    screen::Screen,
};

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
