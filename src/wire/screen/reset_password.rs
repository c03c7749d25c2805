//! Code and new password.

use super::{
    Add, Delivery, Kind, Medium, Message, PasswordRule, Typed,
    sample_values::{RULES, delivery},
};
use crate::{route, text::Text};
use serde::{Deserialize, Serialize};

/// [`Screen::ResetPassword`](super::Screen::ResetPassword). Posts `username`, `code`, `password`; a second form posts `username` to
/// [`route::FORGOT_PASSWORD`] for another code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResetPassword {
    /// The user whose password is reset.
    pub username: String,
    /// Where the code went.
    pub delivery: Option<Delivery>,
    /// Seconds until another code may be sent; 0 when it may be now.
    pub resend_in_seconds: u32,
    /// What was typed.
    pub code: String,
    /// The pool's password rules.
    pub rules: Vec<PasswordRule>,
    /// The alert above the form.
    pub alert: Option<Message>,
    /// Good news above the form.
    pub notice: Option<Message>,
    /// What is wrong with the code.
    pub code_error: Option<Message>,
    /// What is wrong with the password.
    pub password_error: Option<Message>,
}

impl Kind for ResetPassword {
    const PATH: &'static str = route::CONFIRM_FORGOT_PASSWORD;

    fn samples(add: &mut Add<'_, Self>) {
        let reset = ResetPassword {
            username: "ada@example.com".to_owned(),
            delivery: delivery(Medium::Email),
            resend_in_seconds: 30,
            code: String::new(),
            rules: RULES.to_vec(),
            alert: None,
            notice: None,
            code_error: None,
            password_error: None,
        };
        add("reset-password", reset.clone());
        add(
            "reset-password-unknown",
            ResetPassword {
                delivery: None,
                ..reset.clone()
            },
        );
        add(
            "reset-password-errors",
            ResetPassword {
                code: "482190".to_owned(),
                resend_in_seconds: 0,
                code_error: Some(Text::CodeExpired.into()),
                password_error: Some(Text::PasswordReused.into()),
                ..reset.clone()
            },
        );
        add(
            "reset-password-sent-again",
            ResetPassword {
                delivery: delivery(Medium::Sms),
                notice: Some(Message::with(Text::CodeSent, "destination", "+*******0018")),
                ..reset
            },
        );
    }

    fn resend_in_seconds(&mut self) -> Option<&mut u32> {
        Some(&mut self.resend_in_seconds)
    }

    fn typed(&mut self) -> Typed<'_> {
        vec![("code", &mut self.code)]
    }
}
