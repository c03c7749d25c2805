//! The words for refusals of new passwords.

use super::words::{Defaults, Place, Words};
use domain::refusal::Password;
use shapes::idp::exception;
use wire::text::Text;

const DEFAULT: Defaults = Defaults::new(exception::INVALID_PASSWORD);

pub(super) fn row(refusal: &Password) -> Words {
    match refusal {
        Password::Policy(reason) => DEFAULT
            .at(Place::Password, Text::PasswordPolicy)
            .says(reason),
        Password::Reused => DEFAULT
            .exception(exception::PASSWORD_HISTORY_POLICY_VIOLATION)
            .at(Place::Password, Text::PasswordReused)
            .says("Password has previously been used."),
    }
}
