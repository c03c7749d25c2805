//! The form that asks whose account it is about: the identifier alone.

use super::Head;
use crate::{
    components::{FootLink, Form, IdentifierField},
    node::{Children, IntoNode},
};
use leptos::prelude::*;
use wire::{route, screen, text::Text};

pub(super) fn head(title: Text, lead: Text, screen: &screen::IdentifierForm) -> Head {
    Head::new(title)
        .lead(lead)
        .alert(&screen.alert, screen.username_error.is_some())
}

/// The form with its button between the tags, and the way back.
#[component]
pub(super) fn IdentifierForm(
    /// The form's name among Cognito's hooks.
    name: &'static str,
    /// The path of the page it posts to.
    path: &'static str,
    screen: screen::IdentifierForm,
    children: Children,
) -> impl IntoNode {
    view! {
        <Form name path>
            <IdentifierField
                id="username"
                identifier=screen.identifier
                value=screen.username
                error=screen.username_error
                autofocus=true
            />
            {children}
        </Form>
        <FootLink text=Text::BackToSignIn path=route::LOGIN/>
    }
}
