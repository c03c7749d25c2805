//! The password, after the identifier.

use super::Head;
use crate::{
    components::{
        button,
        form::{form, hidden, remembered_user},
        link,
        password_field::{Password as PasswordInput, password_field},
    },
    drawn::Drawn,
    scene::Scene,
};
use wire::{route, screen::Password, text::Text};

pub(super) fn head(screen: &Password) -> Head {
    Head::new(Text::SignInTitle)
        .who(&screen.username)
        .alert(&screen.alert, screen.password_error.is_some())
}

pub(super) fn body(at: &Scene, screen: &Password) -> Vec<Drawn> {
    let fields = vec![
        hidden("session", &screen.session),
        remembered_user("USERNAME", &screen.username),
        password_field(
            at,
            PasswordInput {
                id: "signInFormPassword",
                name: "PASSWORD",
                label: Text::Password,
                rules: &[],
                new: false,
                error: screen.password_error.as_ref(),
                focus: head(screen).alert.is_none(),
            },
        ),
        link::aside(at, Text::ForgotLink, route::FORGOT_PASSWORD),
        button::sign_in(at, Text::SignInButton),
    ];
    vec![
        form(at, "cognitoSignInForm", route::PASSWORD, fields),
        link::foot(at, None, Text::NotYou, route::LOGIN),
    ]
}
