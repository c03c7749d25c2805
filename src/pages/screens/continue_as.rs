//! Somebody is signed in: go on as them, or as someone else.

use super::{Head, ScreenInfo};
use crate::{
    components::{ChoiceButton, Choices, Form, Person},
    node::IntoNode,
    render_context::use_render_context,
};
use leptos::prelude::*;
use wire::{route, screen, text::Text};

fields!(Continue { name detail });

impl ScreenInfo for screen::Continue {
    fn head(&self) -> Head {
        Head::new(Text::ContinueTitle).lead(Text::ContinueLead)
    }
}

/// The two ways on, each a button of the form.
#[component]
pub(super) fn Continue(screen: screen::Continue) -> impl IntoNode {
    let other = use_render_context().text(Text::ContinueOther);
    view! {
        <Form name="continueform" path=route::CONTINUE>
            <Choices>
                <ChoiceButton name="choice" value="continue">
                    <Person name=screen.name detail=screen.detail/>
                </ChoiceButton>
                <ChoiceButton name="choice" value="other">{other}</ChoiceButton>
            </Choices>
        </Form>
    }
}
