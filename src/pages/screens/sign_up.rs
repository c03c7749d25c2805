//! Registration: the user name where the pool has one, the required attributes, the password.

use super::Head;
use crate::{
    components::{
        button,
        field::{Input, field},
        form::form,
        link,
        password_field::{Password, password_field},
    },
    drawn::Drawn,
    scene::Scene,
};
use wire::{route, screen::SignUp, text::Text};

pub(super) fn head(screen: &SignUp) -> Head {
    let wrong = screen.password_error.is_some()
        || screen
            .username
            .iter()
            .chain(&screen.fields)
            .any(|field| field.error.is_some());
    Head::new(Text::SignUpTitle)
        .lead(Text::SignUpLead)
        .alert(&screen.alert, wrong)
}

pub(super) fn body(at: &Scene, screen: &SignUp) -> Vec<Drawn> {
    let calm = head(screen).alert.is_none();
    let mut fields: Vec<_> = screen
        .username
        .iter()
        .chain(&screen.fields)
        .enumerate()
        .map(|(index, each)| {
            field(
                at,
                Input {
                    focus: calm && index == 0,
                    ..Input::attribute(at, each)
                },
            )
        })
        .collect();
    let focus = calm && fields.is_empty();
    fields.push(password_field(
        at,
        Password {
            id: "signUpPassword",
            name: "password",
            label: Text::Password,
            rules: &screen.rules,
            new: true,
            error: screen.password_error.as_ref(),
            focus,
        },
    ));
    fields.push(button::primary(at, "signUpButton", Text::SignUpButton));
    vec![
        form(at, "signupform", route::SIGNUP, fields),
        link::foot(at, Some(Text::HaveAccount), Text::SignInTitle, route::LOGIN),
    ]
}
