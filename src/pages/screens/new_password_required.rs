//! A new password (and missing attributes) in place of a temporary one.

use super::{Head, ScreenInfo};
use crate::{
    components::{
        AttributeField, FootLink, Form, HiddenField, HiddenUsername, PasswordField, SubmitButton,
    },
    node::IntoNode,
};
use leptos::prelude::*;
use wire::{route, screen, text::Text};

fields!(NewPasswordRequired { session username fields rules alert password_error });

impl ScreenInfo for screen::NewPasswordRequired {
    fn head(&self) -> Head {
        let field_errors =
            self.password_error.is_some() || self.fields.iter().any(|field| field.error.is_some());
        Head::new(Text::NewPasswordTitle)
            .lead(Text::NewPasswordLead)
            .username(&self.username)
            .alert(&self.alert, field_errors)
    }
}

/// The form, and the way back.
#[component]
pub(super) fn NewPasswordRequired(screen: screen::NewPasswordRequired) -> impl IntoNode {
    let fields: Vec<_> = screen
        .fields
        .into_iter()
        .map(|field| view! { <AttributeField field/> })
        .collect();
    view! {
        <Form name="newpasswordform" path=route::NEW_PASSWORD>
            <HiddenField name="session" value=screen.session/>
            <HiddenUsername name="USERNAME" value=screen.username/>
            <PasswordField
                id="new_password"
                name="NEW_PASSWORD"
                label=Text::NewPassword
                new=true
                rules=screen.rules
                error=screen.password_error
                autofocus=true
            />
            {fields}
            <SubmitButton name="submitButton" text=Text::NewPasswordButton/>
        </Form>
        <FootLink text=Text::BackToSignIn path=route::LOGIN/>
    }
}
