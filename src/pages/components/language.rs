//! The language switcher: it sends the page's own form, so that what was typed comes back with the page in the other
//! language. A page without a form has one for it.
//!
//! Each language is a button, so that nothing is sent before somebody chose, with script or without. The browser itself
//! sends it, never the form loop (which leaves alone what a button sends elsewhere), because the new language's texts come
//! with a whole page.

use crate::{
    components::{form, icon},
    node::{IntoNode, element},
    render_context::use_render_context,
};
use leptos::prelude::*;
use wire::{route, text::Text};

/// The switcher, where there is a choice.
#[component]
pub(crate) fn LanguageSwitch() -> impl IntoNode {
    let context = use_render_context();
    let frame = context.frame();
    if frame.languages.len() < 2 {
        return None;
    }
    let is_shown = |tag: &str| tag == context.words.lang;
    let name = frame.languages.iter().find(|one| is_shown(&one.tag));
    let name = name.map_or(&*context.words.lang, |one| &*one.name);
    let label = format!("{}: ", context.text(Text::LanguageLabel));
    let summary = element("summary", &[("class", "lg-language-choice")])
        .child(icon::line(icon::GLOBE))
        .child(element("span", &[("class", "lg-unseen")]).child(label))
        .child(name)
        .child(icon::line(icon::ON));
    let mut menu = element("div", &[("class", "lg-language-menu")]);
    let mut path = form::hidden_input("path", context.page.screen.path());
    if context.has_form {
        path = path.attr("form", form::ID);
    }
    for language in &frame.languages {
        let mut button = element(
            "button",
            &[
                ("class", "lg-language-button"),
                ("type", "submit"),
                ("name", "lang"),
            ],
        )
        .attr("value", language.tag.clone())
        .attr("lang", language.tag.clone())
        .attr("formaction", context.to(route::LANGUAGE));
        if is_shown(&language.tag) {
            button = button.attr("aria-current", "true");
        }
        if context.has_form {
            button = button.attr("form", form::ID);
        }
        menu = menu.child(button.child(&*language.name));
    }
    let details = element("details", &[("class", "lg-language")])
        .child(summary)
        .child(menu.child(path));
    Some(if context.has_form {
        details.into_node()
    } else {
        form::post_form(&context, "", "languageform", route::LANGUAGE)
            .child(details)
            .into_node()
    })
}
