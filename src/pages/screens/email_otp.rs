//! The code that was sent to an e-mail address as second factor.

use super::{Head, ScreenInfo, sent_to};
use crate::{
    components::{CodeField, FootLink, Form, HiddenField, SubmitButton},
    node::IntoNode,
};
use leptos::prelude::*;
use wire::{route, screen, text::Text};

fields!(EmailOtp { session username delivery other_method alert code_error });

impl ScreenInfo for screen::EmailOtp {
    const SIGNS_IN: bool = true;

    fn head(&self) -> Head {
        Head::new(Text::ConfirmTitleEmail)
            .lead(sent_to(
                &self.delivery,
                Text::ConfirmLead,
                Text::ConfirmLeadUnknown,
            ))
            .alert(&self.alert, self.code_error.is_some())
    }
}

/// The form, and the ways to another method and back.
#[component]
pub(super) fn EmailOtp(screen: screen::EmailOtp) -> impl IntoNode {
    view! {
        <Form name="emailotpform" path=route::EMAIL_OTP>
            <HiddenField name="session" value=screen.session/>
            <HiddenField name="USERNAME" value=screen.username/>
            <CodeField
                id="emailOtpCodeInput"
                name="EMAIL_OTP_CODE"
                label=Text::Code
                error=screen.code_error
                autofocus=true
                submits=true
            />
            <SubmitButton name="emailotp" text=Text::MfaButton/>
        </Form>
        {screen.other_method.map(|path| view! { <FootLink text=Text::MfaOther path/> })}
        <FootLink text=Text::BackToSignIn path=route::LOGIN/>
    }
}
