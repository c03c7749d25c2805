//! The set-up of an authenticator app: its picture, its key, its link, and the code that shows that it works.

use super::{Head, ScreenInfo};
use crate::{
    components::{
        CodeField, Field, FootLink, Form, HiddenField, PhoneLink, QrCode, SecretKey, SubmitButton,
    },
    node::IntoNode,
};
use leptos::prelude::*;
use wire::{route, screen, text::Text};

fields!(MfaSetup { session username secret uri qr device_name alert code_error });

impl ScreenInfo for screen::MfaSetup {
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
}

/// The form, and the way back. No field asks for the focus: that would scroll the picture out of sight and put a keyboard
/// over it.
#[component]
pub(super) fn MfaSetup(screen: screen::MfaSetup) -> impl IntoNode {
    let picture = screen
        .qr
        .map(|code| view! { <QrCode code label=Text::MfaSetupPicture/> });
    view! {
        <Form name="mfasetupform" path=route::MFA_SETUP>
            <HiddenField name="session" value=screen.session/>
            <HiddenField name="USERNAME" value=screen.username/>
            {picture}
            <PhoneLink text=Text::MfaSetupOpen href=screen.uri/>
            <SecretKey label=Text::MfaSetupKey key=screen.secret/>
            <Field
                id="deviceName"
                name="FRIENDLY_DEVICE_NAME"
                label=Text::DeviceName
                autocomplete="off"
                value=screen.device_name
                max_length=128
                prose=true
                required=false
            />
            <CodeField
                id="totpCodeInput"
                name="SOFTWARE_TOKEN_MFA_CODE"
                label=Text::Code
                error=screen.code_error
                submits=true
            />
            <SubmitButton name="mfaSetup" text=Text::MfaSetupButton/>
        </Form>
        <FootLink text=Text::BackToSignIn path=route::LOGIN/>
    }
}
