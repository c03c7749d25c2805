//! Identifier and password, or the identifier alone where the pool asks for it first.

use super::{Head, ScreenInfo};
use crate::{
    components::{
        AsideLink, FootLink, Form, HiddenPassword, IdentifierField, PasswordField, SignInButton,
    },
    node::IntoNode,
    render_context::use_render_context,
};
use leptos::prelude::*;
use wire::{route, screen, text::Text};

fields!(SignIn { identifier username identifier_first alert username_error password_error });

impl ScreenInfo for screen::SignIn {
    const SIGNS_IN: bool = true;

    fn head(&self) -> Head {
        let field_errors = self.username_error.is_some() || self.password_error.is_some();
        Head::new(Text::SignInTitle)
            .lead(Text::SignInLead)
            .alert(&self.alert, field_errors)
    }
}

/// The form, and the way to an account for those who have none.
#[component]
pub(super) fn SignIn(screen: screen::SignIn) -> impl IntoNode {
    let has_username = !screen.username.is_empty();
    let (password, button) = if screen.identifier_first {
        let password = view! { <HiddenPassword name="password"/> };
        (password.into_node(), Text::NextButton)
    } else {
        let password = view! {
            <PasswordField
                id="signInFormPassword"
                name="password"
                label=Text::Password
                error=screen.password_error
                forgot=route::FORGOT_PASSWORD
                autofocus=has_username
            />
        };
        (password.into_node(), Text::SignInButton)
    };
    let sign_up = use_render_context().frame().sign_up;
    view! {
        <Form name="cognitoSignInForm" path=route::LOGIN>
            <IdentifierField
                id="signInFormUsername"
                identifier=screen.identifier
                value=screen.username
                error=screen.username_error
                autofocus=screen.identifier_first || !has_username
            />
            {password}
            {screen.identifier_first.then(|| view! {
                <AsideLink text=Text::ForgotLink path=route::FORGOT_PASSWORD/>
            })}
            <SignInButton text=button/>
        </Form>
        {sign_up.then(|| view! {
            <FootLink question=Text::NewHere text=Text::CreateAccountLink path=route::SIGNUP/>
        })}
    }
}
