//! The code that an authenticator app shows now.

use super::{Head, ScreenInfo};
use crate::{
    components::{CodeField, FootLink, Form, HiddenField, SubmitButton},
    node::IntoNode,
};
use leptos::prelude::*;
use wire::{route, screen, text::Text};

fields!(SoftwareTokenMfa { session username other_method alert code_error });

impl ScreenInfo for screen::SoftwareTokenMfa {
    const SIGNS_IN: bool = true;

    fn head(&self) -> Head {
        Head::new(Text::MfaTitle)
            .username(&self.username)
            .alert(&self.alert, self.code_error.is_some())
    }
}

/// The form, and the ways to another method and back.
#[component]
pub(super) fn SoftwareTokenMfa(screen: screen::SoftwareTokenMfa) -> impl IntoNode {
    view! {
        <Form name="mfaform" path=route::SOFTWARE_TOKEN_MFA>
            <HiddenField name="session" value=screen.session/>
            <HiddenField name="USERNAME" value=screen.username/>
            <CodeField
                id="totpCodeInput"
                name="SOFTWARE_TOKEN_MFA_CODE"
                label=Text::MfaCode
                error=screen.code_error
                autofocus=true
                submits=true
            />
            <SubmitButton name="mfa" text=Text::MfaButton/>
        </Form>
        {screen.other_method.map(|path| view! { <FootLink text=Text::MfaOther path/> })}
        <FootLink text=Text::BackToSignIn path=route::LOGIN/>
    }
}
