//! The code that proves an address.

use super::{Head, View, by_sms, sent_to};
use crate::{
    components::{
        button,
        code_field::{Code, code_field},
        form::{form, hidden},
        link, resend,
    },
    node::Node,
    render_context::RenderContext,
};
use wire::{
    route,
    screen::{ConfirmSignUp, Medium},
    text::Text,
};

fields!(ConfirmSignUp { username delivery resend_in_seconds code alert notice code_error });

impl View for ConfirmSignUp {
    fn head(&self) -> Head {
        let title = match self.delivery.as_ref().map(|delivery| delivery.medium) {
            Some(Medium::Sms) => Text::ConfirmTitleSms,
            Some(Medium::Email) | None => Text::ConfirmTitleEmail,
        };
        Head::new(title)
            .lead(sent_to(
                &self.delivery,
                Text::ConfirmLead,
                Text::ConfirmLeadUnknown,
            ))
            .alert(&self.alert, self.code_error.is_some())
            .notice(&self.notice)
    }

    fn body(&self, at: &RenderContext) -> Vec<Node> {
        let fields = vec![
            hidden("username", &self.username),
            code_field(
                at,
                Code {
                    id: "verification_code",
                    name: "code",
                    label: Text::Code,
                    value: &self.code,
                    error: self.code_error.as_ref(),
                    focus: self.head().alert.is_none(),
                    alone: true,
                    by_sms: by_sms(&self.delivery),
                },
            ),
            button::primary(at, "confirm", Text::ConfirmButton),
        ];
        let mut parts = vec![
            form(at, "confirmform", route::CONFIRM, fields),
            resend::resend(
                at,
                route::RESEND_CODE,
                &self.username,
                self.resend_in_seconds,
            ),
        ];
        if at.frame().sign_up {
            parts.push(link::foot(at, None, Text::WrongAddress, route::SIGNUP));
        }
        parts
    }
}
