//! Registration: the user name where the pool has one, the required attributes, the password.

use super::{Head, View};
use crate::{
    components::{
        button,
        field::{Input, field},
        form::form,
        link,
        password_field::{Password, password_field},
    },
    node::Node,
    render_context::RenderContext,
};
use wire::{route, screen::SignUp, text::Text};

fields!(SignUp { username fields rules alert password_error });

impl View for SignUp {
    fn head(&self) -> Head {
        let wrong = self.password_error.is_some()
            || self
                .username
                .iter()
                .chain(&self.fields)
                .any(|field| field.error.is_some());
        Head::new(Text::SignUpTitle)
            .lead(Text::SignUpLead)
            .alert(&self.alert, wrong)
    }

    fn body(&self, at: &RenderContext) -> Vec<Node> {
        let calm = self.head().alert.is_none();
        let mut fields: Vec<_> = self
            .username
            .iter()
            .chain(&self.fields)
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
                rules: &self.rules,
                new: true,
                error: self.password_error.as_ref(),
                focus,
            },
        ));
        fields.push(button::primary(at, "signUpButton", Text::SignUpButton));
        vec![
            form(at, "signupform", route::SIGNUP, fields),
            link::foot(at, Some(Text::HaveAccount), Text::SignInTitle, route::LOGIN),
        ]
    }
}
