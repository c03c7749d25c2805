//! The code that proves an address.

use super::{Add, Delivery, Kind, Medium, Message, Typed, sample_values::delivery};
use crate::{route, text::Text};
use serde::{Deserialize, Serialize};

/// [`Screen::ConfirmSignUp`](super::Screen::ConfirmSignUp). Posts `username` and `code`; a second form posts `username` to [`route::RESEND_CODE`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConfirmSignUp {
    /// The user name of the account.
    pub username: String,
    /// Where the code went; unknown when the page was reached by "I have a code".
    pub delivery: Option<Delivery>,
    /// Seconds until another code may be sent; 0 when it may be now.
    pub resend_in_seconds: u32,
    /// What was typed.
    pub code: String,
    /// The alert above the form.
    pub alert: Option<Message>,
    /// Good news above the form, such as "a new code is on its way".
    pub notice: Option<Message>,
    /// What is wrong with the code.
    pub code_error: Option<Message>,
}

impl Kind for ConfirmSignUp {
    const PATH: &'static str = route::CONFIRM;

    fn samples(add: &mut Add<'_, Self>) {
        let plain = ConfirmSignUp {
            username: "ada@example.com".to_owned(),
            delivery: delivery(Medium::Email),
            resend_in_seconds: 24,
            code: String::new(),
            alert: None,
            notice: None,
            code_error: None,
        };
        add("confirm", plain.clone());
        add(
            "confirm-sms",
            ConfirmSignUp {
                delivery: delivery(Medium::Sms),
                ..plain.clone()
            },
        );
        add(
            "confirm-unknown",
            ConfirmSignUp {
                delivery: None,
                ..plain.clone()
            },
        );
        add(
            "confirm-may-resend",
            ConfirmSignUp {
                resend_in_seconds: 0,
                ..plain.clone()
            },
        );
        add(
            "confirm-sent-again",
            ConfirmSignUp {
                resend_in_seconds: 60,
                notice: Some(Message::with(Text::CodeSent, "destination", "a***@e***")),
                ..plain.clone()
            },
        );
        add(
            "confirm-unconfirmed",
            ConfirmSignUp {
                notice: Some(Text::UnconfirmedNewCode.into()),
                ..plain.clone()
            },
        );
        for (name, error) in [
            ("confirm-code-wrong", Text::CodeWrong),
            ("confirm-code-expired", Text::CodeExpired),
            ("confirm-code-empty", Text::NeedCode),
        ] {
            let code = if error == Text::NeedCode {
                String::new()
            } else {
                "482190".to_owned()
            };
            add(
                name,
                ConfirmSignUp {
                    code,
                    resend_in_seconds: 0,
                    code_error: Some(error.into()),
                    ..plain.clone()
                },
            );
        }
        for (name, alert) in [
            ("confirm-too-many", Text::AlertTooManyTries),
            ("confirm-not-delivered", Text::AlertNotDelivered),
            ("confirm-already", Text::AlertAlreadyConfirmed),
            ("confirm-alias-exists", Text::AlertAliasExists),
        ] {
            add(
                name,
                ConfirmSignUp {
                    alert: Some(alert.into()),
                    ..plain.clone()
                },
            );
        }
    }

    fn resend_in_seconds(&mut self) -> Option<&mut u32> {
        Some(&mut self.resend_in_seconds)
    }

    fn typed(&mut self) -> Typed<'_> {
        vec![("code", &mut self.code)]
    }
}
