//! The code that was sent to an e-mail address as second factor.

use super::{
    Add, Delivery, Kind, Medium, Message,
    sample_values::{LONG, delivery},
};
use crate::{route, text::Text};
use serde::{Deserialize, Serialize};

/// [`Screen::EmailOtp`](super::Screen::EmailOtp). Posts `session`, `USERNAME` and `EMAIL_OTP_CODE`.
///
/// What was typed does not come back: it was wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmailOtp {
    /// The flow token.
    pub session: String,
    /// Who signs in.
    pub username: String,
    /// Where the code went.
    pub delivery: Option<Delivery>,
    /// The path at which one can choose another method, for somebody who has one.
    pub other_method: Option<String>,
    /// The alert above the form.
    pub alert: Option<Message>,
    /// What is wrong with the code.
    pub code_error: Option<Message>,
}

impl Kind for EmailOtp {
    const PATH: &'static str = route::EMAIL_OTP;

    fn samples(add: &mut Add<'_, Self>) {
        let plain = EmailOtp {
            session: "AYABeC1".to_owned(),
            username: "ada@example.com".to_owned(),
            delivery: delivery(Medium::Email),
            other_method: None,
            alert: None,
            code_error: None,
        };
        add("email-otp", plain.clone());
        add(
            "email-otp-long",
            EmailOtp {
                username: LONG.to_owned(),
                ..plain.clone()
            },
        );
        add(
            "email-otp-other-method",
            EmailOtp {
                other_method: Some("/login".to_owned()),
                ..plain.clone()
            },
        );
        for (name, error) in [
            ("email-otp-wrong", Text::CodeWrong),
            ("email-otp-empty", Text::NeedCode),
        ] {
            add(
                name,
                EmailOtp {
                    code_error: Some(error.into()),
                    ..plain.clone()
                },
            );
        }
        for (name, alert) in [
            ("email-otp-too-many", Text::AlertLocked),
            ("email-otp-not-delivered", Text::AlertNotDelivered),
        ] {
            add(
                name,
                EmailOtp {
                    alert: Some(alert.into()),
                    ..plain.clone()
                },
            );
        }
    }
}
