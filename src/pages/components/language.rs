//! The language switcher: a form of its own, which the server answers with the same page in the other language.
//!
//! With script a choice is sent at once and the button is hidden. The form is always sent by the browser itself, never by
//! the form loop (`data-native`), because the new language's texts come with a whole page.

use crate::{
    components::{
        form::{hidden, posting},
        icon,
    },
    drawn::{Drawn, element},
    scene::Scene,
};
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlSelectElement};
use wire::{route, text::Text};

/// The switcher, where there is a choice.
pub(crate) fn language(at: &Scene) -> Drawn {
    let frame = at.frame();
    if frame.languages.len() < 2 {
        return Drawn::Several(Vec::new());
    }
    let label = at.text(Text::LanguageLabel);
    let mut select = element(
        "select",
        &[("class", "lg-language-select"), ("name", "lang")],
    )
    .with("aria-label", label)
    .on("change", send);
    for language in &frame.languages {
        select = select.child(
            element("option", &[])
                .with("value", language.tag.clone())
                .with("lang", language.tag.clone())
                .flag("selected", language.tag == at.words.lang)
                .child(&*language.name),
        );
    }
    posting(at, "lg-language", "languageform", route::LANGUAGE)
        .with("data-native", "language")
        .child(hidden("path", at.page.screen.path()))
        .child(
            element("span", &[("class", "lg-language-box")])
                .child(icon::line(icon::GLOBE))
                .child(select),
        )
        .child(
            element(
                "button",
                &[("class", "lg-language-button"), ("type", "submit")],
            )
            .with("aria-label", at.text(Text::LanguageButton))
            .child(icon::line(icon::ON)),
        )
        .into()
}

fn send(event: Event) {
    let select = event
        .target()
        .map(JsCast::unchecked_into::<HtmlSelectElement>);
    if let Some(form) = select.and_then(|select| select.form()) {
        drop(form.request_submit());
    }
}
