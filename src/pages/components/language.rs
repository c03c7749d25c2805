//! The language switcher: it sends the page's own form, so that what was typed comes back with the page in the other
//! language. A page without a form has one for it.
//!
//! With script a choice is sent at once and the button is hidden. The browser itself sends it, never the form loop (which
//! leaves alone what a button sends elsewhere), because the new language's texts come with a whole page.

use crate::{
    components::{form, icon},
    node::{IntoNode, element},
    render_context::use_render_context,
};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{self, Event, HtmlElement, HtmlSelectElement};
use wire::{route, text::Text};

/// The switcher, where there is a choice.
#[component]
pub(crate) fn LanguageSwitch() -> impl IntoNode {
    let context = use_render_context();
    let frame = context.frame();
    if frame.languages.len() < 2 {
        return None;
    }
    let mut select = element(
        "select",
        &[("class", "lg-language-select"), ("name", "lang")],
    )
    .attr("aria-label", context.text(Text::LanguageLabel))
    .on("change", send);
    for language in &frame.languages {
        select = select.child(
            element("option", &[])
                .attr("value", language.tag.clone())
                .attr("lang", language.tag.clone())
                .flag("selected", language.tag == context.words.lang)
                .child(&*language.name),
        );
    }
    let mut button = element(
        "button",
        &[
            ("class", "lg-language-button"),
            ("type", "submit"),
            ("name", "path"),
        ],
    )
    .attr("value", context.page.screen.path())
    .attr("formaction", context.to(route::LANGUAGE))
    .attr("aria-label", context.text(Text::LanguageButton))
    .child(icon::line(icon::ON));
    let holder = if context.has_form {
        (select, button) = (select.attr("form", form::ID), button.attr("form", form::ID));
        element("div", &[("class", "lg-language")])
    } else {
        form::post_form(&context, "lg-language", "languageform", route::LANGUAGE)
    };
    let choice = element("span", &[("class", "lg-language-box")])
        .child(icon::line(icon::GLOBE))
        .child(select);
    Some(holder.child(choice).child(button))
}

/// Presses the button for whoever chose.
fn send(event: Event) {
    let select = event
        .target()
        .map(JsCast::unchecked_into::<HtmlSelectElement>);
    let Some((form, holder)) =
        select.and_then(|select| Some((select.form()?, select.closest(".lg-language").ok()??)))
    else {
        return;
    };
    let button = holder.query_selector("button").ok().flatten();
    let button = button.map(web_sys::Element::unchecked_into::<HtmlElement>);
    drop(form.request_submit_with_submitter(button.as_ref()));
}
