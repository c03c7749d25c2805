//! The code that proves an address.

use super::{Head, ScreenInfo, by_sms, sent_to};
use crate::{
    components::{CodeField, FootLink, Form, HiddenField, ResendForm, SubmitButton},
    node::IntoNode,
    render_context::use_render_context,
};
use leptos::prelude::*;
use wire::{
    route,
    screen::{self, Medium},
    text::Text,
};

fields!(ConfirmSignUp { username delivery resend_in_seconds code alert notice code_error });

impl ScreenInfo for screen::ConfirmSignUp {
    fn head(&self) -> Head {
        let title = match self.delivery.as_ref().map(|delivery| delivery.medium) {
            Some(Medium::Sms) => Text::ConfirmTitleSms,
            Some(Medium::Email) | None => Text::ConfirmTitleEmail,
        };
        Head::new(title)
            .lead(sent_to(
                &self.delivery,
                Text::ConfirmLead,
                Text::ConfirmLeadUnknown,
            ))
            .alert(&self.alert, self.code_error.is_some())
            .notice(&self.notice)
    }
}

/// The form, the one that asks for another code, and the way back to another address.
#[component]
pub(super) fn ConfirmSignUp(screen: screen::ConfirmSignUp) -> impl IntoNode {
    let sign_up = use_render_context().frame().sign_up;
    let by_sms = by_sms(&screen.delivery);
    let username = screen.username.clone();
    view! {
        <Form name="confirmform" path=route::CONFIRM>
            <HiddenField name="username" value=screen.username/>
            <CodeField
                id="verification_code"
                name="code"
                label=Text::Code
                value=screen.code
                error=screen.code_error
                autofocus=true
                submits=true
                by_sms
            />
            <SubmitButton name="confirm" text=Text::ConfirmButton/>
        </Form>
        <ResendForm
            path=route::RESEND_CODE
            username
            in_seconds=screen.resend_in_seconds
        />
        {sign_up.then(|| view! { <FootLink text=Text::WrongAddress path=route::SIGNUP/> })}
    }
}
