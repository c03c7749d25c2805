//! Screens as data: each screen is a function of one of these values, on the server and in the browser.
//!
//! A screen never decides and never fetches. What a person can read is a [`Message`]: a text id with its arguments. One file
//! a screen: its value, the path at which it stands, and its samples.

mod confirm_sign_up;
mod confirm_user;
mod continue_as;
mod delivery;
mod done;
mod email_otp;
mod error;
mod field;
mod forgot_password;
mod identifier_form;
mod message;
mod mfa_setup;
mod new_password_required;
mod page;
mod password;
mod password_rule;
mod qr;
mod resend_code;
mod reset_password;
mod sample_values;
mod sign_in;
mod sign_up;
mod signed_out;
mod software_token_mfa;

pub use confirm_sign_up::ConfirmSignUp;
pub use confirm_user::ConfirmUser;
pub use continue_as::Continue;
pub use delivery::{Delivery, Medium};
pub use done::Done;
pub use email_otp::EmailOtp;
pub use error::ErrorPage;
pub use field::{Field, FieldKind, Identifier};
pub use forgot_password::ForgotPassword;
pub use identifier_form::IdentifierForm;
pub use message::Message;
pub use mfa_setup::MfaSetup;
pub use new_password_required::NewPasswordRequired;
pub use page::{Frame, Language, Link, Load, Page, Reply};
pub use password::Password;
pub use password_rule::{PASSWORD_SYMBOLS, PasswordRule};
pub use qr::Qr;
pub use resend_code::ResendCode;
pub use reset_password::ResetPassword;
pub use sign_in::SignIn;
pub use sign_up::SignUp;
pub use signed_out::SignedOut;
pub use software_token_mfa::SoftwareTokenMfa;

use serde::{Deserialize, Serialize};

/// Takes samples: a name as in [`crate::sample::Sample::name`], and the screen in that state.
type Add<'a, S> = dyn FnMut(&'static str, S) + 'a;

/// Inputs: the name under which each is posted, and its value.
type Typed<'a> = Vec<(&'a str, &'a mut String)>;

/// What the file of a screen says of it.
trait Kind: Sized {
    /// The path at which it stands.
    const PATH: &'static str;

    /// Whether one can come back to it by its path alone, in another language for instance.
    const LASTS: bool = true;

    /// Gives it in every state.
    fn samples(add: &mut Add<'_, Self>);

    /// What is typed into it and shown again, by the names of its inputs. Never a password.
    fn typed(&mut self) -> Typed<'_> {
        Vec::new()
    }

    /// Its countdown, if it has one: seconds until another code may be sent.
    fn resend_in_seconds(&mut self) -> Option<&mut u32> {
        None
    }
}

/// Hands the list of all screens to the macro `$then`: a line each, with its variant, the value that it is drawn from, and
/// its name in JSON. What is made of the list has a place for every screen.
#[macro_export]
macro_rules! each_screen {
    ($then:ident) => {
        $then! {
            /// Identifier and password, or the identifier alone where the pool asks for it first.
            SignIn(SignIn) = "sign_in",
            /// The password, after the identifier.
            Password(Password) = "password",
            /// Registration.
            SignUp(SignUp) = "sign_up",
            /// The code that proves an address.
            ConfirmSignUp(ConfirmSignUp) = "confirm_sign_up",
            /// The button behind the link of a confirmation e-mail.
            ConfirmUser(ConfirmUser) = "confirm_user",
            /// Asks which account a new code is for.
            ResendCode(ResendCode) = "resend_code",
            /// Asks which password to reset.
            ForgotPassword(ForgotPassword) = "forgot_password",
            /// Code and new password.
            ResetPassword(ResetPassword) = "reset_password",
            /// A new password (and missing attributes) in place of a temporary one.
            NewPasswordRequired(NewPasswordRequired) = "new_password_required",
            /// The code that an authenticator app shows now.
            SoftwareTokenMfa(SoftwareTokenMfa) = "software_token_mfa",
            /// The code that was sent to an e-mail address as second factor.
            EmailOtp(EmailOtp) = "email_otp",
            /// The set-up of an authenticator app.
            MfaSetup(MfaSetup) = "mfa_setup",
            /// Somebody is signed in: go on as them, or as someone else.
            Continue(Continue) = "continue",
            /// The session was ended.
            SignedOut(SignedOut) = "signed_out",
            /// A step succeeded and there is nothing more to do here, such as an address confirmed by link.
            Done(Done) = "done",
            /// Something is wrong with the request itself.
            Error(ErrorPage) = "error",
        }
    };
}

macro_rules! screens {
    ($($(#[$doc:meta])* $variant:ident($value:ident) = $name:literal),+ $(,)?) => {
        /// A screen in one of its states.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        pub enum Screen {
            $($(#[$doc])* #[serde(rename = $name)] $variant($value)),+
        }

        impl Screen {
            /// The path at which this screen stands.
            pub const fn path(&self) -> &'static str {
                match self { $(Self::$variant(_) => <$value as Kind>::PATH),+ }
            }

            /// The path, if a screen stands there to which one can come back by its path alone.
            pub fn lasting(path: &str) -> Option<&'static str> {
                $(if <$value as Kind>::LASTS && path == <$value as Kind>::PATH {
                    return Some(<$value as Kind>::PATH);
                })+
                None
            }

            /// What is typed into this screen and shown again, by the names of its inputs. Never a password.
            pub fn typed(&mut self) -> Typed<'_> {
                match self { $(Self::$variant(screen) => screen.typed()),+ }
            }

            /// The screen's countdown, if it has one: seconds until another code may be sent.
            pub fn resend_in_seconds(&mut self) -> Option<&mut u32> {
                match self { $(Self::$variant(screen) => screen.resend_in_seconds()),+ }
            }

            /// Gives every screen in every state.
            pub(crate) fn each_sample(add: &mut Add<'_, Self>) {
                $($value::samples(&mut |name, screen| add(name, Self::$variant(screen)));)+
            }
        }

        $(impl From<$value> for Screen {
            fn from(screen: $value) -> Self {
                Self::$variant(screen)
            }
        })+

        /// The paths of all screens.
        #[cfg(test)]
        pub(crate) const PATHS: &[&str] = &[$(<$value as Kind>::PATH),+];
    };
}

each_screen!(screens);
