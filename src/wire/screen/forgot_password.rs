//! Asks which password to reset.

use super::{Add, Identifier, IdentifierForm, Kind, Typed};
use crate::{route, text::Text};
use serde::{Deserialize, Serialize};

/// [`Screen::ForgotPassword`](super::Screen::ForgotPassword).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ForgotPassword(pub IdentifierForm);

impl Kind for ForgotPassword {
    const PATH: &'static str = route::FORGOT_PASSWORD;

    fn samples(add: &mut Add<'_, Self>) {
        let forgot = IdentifierForm::new(Identifier::Email, String::new());
        add("forgot-password", ForgotPassword(forgot.clone()));
        add(
            "forgot-password-any",
            ForgotPassword(IdentifierForm {
                identifier: Identifier::Any,
                username: "ada".to_owned(),
                ..forgot.clone()
            }),
        );
        add(
            "forgot-password-empty",
            ForgotPassword(IdentifierForm {
                username_error: Some(Text::NeedEmail.into()),
                ..forgot.clone()
            }),
        );
        for (name, alert) in [
            ("forgot-password-no-recovery", Text::AlertNoRecovery),
            (
                "forgot-password-state-forbids",
                Text::AlertStateForbidsReset,
            ),
            ("forgot-password-too-many", Text::AlertTooManyTries),
        ] {
            add(
                name,
                ForgotPassword(IdentifierForm {
                    alert: Some(alert.into()),
                    ..forgot.clone()
                }),
            );
        }
    }

    fn typed(&mut self) -> Typed<'_> {
        vec![("username", &mut self.0.username)]
    }
}
