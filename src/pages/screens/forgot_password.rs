//! Asks which password to reset.

use super::{
    Head, ScreenInfo,
    identifier_form::{self, IdentifierForm},
};
use crate::{components::SubmitButton, node::IntoNode};
use leptos::prelude::*;
use wire::{route, screen, text::Text};

fields!(ForgotPassword(IdentifierForm));

impl ScreenInfo for screen::ForgotPassword {
    fn head(&self) -> Head {
        identifier_form::head(Text::ForgotTitle, Text::ForgotLead, &self.0)
    }
}

/// The form.
#[component]
pub(super) fn ForgotPassword(screen: screen::ForgotPassword) -> impl IntoNode {
    view! {
        <IdentifierForm name="forgotpasswordform" path=route::FORGOT_PASSWORD screen=screen.0>
            <SubmitButton name="reset_my_password" text=Text::ForgotButton/>
        </IdentifierForm>
    }
}
