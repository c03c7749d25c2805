//! Asks which account a new code is for.

use super::Head;
use crate::{
    components::{
        button,
        field::{Input, field},
        form::form,
        link,
    },
    drawn::Drawn,
    scene::Scene,
};
use wire::{route, screen::ResendCode, text::Text};

pub(super) fn head(screen: &ResendCode) -> Head {
    Head::new(Text::ResendTitle)
        .lead(Text::ResendLead)
        .alert(&screen.alert, screen.username_error.is_some())
}

pub(super) fn body(at: &Scene, screen: &ResendCode) -> Vec<Drawn> {
    let mut input = Input::identifier(
        at,
        "username",
        screen.identifier,
        &screen.username,
        screen.username_error.as_ref(),
    );
    input.focus = head(screen).alert.is_none();
    let fields = vec![
        field(at, input),
        button::primary(at, "resend_code", Text::ResendSubmit),
    ];
    vec![
        form(at, "resendcodeform", route::RESEND_CODE, fields),
        link::foot(at, None, Text::BackToSignIn, route::LOGIN),
    ]
}
