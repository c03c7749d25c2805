//! Asks which password to reset.

use super::{Head, View, identifier_form};
use crate::{node::Node, render_context::RenderContext};
use wire::{route, screen::ForgotPassword, text::Text};

fields!(ForgotPassword(Whose));

impl View for ForgotPassword {
    fn head(&self) -> Head {
        identifier_form::head(Text::ForgotTitle, Text::ForgotLead, &self.0)
    }

    fn body(&self, at: &RenderContext) -> Vec<Node> {
        let form = identifier_form::Form {
            name: "forgotpasswordform",
            action: route::FORGOT_PASSWORD,
            button_name: "reset_my_password",
            button: Text::ForgotButton,
        };
        identifier_form::body(at, form, &self.0)
    }
}
