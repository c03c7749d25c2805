//! Somebody is signed in: go on as them, or as someone else.

use super::{Head, View};
use crate::{
    components::{button, form::form, icon, identity, link},
    node::{Node, element},
    render_context::RenderContext,
};
use wire::{route, screen::Continue, text::Text};

fields!(Continue { name detail });

impl View for Continue {
    fn head(&self) -> Head {
        Head::new(Text::ContinueTitle).lead(Text::ContinueLead)
    }

    fn body(&self, at: &RenderContext) -> Vec<Node> {
        let mut text = element("span", &[("class", "lg-person-text")])
            .child(element("span", &[("class", "lg-person-name")]).child(&*self.name));
        if !self.detail.is_empty() {
            let detail = element("span", &[("class", "lg-person-detail")]);
            text = text.child(detail.child(&*self.detail));
        }
        let person = element("span", &[("class", "lg-person")])
            .child(identity::disc(&self.name))
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
}
