//! Identifier and password, or the identifier alone where the pool asks for it first.

use super::{Add, Identifier, Kind, Message, Typed, sample_values::LONG};
use crate::{route, text::Text};
use serde::{Deserialize, Serialize};

/// [`Screen::SignIn`](super::Screen::SignIn). Posts `username`, and `password` unless `identifier_first` (then a password manager may still
/// fill the hidden one, and both go straight through).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignIn {
    /// What may be typed.
    pub identifier: Identifier,
    /// What was typed, or the `login_hint`.
    pub username: String,
    /// Whether the password comes on the next page.
    pub identifier_first: bool,
    /// The alert above the form.
    pub alert: Option<Message>,
    /// What is wrong with the identifier.
    pub username_error: Option<Message>,
    /// What is wrong with the password.
    pub password_error: Option<Message>,
}

impl Kind for SignIn {
    const PATH: &'static str = route::LOGIN;

    fn samples(add: &mut Add<'_, Self>) {
        let plain = SignIn {
            identifier: Identifier::Email,
            username: String::new(),
            identifier_first: false,
            alert: None,
            username_error: None,
            password_error: None,
        };
        let ada = || "ada@example.com".to_owned();
        add("sign-in", plain.clone());
        add(
            "sign-in-username",
            SignIn {
                identifier: Identifier::Username,
                ..plain.clone()
            },
        );
        add(
            "sign-in-phone",
            SignIn {
                identifier: Identifier::Phone,
                ..plain.clone()
            },
        );
        add(
            "sign-in-email-or-phone",
            SignIn {
                identifier: Identifier::EmailOrPhone,
                ..plain.clone()
            },
        );
        add(
            "sign-in-any",
            SignIn {
                identifier: Identifier::Any,
                ..plain.clone()
            },
        );
        add(
            "sign-in-hint",
            SignIn {
                username: ada(),
                ..plain.clone()
            },
        );
        add(
            "sign-in-long",
            SignIn {
                username: LONG.to_owned(),
                ..plain.clone()
            },
        );
        for (name, alert) in [
            ("sign-in-wrong", Text::AlertCredentialsEmail),
            ("sign-in-locked", Text::AlertLocked),
            ("sign-in-disabled", Text::AlertDisabled),
            ("sign-in-temporary-expired", Text::AlertTemporaryExpired),
            ("sign-in-reset-required", Text::AlertResetRequired),
            ("sign-in-expired", Text::AlertSessionExpired),
            ("sign-in-busy", Text::AlertBusy),
        ] {
            add(
                name,
                SignIn {
                    username: ada(),
                    alert: Some(alert.into()),
                    ..plain.clone()
                },
            );
        }
        add(
            "sign-in-failed",
            SignIn {
                username: ada(),
                alert: Some(Message::with(
                    Text::AlertFailed,
                    "request_id",
                    "2f6c1f5e-1f0e-4f64-9e6e-6c0f3a1d8b7a",
                )),
                ..plain.clone()
            },
        );
        add(
            "sign-in-empty",
            SignIn {
                username_error: Some(Text::NeedEmail.into()),
                password_error: Some(Text::NeedPassword.into()),
                ..plain.clone()
            },
        );
        add(
            "identifier-first",
            SignIn {
                identifier_first: true,
                ..plain.clone()
            },
        );
        add(
            "identifier-first-empty",
            SignIn {
                identifier_first: true,
                username_error: Some(Text::NeedEmail.into()),
                ..plain
            },
        );
    }

    fn typed(&mut self) -> Typed<'_> {
        vec![("username", &mut self.username)]
    }
}
