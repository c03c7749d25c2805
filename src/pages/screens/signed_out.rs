//! The session was ended.

use super::{Head, ScreenInfo};
use crate::{
    components::{Choices, PrimaryLink, SecondaryLink},
    node::IntoNode,
};
use leptos::prelude::*;
use wire::{screen, text::Text};

fields!(SignedOut { home sign_in });

impl ScreenInfo for screen::SignedOut {
    const FORM: bool = false;

    fn head(&self) -> Head {
        Head::new(Text::SignedOutTitle).lead(Text::SignedOutLead)
    }
}

/// The ways on.
#[component]
pub(super) fn SignedOut(screen: screen::SignedOut) -> impl IntoNode {
    view! {
        <Choices>
            {screen.home.map(|href| view! { <PrimaryLink text=Text::SignedOutHome href/> })}
            {screen.sign_in.map(|href| view! { <SecondaryLink text=Text::SignedOutAgain href/> })}
        </Choices>
    }
}
