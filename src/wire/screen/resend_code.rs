//! Asks which account a new code is for.

use super::{Add, Identifier, IdentifierForm, Kind, Typed, sample_values::LONG};
use crate::{route, text::Text};
use serde::{Deserialize, Serialize};

/// [`Screen::ResendCode`](super::Screen::ResendCode).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResendCode(pub IdentifierForm);

impl Kind for ResendCode {
    const PATH: &'static str = route::RESEND_CODE;

    fn samples(add: &mut Add<'_, Self>) {
        let resend = IdentifierForm::new(Identifier::Any, String::new());
        add("resend-code", ResendCode(resend.clone()));
        add(
            "resend-code-empty",
            ResendCode(IdentifierForm {
                username_error: Some(Text::NeedUsername.into()),
                ..resend.clone()
            }),
        );
        add(
            "resend-code-too-many",
            ResendCode(IdentifierForm {
                username: LONG.to_owned(),
                alert: Some(Text::AlertTooManyTries.into()),
                ..resend
            }),
        );
    }

    fn typed(&mut self) -> Typed<'_> {
        vec![("username", &mut self.0.username)]
    }
}
