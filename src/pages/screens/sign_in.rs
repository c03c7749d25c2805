//! Identifier and password, or the identifier alone where the pool asks for it first.

use super::Head;
use crate::{
    components::{
        button,
        field::{Input, field},
        form::{self, form},
        link,
        password_field::{Password, password_field},
    },
    drawn::Drawn,
    scene::Scene,
};
use wire::{route, screen::SignIn, text::Text};

pub(super) fn head(screen: &SignIn) -> Head {
    let wrong = screen.username_error.is_some() || screen.password_error.is_some();
    Head::new(Text::SignInTitle)
        .lead(Text::SignInLead)
        .alert(&screen.alert, wrong)
}

pub(super) fn body(at: &Scene, screen: &SignIn) -> Vec<Drawn> {
    let error = screen.username_error.as_ref();
    let mut identifier = Input::identifier(
        at,
        "signInFormUsername",
        screen.identifier,
        &screen.username,
        error,
    );
    let calm = head(screen).alert.is_none();
    let known = !screen.username.is_empty();
    identifier.focus = calm && (screen.identifier_first || !known);
    let secret = if screen.identifier_first {
        form::unseen_password("password")
    } else {
        password_field(
            at,
            Password {
                id: "signInFormPassword",
                name: "password",
                label: Text::Password,
                rules: &[],
                new: false,
                error: screen.password_error.as_ref(),
                focus: calm && known,
            },
        )
    };
    let button = if screen.identifier_first {
        Text::NextButton
    } else {
        Text::SignInButton
    };
    let fields = vec![
        field(at, identifier),
        secret,
        link::aside(at, Text::ForgotLink, route::FORGOT_PASSWORD),
        button::sign_in(at, button),
    ];
    let mut parts = vec![form(at, "cognitoSignInForm", route::LOGIN, fields)];
    if at.frame().sign_up {
        parts.push(link::foot(
            at,
            Some(Text::NewHere),
            Text::CreateAccountLink,
            route::SIGNUP,
        ));
    }
    parts
}
