//! Code and new password.

use super::{Head, View, by_sms, sent_to};
use crate::{
    components::{
        button,
        code_field::{Code, code_field},
        form::{form, remembered_user},
        link,
        password_field::{Password, password_field},
        resend,
    },
    node::Node,
    render_context::RenderContext,
};
use wire::{route, screen::ResetPassword, text::Text};

fields!(ResetPassword {
    username delivery resend_in_seconds code rules alert notice code_error password_error
});

impl View for ResetPassword {
    fn head(&self) -> Head {
        let wrong = self.code_error.is_some() || self.password_error.is_some();
        Head::new(Text::ResetTitle)
            .lead(sent_to(
                &self.delivery,
                Text::ResetLead,
                Text::ResetLeadUnknown,
            ))
            .alert(&self.alert, wrong)
            .notice(&self.notice)
    }

    fn body(&self, at: &RenderContext) -> Vec<Node> {
        let calm = self.head().alert.is_none();
        let fields = vec![
            remembered_user("username", &self.username),
            code_field(
                at,
                Code {
                    id: "forgot_password_code",
                    name: "code",
                    label: Text::Code,
                    value: &self.code,
                    error: self.code_error.as_ref(),
                    focus: calm,
                    alone: false,
                    by_sms: by_sms(&self.delivery),
                },
            ),
            password_field(
                at,
                Password {
                    id: "new_password",
                    name: "password",
                    label: Text::NewPassword,
                    rules: &self.rules,
                    new: true,
                    error: self.password_error.as_ref(),
                    focus: false,
                },
            ),
            button::primary(at, "reset_password", Text::ResetButton),
        ];
        vec![
            form(
                at,
                "confirmforgotpasswordform",
                route::CONFIRM_FORGOT_PASSWORD,
                fields,
            ),
            resend::resend(
                at,
                route::FORGOT_PASSWORD,
                &self.username,
                self.resend_in_seconds,
            ),
            link::foot(at, None, Text::BackToSignIn, route::LOGIN),
        ]
    }
}
