//! The page behind the link in a confirmation e-mail: a button that confirms, since mail scanners open links too.

use super::{Head, ScreenInfo};
use crate::{
    components::{Form, HiddenField, SubmitButton},
    node::IntoNode,
};
use leptos::prelude::*;
use wire::{route, screen, text::Text};

fields!(ConfirmUser { user_name confirmation_code });

impl ScreenInfo for screen::ConfirmUser {
    fn head(&self) -> Head {
        Head::new(Text::ConfirmUserTitle).lead(Text::ConfirmUserLead)
    }
}

/// The button, and what the link says, which it sends.
#[component]
pub(super) fn ConfirmUser(screen: screen::ConfirmUser) -> impl IntoNode {
    view! {
        <Form name="confirmuserform" path=route::CONFIRM_USER>
            <HiddenField name="user_name" value=screen.user_name/>
            <HiddenField name="confirmation_code" value=screen.confirmation_code/>
            <SubmitButton name="confirm_user" text=Text::ConfirmUserButton/>
        </Form>
    }
}
