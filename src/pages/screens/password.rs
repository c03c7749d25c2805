//! The password, after the identifier.

use super::{Head, View};
use crate::{
    components::{
        button,
        form::{form, hidden, remembered_user},
        link,
        password_field::{Password as PasswordInput, password_field},
    },
    node::Node,
    render_context::RenderContext,
};
use wire::{route, screen::Password, text::Text};

fields!(Password { session username alert password_error });

impl View for Password {
    const SIGNS_IN: bool = true;

    fn head(&self) -> Head {
        Head::new(Text::SignInTitle)
            .who(&self.username)
            .alert(&self.alert, self.password_error.is_some())
    }

    fn body(&self, at: &RenderContext) -> Vec<Node> {
        let fields = vec![
            hidden("session", &self.session),
            remembered_user("USERNAME", &self.username),
            password_field(
                at,
                PasswordInput {
                    id: "signInFormPassword",
                    name: "PASSWORD",
                    label: Text::Password,
                    rules: &[],
                    new: false,
                    error: self.password_error.as_ref(),
                    focus: self.head().alert.is_none(),
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
}
