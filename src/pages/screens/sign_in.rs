//! Identifier and password, or the identifier alone where the pool asks for it first.

use super::{Head, View};
use crate::{
    components::{
        button,
        field::{Input, field},
        form::{self, form},
        link,
        password_field::{Password, password_field},
    },
    node::Node,
    render_context::RenderContext,
};
use wire::{route, screen::SignIn, text::Text};

fields!(SignIn { identifier username identifier_first alert username_error password_error });

impl View for SignIn {
    const SIGNS_IN: bool = true;

    fn head(&self) -> Head {
        let wrong = self.username_error.is_some() || self.password_error.is_some();
        Head::new(Text::SignInTitle)
            .lead(Text::SignInLead)
            .alert(&self.alert, wrong)
    }

    fn body(&self, at: &RenderContext) -> Vec<Node> {
        let error = self.username_error.as_ref();
        let mut identifier = Input::identifier(
            at,
            "signInFormUsername",
            self.identifier,
            &self.username,
            error,
        );
        let calm = self.head().alert.is_none();
        let known = !self.username.is_empty();
        identifier.focus = calm && (self.identifier_first || !known);
        let secret = if self.identifier_first {
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
                    error: self.password_error.as_ref(),
                    focus: calm && known,
                },
            )
        };
        let button = if self.identifier_first {
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
}
