//! Asks which account a new code is for.

use super::{Head, View, identifier_form};
use crate::{node::Node, render_context::RenderContext};
use wire::{route, screen::ResendCode, text::Text};

fields!(ResendCode(Whose));

impl View for ResendCode {
    fn head(&self) -> Head {
        identifier_form::head(Text::ResendTitle, Text::ResendLead, &self.0)
    }

    fn body(&self, at: &RenderContext) -> Vec<Node> {
        let form = identifier_form::Form {
            name: "resendcodeform",
            action: route::RESEND_CODE,
            button_name: "resend_code",
            button: Text::ResendSubmit,
        };
        identifier_form::body(at, form, &self.0)
    }
}
