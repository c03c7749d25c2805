//! A step succeeded and there is nothing more to do here, such as an address confirmed by link.

use super::{Head, ScreenInfo};
use crate::{
    components::{Choices, PrimaryLink},
    node::IntoNode,
};
use leptos::prelude::*;
use wire::{screen, text::Text};

fields!(Done { heading lead next });

impl ScreenInfo for screen::Done {
    const FORM: bool = false;

    fn head(&self) -> Head {
        Head::new(self.heading.clone()).lead(self.lead.clone())
    }
}

/// The way on, if there is one.
#[component]
pub(super) fn Done(screen: screen::Done) -> impl IntoNode {
    view! {
        <Choices>{screen.next.map(|href| view! { <PrimaryLink text=Text::GoOn href/> })}</Choices>
    }
}
