//! The heading, the line below it, and whose account the page is about.

use crate::{
    components::identity,
    node::{Node, element},
    render_context::RenderContext,
    screens,
    words::Piece,
};
use wire::screen::Message;

/// The heading of the page's screen, the line below it, and whose account it is about.
pub(crate) fn head(at: &RenderContext) -> Node {
    let head = screens::head(&at.page.screen);
    let lead = head.lead.map(|lead| {
        let lead = with_client(at, lead);
        let mut line = element("p", &[("class", "lg-lead textDescription-customizable")]);
        for piece in at.words.pieces(&lead) {
            line = match piece {
                Piece::Argument("destination", value) => line.child(
                    element("strong", &[("class", "lg-destination"), ("dir", "ltr")]).child(value),
                ),
                Piece::Argument(_, value) => line.child(value),
                Piece::Plain(words) => line.child(words),
            };
        }
        line
    });
    let heading = element("h1", &[("class", "lg-heading"), ("tabindex", "-1")]);
    element("div", &[("class", "lg-head")])
        .child(heading.child(at.say(&head.heading)))
        .child(lead)
        .child(head.who.map(|who| identity::chip(&who)))
        .into()
}

/// A message that knows the app's name.
fn with_client(at: &RenderContext, mut message: Message) -> Message {
    message
        .args
        .push(("client".to_owned(), at.frame().brand.name.clone()));
    message
}
