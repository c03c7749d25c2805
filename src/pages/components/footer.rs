//! The line at the bottom of the page: languages and the operator's links.

use crate::{
    components::language,
    drawn::{Draw, Drawn},
    scene::Scene,
};
use leptos::prelude::*;

/// The footer.
pub(crate) fn footer(at: &Scene) -> Drawn {
    let links = at
        .frame()
        .links
        .iter()
        .map(|link| view! { <a class="lg-footer-link" href=link.href.clone() rel="noreferrer">{at.text(link.text)}</a> })
        .collect_view();
    view! { <footer class="lg-footer">{language::language(at)} {links}</footer> }.drawn()
}
