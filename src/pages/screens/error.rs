//! Something is wrong with the request itself: what happened, what to do, and what to tell support.

use super::{Head, ScreenInfo};
use crate::{
    components::{Choices, PrimaryLink, Support},
    node::IntoNode,
};
use leptos::prelude::*;
use wire::{
    screen::{self, Message},
    text::Text,
};

fields!(ErrorPage { heading lead code request_id restart });

impl ScreenInfo for screen::ErrorPage {
    const FORM: bool = false;

    fn head(&self) -> Head {
        Head::new(self.heading.clone()).lead(self.lead.clone())
    }
}

/// The way to start again, if there is one, and what to tell support.
#[component]
pub(super) fn Error(screen: screen::ErrorPage) -> impl IntoNode {
    let support = Message {
        text: Text::ErrorCode,
        args: vec![
            ("code".to_owned(), screen.code),
            ("request_id".to_owned(), screen.request_id),
        ],
    };
    view! {
        <Choices>
            {screen.restart.map(|href| view! { <PrimaryLink text=Text::StartAgain href/> })}
        </Choices>
        <Support message=support/>
    }
}
