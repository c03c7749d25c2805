//! Asks which account a new code is for.

use super::{Head, View, whose};
use crate::{drawn::Drawn, scene::Scene};
use wire::{route, screen::ResendCode, text::Text};

fields!(ResendCode(Whose));

impl View for ResendCode {
    fn head(&self) -> Head {
        whose::head(Text::ResendTitle, Text::ResendLead, &self.0)
    }

    fn body(&self, at: &Scene) -> Vec<Drawn> {
        let form = whose::Form {
            name: "resendcodeform",
            action: route::RESEND_CODE,
            button_name: "resend_code",
            button: Text::ResendSubmit,
        };
        whose::body(at, form, &self.0)
    }
}
