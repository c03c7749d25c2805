//! Registration: the user name where the pool has one, the required attributes, the password.

use super::{Head, ScreenInfo};
use crate::{
    components::{AttributeField, FootLink, Form, PasswordField, SubmitButton},
    node::IntoNode,
};
use leptos::prelude::*;
use wire::{route, screen, text::Text};

fields!(SignUp { username fields rules alert password_error });

impl ScreenInfo for screen::SignUp {
    fn head(&self) -> Head {
        let field_errors = self.password_error.is_some()
            || self
                .username
                .iter()
                .chain(&self.fields)
                .any(|field| field.error.is_some());
        Head::new(Text::SignUpTitle)
            .lead(Text::SignUpLead)
            .alert(&self.alert, field_errors)
    }
}

/// The form, and the way back for those who have an account.
#[component]
pub(super) fn SignUp(screen: screen::SignUp) -> impl IntoNode {
    let fields: Vec<_> = screen
        .username
        .into_iter()
        .chain(screen.fields)
        .enumerate()
        .map(|(index, field)| view! { <AttributeField field autofocus=index == 0/> })
        .collect();
    let no_fields = fields.is_empty();
    view! {
        <Form name="signupform" path=route::SIGNUP>
            {fields}
            <PasswordField
                id="signUpPassword"
                name="password"
                label=Text::Password
                new=true
                rules=screen.rules
                error=screen.password_error
                autofocus=no_fields
            />
            <SubmitButton name="signUpButton" text=Text::SignUpButton/>
        </Form>
        <FootLink question=Text::HaveAccount text=Text::SignInTitle path=route::LOGIN/>
    }
}
