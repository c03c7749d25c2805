//! Asks which password to reset.

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
use wire::{route, screen::ForgotPassword, text::Text};

pub(super) fn head(screen: &ForgotPassword) -> Head {
    Head::new(Text::ForgotTitle)
        .lead(Text::ForgotLead)
        .alert(&screen.alert, screen.username_error.is_some())
}

pub(super) fn body(at: &Scene, screen: &ForgotPassword) -> Vec<Drawn> {
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
        button::primary(at, "reset_my_password", Text::ForgotButton),
    ];
    vec![
        form(at, "forgotpasswordform", route::FORGOT_PASSWORD, fields),
        link::foot(at, None, Text::BackToSignIn, route::LOGIN),
    ]
}
