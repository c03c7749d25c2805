//! Somebody is signed in: go on as them, or as someone else.

use super::Head;
use crate::{
    components::{button, form::form, icon, identity, link},
    drawn::{Draw, Drawn},
    scene::Scene,
};
use leptos::prelude::*;
use wire::{route, screen::Continue, text::Text};

pub(super) fn head(_: &Continue) -> Head {
    Head::new(Text::ContinueTitle).lead(Text::ContinueLead)
}

pub(super) fn body(at: &Scene, screen: &Continue) -> Vec<Drawn> {
    let detail = (!screen.detail.is_empty())
        .then(|| view! { <span class="lg-person-detail">{screen.detail.clone()}</span> });
    let person = view! {
        <span class="lg-person">
            {identity::disc(&screen.name)}
            <span class="lg-person-text"><span class="lg-person-name">{screen.name.clone()}</span>{detail}</span>
            {icon::line(icon::ON)}
        </span>
    }
    .drawn();
    let choices = vec![
        button::choice("choice", "continue", person),
        button::choice("choice", "other", at.text(Text::ContinueOther).drawn()),
    ];
    vec![form(
        at,
        "continueform",
        route::CONTINUE,
        vec![link::choices(choices)],
    )]
}
