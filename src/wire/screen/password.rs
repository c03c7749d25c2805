//! The password, after the identifier.

use super::{Add, Kind, Message, sample_values::LONG};
use crate::{route, text::Text};
use serde::{Deserialize, Serialize};

/// [`Screen::Password`](super::Screen::Password). Posts `session`, `USERNAME` (readonly, for password managers) and `PASSWORD`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Password {
    /// The flow token.
    pub session: String,
    /// Who signs in.
    pub username: String,
    /// The alert above the form.
    pub alert: Option<Message>,
    /// What is wrong with the password.
    pub password_error: Option<Message>,
}

impl Kind for Password {
    const PATH: &'static str = route::PASSWORD;

    fn samples(add: &mut Add<'_, Self>) {
        let password = Password {
            session: "AYABeC1".to_owned(),
            username: "ada@example.com".to_owned(),
            alert: None,
            password_error: None,
        };
        add("password", password.clone());
        add(
            "password-long",
            Password {
                username: LONG.to_owned(),
                ..password.clone()
            },
        );
        add(
            "password-wrong",
            Password {
                alert: Some(Text::AlertPassword.into()),
                ..password.clone()
            },
        );
        add(
            "password-empty",
            Password {
                password_error: Some(Text::NeedPassword.into()),
                ..password
            },
        );
    }
}
