//! The line at the bottom of the page: languages and the operator's links.

use crate::{
    components::language,
    node::{Node, element},
    render_context::RenderContext,
};

/// The footer.
pub(crate) fn footer(at: &RenderContext) -> Node {
    let mut footer = element("footer", &[("class", "lg-footer")]).child(language::language(at));
    for link in &at.frame().links {
        footer = footer.child(
            element("a", &[("class", "lg-footer-link"), ("rel", "noreferrer")])
                .attr("href", link.href.clone())
                .child(at.words.text(link.text)),
        );
    }
    footer.into()
}
