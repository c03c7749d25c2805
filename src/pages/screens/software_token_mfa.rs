//! The code that an authenticator app shows now.

use super::{Head, View};
use crate::{
    components::{
        button,
        code_field::{Code, code_field},
        form::{form, hidden},
        link,
    },
    node::Node,
    render_context::RenderContext,
};
use wire::{route, screen::SoftwareTokenMfa, text::Text};

fields!(SoftwareTokenMfa { session username other_method alert code_error });

impl View for SoftwareTokenMfa {
    const SIGNS_IN: bool = true;

    fn head(&self) -> Head {
        Head::new(Text::MfaTitle)
            .who(&self.username)
            .alert(&self.alert, self.code_error.is_some())
    }

    fn body(&self, at: &RenderContext) -> Vec<Node> {
        let fields = vec![
            hidden("session", &self.session),
            hidden("USERNAME", &self.username),
            code_field(
                at,
                Code {
                    id: "totpCodeInput",
                    name: "SOFTWARE_TOKEN_MFA_CODE",
                    label: Text::MfaCode,
                    value: "",
                    error: self.code_error.as_ref(),
                    focus: self.head().alert.is_none(),
                    alone: true,
                    by_sms: false,
                },
            ),
            button::primary(at, "mfa", Text::MfaButton),
        ];
        let mut parts = vec![form(at, "mfaform", route::SOFTWARE_TOKEN_MFA, fields)];
        parts.extend(
            self.other_method
                .as_deref()
                .map(|path| link::foot(at, None, Text::MfaOther, path)),
        );
        parts.push(link::foot(at, None, Text::BackToSignIn, route::LOGIN));
        parts
    }
}
