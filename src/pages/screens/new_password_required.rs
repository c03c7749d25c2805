//! A new password (and missing attributes) in place of a temporary one.

use super::Head;
use crate::{
    components::{
        button,
        field::{Input, field},
        form::{form, hidden, remembered_user},
        link,
        password_field::{Password, password_field},
    },
    drawn::Drawn,
    scene::Scene,
};
use wire::{route, screen::NewPasswordRequired, text::Text};

pub(super) fn head(screen: &NewPasswordRequired) -> Head {
    let wrong =
        screen.password_error.is_some() || screen.fields.iter().any(|field| field.error.is_some());
    Head::new(Text::NewPasswordTitle)
        .lead(Text::NewPasswordLead)
        .who(&screen.username)
        .alert(&screen.alert, wrong)
}

pub(super) fn body(at: &Scene, screen: &NewPasswordRequired) -> Vec<Drawn> {
    let mut fields = vec![
        hidden("session", &screen.session),
        remembered_user("USERNAME", &screen.username),
        password_field(
            at,
            Password {
                id: "new_password",
                name: "NEW_PASSWORD",
                label: Text::NewPassword,
                rules: &screen.rules,
                new: true,
                error: screen.password_error.as_ref(),
                focus: head(screen).alert.is_none(),
            },
        ),
    ];
    fields.extend(
        screen
            .fields
            .iter()
            .map(|each| field(at, Input::attribute(at, each))),
    );
    fields.push(button::primary(at, "submitButton", Text::NewPasswordButton));
    vec![
        form(at, "newpasswordform", route::NEW_PASSWORD, fields),
        link::foot(at, None, Text::BackToSignIn, route::LOGIN),
    ]
}
