//! The line at the bottom of the page: languages and the operator's links.

use crate::{
    components::language,
    drawn::{Drawn, element},
    scene::Scene,
};

/// The footer.
pub(crate) fn footer(at: &Scene) -> Drawn {
    let mut footer = element("footer", &[("class", "lg-footer")]).child(language::language(at));
    for link in &at.frame().links {
        footer = footer.child(
            element("a", &[("class", "lg-footer-link"), ("rel", "noreferrer")])
                .with("href", link.href.clone())
                .child(at.words.text(link.text)),
        );
    }
    footer.into()
}
