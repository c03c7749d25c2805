//! Asks which account a new code is for.

use super::{
    Head, ScreenInfo,
    identifier_form::{self, IdentifierForm},
};
use crate::{components::SubmitButton, node::IntoNode};
use leptos::prelude::*;
use wire::{route, screen, text::Text};

fields!(ResendCode { form by_link });

impl ScreenInfo for screen::ResendCode {
    fn head(&self) -> Head {
        let (title, lead) = if self.by_link {
            (Text::ResendLinkTitle, Text::ResendLinkLead)
        } else {
            (Text::ResendTitle, Text::ResendLead)
        };
        identifier_form::head(title, lead, &self.form)
    }
}

/// The form.
#[component]
pub(super) fn ResendCode(screen: screen::ResendCode) -> impl IntoNode {
    let text = if screen.by_link {
        Text::ResendLinkSubmit
    } else {
        Text::ResendSubmit
    };
    view! {
        <IdentifierForm name="resendcodeform" path=route::RESEND_CODE screen=screen.form>
            <SubmitButton name="resend_code" text/>
        </IdentifierForm>
    }
}
