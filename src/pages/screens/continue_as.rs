//! Somebody is signed in: go on as them, or as someone else.

use super::Head;
use crate::{
    components::{button, form::form, icon, identity, link},
    drawn::{Drawn, element},
    scene::Scene,
};
use wire::{route, screen::Continue, text::Text};

pub(super) fn head(_: &Continue) -> Head {
    Head::new(Text::ContinueTitle).lead(Text::ContinueLead)
}

pub(super) fn body(at: &Scene, screen: &Continue) -> Vec<Drawn> {
    let mut text = element("span", &[("class", "lg-person-text")])
        .child(element("span", &[("class", "lg-person-name")]).child(&*screen.name));
    if !screen.detail.is_empty() {
        let detail = element("span", &[("class", "lg-person-detail")]);
        text = text.child(detail.child(&*screen.detail));
    }
    let person = element("span", &[("class", "lg-person")])
        .child(identity::disc(&screen.name))
        .child(text)
        .child(icon::line(icon::ON));
    let choices = vec![
        button::choice("choice", "continue", person),
        button::choice("choice", "other", at.text(Text::ContinueOther)),
    ];
    vec![form(
        at,
        "continueform",
        route::CONTINUE,
        vec![link::choices(choices)],
    )]
}
