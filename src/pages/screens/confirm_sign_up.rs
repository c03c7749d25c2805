//! The code that proves an address.

use super::{Head, sent_to};
use crate::{
    components::{
        button,
        code_field::{Code, code_field},
        form::{form, hidden},
        link, resend,
    },
    drawn::Drawn,
    scene::Scene,
};
use wire::{
    route,
    screen::{ConfirmSignUp, Medium},
    text::Text,
};

pub(super) fn head(screen: &ConfirmSignUp) -> Head {
    let title = match screen.delivery.as_ref().map(|delivery| delivery.medium) {
        Some(Medium::Sms) => Text::ConfirmTitleSms,
        Some(Medium::Email) | None => Text::ConfirmTitleEmail,
    };
    Head::new(title)
        .lead(sent_to(
            &screen.delivery,
            Text::ConfirmLead,
            Text::ConfirmLeadUnknown,
        ))
        .alert(&screen.alert, screen.code_error.is_some())
        .notice(&screen.notice)
}

pub(super) fn body(at: &Scene, screen: &ConfirmSignUp) -> Vec<Drawn> {
    let fields = vec![
        hidden("username", &screen.username),
        code_field(
            at,
            Code {
                id: "verification_code",
                value: &screen.code,
                error: screen.code_error.as_ref(),
                focus: head(screen).alert.is_none(),
                alone: true,
                delivery: screen.delivery.as_ref(),
            },
        ),
        button::primary(at, "confirm", Text::ConfirmButton),
    ];
    let mut parts = vec![
        form(at, "confirmform", route::CONFIRM, fields),
        resend::resend(
            at,
            route::RESEND_CODE,
            &screen.username,
            screen.resend_in_seconds,
        ),
    ];
    if at.frame().sign_up {
        parts.push(link::foot(at, None, Text::WrongAddress, route::SIGNUP));
    }
    parts
}
