//! The code that an authenticator app shows now.

use super::{Add, Kind, Message, sample_values::LONG};
use crate::{route, text::Text};
use serde::{Deserialize, Serialize};

/// [`Screen::SoftwareTokenMfa`](super::Screen::SoftwareTokenMfa). Posts `session`, `USERNAME` and `SOFTWARE_TOKEN_MFA_CODE`.
///
/// What was typed does not come back: by then the app shows another code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SoftwareTokenMfa {
    /// The flow token.
    pub session: String,
    /// Who signs in.
    pub username: String,
    /// The path at which one can choose another method, for somebody who has one.
    pub other_method: Option<String>,
    /// The alert above the form.
    pub alert: Option<Message>,
    /// What is wrong with the code.
    pub code_error: Option<Message>,
}

impl Kind for SoftwareTokenMfa {
    const PATH: &'static str = route::SOFTWARE_TOKEN_MFA;

    fn samples(add: &mut Add<'_, Self>) {
        let plain = SoftwareTokenMfa {
            session: "AYABeC1".to_owned(),
            username: "ada@example.com".to_owned(),
            other_method: None,
            alert: None,
            code_error: None,
        };
        add("software-token", plain.clone());
        add(
            "software-token-long",
            SoftwareTokenMfa {
                username: LONG.to_owned(),
                ..plain.clone()
            },
        );
        add(
            "software-token-other-method",
            SoftwareTokenMfa {
                other_method: Some("/login".to_owned()),
                ..plain.clone()
            },
        );
        for (name, error) in [
            ("software-token-wrong", Text::CodeWrong),
            ("software-token-used", Text::CodeUsed),
            ("software-token-empty", Text::NeedCode),
        ] {
            add(
                name,
                SoftwareTokenMfa {
                    code_error: Some(error.into()),
                    ..plain.clone()
                },
            );
        }
        for (name, alert) in [
            ("software-token-too-many", Text::AlertLocked),
            ("software-token-busy", Text::AlertBusy),
        ] {
            add(
                name,
                SoftwareTokenMfa {
                    alert: Some(alert.into()),
                    ..plain.clone()
                },
            );
        }
    }
}
