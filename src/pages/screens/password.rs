//! The password, after the identifier.

use super::{Head, ScreenInfo};
use crate::{
    components::{FootLink, Form, HiddenField, HiddenUsername, PasswordField, SignInButton},
    node::IntoNode,
};
use leptos::prelude::*;
use wire::{route, screen, text::Text};

fields!(Password { session username alert password_error });

impl ScreenInfo for screen::Password {
    const SIGNS_IN: bool = true;

    fn head(&self) -> Head {
        Head::new(Text::SignInTitle)
            .username(&self.username)
            .alert(&self.alert, self.password_error.is_some())
    }
}

/// The form, and the way back for somebody else.
#[component]
pub(super) fn Password(screen: screen::Password) -> impl IntoNode {
    view! {
        <Form name="cognitoSignInForm" path=route::PASSWORD>
            <HiddenField name="session" value=screen.session/>
            <HiddenUsername name="USERNAME" value=screen.username/>
            <PasswordField
                id="signInFormPassword"
                name="PASSWORD"
                label=Text::Password
                error=screen.password_error
                forgot=route::FORGOT_PASSWORD
                autofocus=true
            />
            <SignInButton text=Text::SignInButton/>
        </Form>
        <FootLink text=Text::NotYou path=route::LOGIN/>
    }
}
