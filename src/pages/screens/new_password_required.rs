//! A new password (and missing attributes) in place of a temporary one.

use super::{Head, View};
use crate::{
    components::{
        button,
        field::{Input, field},
        form::{form, hidden, remembered_user},
        link,
        password_field::{Password, password_field},
    },
    node::Node,
    render_context::RenderContext,
};
use wire::{route, screen::NewPasswordRequired, text::Text};

fields!(NewPasswordRequired { session username fields rules alert password_error });

impl View for NewPasswordRequired {
    fn head(&self) -> Head {
        let wrong =
            self.password_error.is_some() || self.fields.iter().any(|field| field.error.is_some());
        Head::new(Text::NewPasswordTitle)
            .lead(Text::NewPasswordLead)
            .who(&self.username)
            .alert(&self.alert, wrong)
    }

    fn body(&self, at: &RenderContext) -> Vec<Node> {
        let mut fields = vec![
            hidden("session", &self.session),
            remembered_user("USERNAME", &self.username),
            password_field(
                at,
                Password {
                    id: "new_password",
                    name: "NEW_PASSWORD",
                    label: Text::NewPassword,
                    rules: &self.rules,
                    new: true,
                    error: self.password_error.as_ref(),
                    focus: self.head().alert.is_none(),
                },
            ),
        ];
        fields.extend(
            self.fields
                .iter()
                .map(|each| field(at, Input::attribute(at, each))),
        );
        fields.push(button::primary(at, "submitButton", Text::NewPasswordButton));
        vec![
            form(at, "newpasswordform", route::NEW_PASSWORD, fields),
            link::foot(at, None, Text::BackToSignIn, route::LOGIN),
        ]
    }
}
