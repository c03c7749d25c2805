//! The heading, the line below it, and whose account the page is about.

use crate::{
    components::identity,
    node::{Element, IntoNode, element},
    render_context::{RenderContext, use_render_context},
    words::Piece,
};
use leptos::prelude::*;
use wire::screen::Message;

/// The heading of the page's screen, the line below it, and whose account it is about.
#[component]
pub(crate) fn Heading() -> impl IntoNode {
    let context = use_render_context();
    let head = context.head.clone();
    let heading = element("h1", &[("class", "lg-heading"), ("tabindex", "-1")]);
    element("div", &[("class", "lg-head")])
        .child(heading.child(context.say(&head.heading)))
        .child(head.lead.clone().map(|lead| lead_line(&context, lead)))
        .child(head.username.as_deref().map(identity::chip))
}

/// The line below the heading. It may name the app, and shows where a code went so that it stands out.
fn lead_line(context: &RenderContext, mut lead: Message) -> Element {
    let client = context.frame().brand.name.clone();
    lead.args.push(("client".to_owned(), client));
    let mut line = element("p", &[("class", "lg-lead textDescription-customizable")]);
    for piece in context.words.pieces(&lead) {
        line = match piece {
            Piece::Argument("destination", value) => line.child(
                element("strong", &[("class", "lg-destination"), ("dir", "ltr")]).child(value),
            ),
            Piece::Argument(_, value) => line.child(value),
            Piece::Plain(words) => line.child(words),
        };
    }
    line
}
