//! Code and new password.

use super::{Head, ScreenInfo, by_sms, sent_to};
use crate::{
    components::{
        CodeField, FootLink, Form, HiddenUsername, PasswordField, ResendForm, SubmitButton,
    },
    node::IntoNode,
};
use leptos::prelude::*;
use wire::{route, screen, text::Text};

fields!(ResetPassword {
    username delivery resend_in_seconds code rules alert notice code_error password_error
});

impl ScreenInfo for screen::ResetPassword {
    fn head(&self) -> Head {
        let field_errors = self.code_error.is_some() || self.password_error.is_some();
        Head::new(Text::ResetTitle)
            .lead(sent_to(
                &self.delivery,
                Text::ResetLead,
                Text::ResetLeadUnknown,
            ))
            .alert(&self.alert, field_errors)
            .notice(&self.notice)
    }
}

/// The form, the one that asks for another code, and the way back.
#[component]
pub(super) fn ResetPassword(screen: screen::ResetPassword) -> impl IntoNode {
    let by_sms = by_sms(&screen.delivery);
    let username = screen.username.clone();
    view! {
        <Form name="confirmforgotpasswordform" path=route::CONFIRM_FORGOT_PASSWORD>
            <HiddenUsername name="username" value=screen.username/>
            <CodeField
                id="forgot_password_code"
                name="code"
                label=Text::Code
                value=screen.code
                error=screen.code_error
                autofocus=true
                by_sms
            />
            <PasswordField
                id="new_password"
                name="password"
                label=Text::NewPassword
                new=true
                rules=screen.rules
                error=screen.password_error
            />
            <SubmitButton name="reset_password" text=Text::ResetButton/>
        </Form>
        <ResendForm
            path=route::FORGOT_PASSWORD
            username
            in_seconds=screen.resend_in_seconds
        />
        <FootLink text=Text::BackToSignIn path=route::LOGIN/>
    }
}
