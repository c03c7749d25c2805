//! Asks which password to reset.

use super::{Head, View, whose};
use crate::{drawn::Drawn, scene::Scene};
use wire::{route, screen::ForgotPassword, text::Text};

fields!(ForgotPassword(Whose));

impl View for ForgotPassword {
    fn head(&self) -> Head {
        whose::head(Text::ForgotTitle, Text::ForgotLead, &self.0)
    }

    fn body(&self, at: &Scene) -> Vec<Drawn> {
        let form = whose::Form {
            name: "forgotpasswordform",
            action: route::FORGOT_PASSWORD,
            button_name: "reset_my_password",
            button: Text::ForgotButton,
        };
        whose::body(at, form, &self.0)
    }
}
