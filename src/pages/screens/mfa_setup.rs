//! The set-up of an authenticator app: its picture, its key, its link, and the code that shows that it works.

use super::{Head, View};
use crate::{
    components::{
        button,
        code_field::{Code, code_field},
        field::{Input, field},
        form::{form, hidden},
        link, qr,
        secret_key::secret_key,
    },
    node::Node,
    render_context::RenderContext,
};
use wire::{route, screen::MfaSetup, text::Text};

fields!(MfaSetup { session username secret uri qr device_name alert code_error });

impl View for MfaSetup {
    const SIGNS_IN: bool = true;

    fn head(&self) -> Head {
        let lead = if self.qr.is_some() {
            Text::MfaSetupLead
        } else {
            Text::MfaSetupLeadKey
        };
        Head::new(Text::MfaSetupTitle)
            .lead(lead)
            .alert(&self.alert, self.code_error.is_some())
    }

    /// No field takes the focus: that would scroll the picture out of sight and put a keyboard over it.
    fn body(&self, at: &RenderContext) -> Vec<Node> {
        let picture = self.qr.as_ref();
        let fields = vec![
            hidden("session", &self.session),
            hidden("USERNAME", &self.username),
            picture
                .map(|code| qr::qr(code, at.about_client(Text::MfaSetupPicture)))
                .into(),
            link::on_phones(&self.uri, at.text(Text::MfaSetupOpen)),
            secret_key(at, Text::MfaSetupKey, &self.secret),
            field(
                at,
                Input {
                    id: "deviceName".to_owned(),
                    name: "FRIENDLY_DEVICE_NAME".to_owned(),
                    label: at.text(Text::DeviceName),
                    kind: "text",
                    mode: None,
                    autocomplete: "off".to_owned(),
                    value: self.device_name.clone(),
                    error: None,
                    max_length: 128,
                    focus: false,
                    prose: true,
                    required: false,
                },
            ),
            code_field(
                at,
                Code {
                    id: "totpCodeInput",
                    name: "SOFTWARE_TOKEN_MFA_CODE",
                    label: Text::Code,
                    value: "",
                    error: self.code_error.as_ref(),
                    focus: false,
                    alone: true,
                    by_sms: false,
                },
            ),
            button::primary(at, "mfaSetup", Text::MfaSetupButton),
        ];
        vec![
            form(at, "mfasetupform", route::MFA_SETUP, fields),
            link::foot(at, None, Text::BackToSignIn, route::LOGIN),
        ]
    }
}
