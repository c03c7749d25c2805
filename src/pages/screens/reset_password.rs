//! Code and new password.

use super::{Head, sent_to};
use crate::{
    components::{
        button,
        code_field::{Code, code_field},
        form::{form, remembered_user},
        link,
        password_field::{Password, password_field},
        resend,
    },
    drawn::Drawn,
    scene::Scene,
};
use wire::{route, screen::ResetPassword, text::Text};

pub(super) fn head(screen: &ResetPassword) -> Head {
    let wrong = screen.code_error.is_some() || screen.password_error.is_some();
    Head::new(Text::ResetTitle)
        .lead(sent_to(
            &screen.delivery,
            Text::ResetLead,
            Text::ResetLeadUnknown,
        ))
        .alert(&screen.alert, wrong)
        .notice(&screen.notice)
}

pub(super) fn body(at: &Scene, screen: &ResetPassword) -> Vec<Drawn> {
    let calm = head(screen).alert.is_none();
    let fields = vec![
        remembered_user("username", &screen.username),
        code_field(
            at,
            Code {
                id: "forgot_password_code",
                value: &screen.code,
                error: screen.code_error.as_ref(),
                focus: calm,
                alone: false,
                delivery: screen.delivery.as_ref(),
            },
        ),
        password_field(
            at,
            Password {
                id: "new_password",
                name: "password",
                label: Text::NewPassword,
                rules: &screen.rules,
                new: true,
                error: screen.password_error.as_ref(),
                focus: false,
            },
        ),
        button::primary(at, "reset_password", Text::ResetButton),
    ];
    vec![
        form(
            at,
            "confirmforgotpasswordform",
            route::CONFIRM_FORGOT_PASSWORD,
            fields,
        ),
        resend::resend(
            at,
            route::FORGOT_PASSWORD,
            &screen.username,
            screen.resend_in_seconds,
        ),
        link::foot(at, None, Text::BackToSignIn, route::LOGIN),
    ]
}
