//! Asks which account a new code is for.

use super::{Add, Identifier, IdentifierForm, Kind, Typed, sample_values::LONG};
use crate::{route, text::Text};
use serde::{Deserialize, Serialize};

/// [`Screen::ResendCode`](super::Screen::ResendCode).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResendCode {
    /// The form.
    pub form: IdentifierForm,
    /// Whether the pool sends a link where others send a code.
    pub by_link: bool,
}

impl Kind for ResendCode {
    const PATH: &'static str = route::RESEND_CODE;

    fn samples(add: &mut Add<'_, Self>) {
        let empty = IdentifierForm::new(Identifier::Any, String::new());
        let resend = |form| ResendCode {
            form,
            by_link: false,
        };
        add("resend-code", resend(empty.clone()));
        add(
            "resend-link",
            ResendCode {
                form: empty.clone(),
                by_link: true,
            },
        );
        add(
            "resend-code-empty",
            resend(IdentifierForm {
                username_error: Some(Text::NeedUsername.into()),
                ..empty.clone()
            }),
        );
        for (name, alert) in [
            ("resend-code-too-many", Text::AlertTooManyTries),
            ("resend-code-no-address", Text::AlertNoAddress),
        ] {
            add(
                name,
                resend(IdentifierForm {
                    username: LONG.to_owned(),
                    alert: Some(alert.into()),
                    ..empty.clone()
                }),
            );
        }
    }

    fn typed(&mut self) -> Typed<'_> {
        vec![("username", &mut self.form.username)]
    }
}
