//! Asks which account a new code is for.

use super::{
    Head, ScreenInfo,
    identifier_form::{self, IdentifierForm},
};
use crate::{components::SubmitButton, node::IntoNode};
use leptos::prelude::*;
use wire::{route, screen, text::Text};

fields!(ResendCode(IdentifierForm));

impl ScreenInfo for screen::ResendCode {
    fn head(&self) -> Head {
        identifier_form::head(Text::ResendTitle, Text::ResendLead, &self.0)
    }
}

/// The form.
#[component]
pub(super) fn ResendCode(screen: screen::ResendCode) -> impl IntoNode {
    view! {
        <IdentifierForm name="resendcodeform" path=route::RESEND_CODE screen=screen.0>
            <SubmitButton name="resend_code" text=Text::ResendSubmit/>
        </IdentifierForm>
    }
}
