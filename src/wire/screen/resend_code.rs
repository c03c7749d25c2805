//! Asks which account a new code is for.

use super::{Add, Identifier, Kind, Typed, Whose, sample_values::LONG};
use crate::{route, text::Text};
use serde::{Deserialize, Serialize};

/// [`Screen::ResendCode`](super::Screen::ResendCode).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResendCode(pub Whose);

impl Kind for ResendCode {
    const PATH: &'static str = route::RESEND_CODE;

    fn samples(add: &mut Add<'_, Self>) {
        let resend = Whose::new(Identifier::Any, String::new());
        add("resend-code", ResendCode(resend.clone()));
        add(
            "resend-code-empty",
            ResendCode(Whose {
                username_error: Some(Text::NeedUsername.into()),
                ..resend.clone()
            }),
        );
        add(
            "resend-code-too-many",
            ResendCode(Whose {
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
