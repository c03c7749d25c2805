//! Something is wrong with the request itself: what happened, what to do, and what to tell support.

use super::{Head, View};
use crate::{
    components::link,
    node::{Node, element},
    render_context::RenderContext,
};
use wire::{
    screen::{Failure, Message},
    text::Text,
};

fields!(Failure { heading lead code request_id restart });

impl View for Failure {
    const FORM: bool = false;

    fn head(&self) -> Head {
        Head::new(self.heading.clone()).lead(self.lead.clone())
    }

    fn body(&self, at: &RenderContext) -> Vec<Node> {
        let restart = self
            .restart
            .as_deref()
            .map(|restart| link::primary(restart, at.text(Text::StartAgain)));
        let support = at.say(&Message {
            text: Text::ErrorCode,
            args: vec![
                ("code".to_owned(), self.code.clone()),
                ("request_id".to_owned(), self.request_id.clone()),
            ],
        });
        vec![
            link::choices(restart.into_iter().collect()),
            element("p", &[("class", "lg-support")])
                .child(support)
                .into(),
        ]
    }
}
