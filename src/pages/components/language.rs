//! The language switcher: a form of its own, which the server answers with the same page in the other language.
//!
//! With script a choice is sent at once and the button is hidden. The form is always sent by the browser itself, never by
//! the form loop (`data-native`), because the new language's texts come with a whole page.

use crate::{
    components::{form::hidden, icon},
    drawn::{Draw, Drawn},
    scene::Scene,
};
use leptos::{ev::Targeted, prelude::*};
use web_sys::{Event, HtmlSelectElement};
use wire::{route, text::Text};

/// The switcher, where there is a choice.
pub(crate) fn language(at: &Scene) -> Drawn {
    let frame = at.frame();
    (frame.languages.len() > 1).then(|| {
        let options = frame
            .languages
            .iter()
            .map(|language| {
                let chosen = language.tag == at.words.lang;
                view! {
                    <option value=language.tag.clone() lang=language.tag.clone() selected=chosen>
                        {language.name.clone()}
                    </option>
                }
            })
            .collect_view();
        let send = |event: Targeted<Event, HtmlSelectElement>| {
            if let Some(form) = event.target().form() {
                drop(form.request_submit());
            }
        };
        view! {
            <form class="lg-language" name="languageform" method="post" action=at.to(route::LANGUAGE) data-native="language">
                {hidden("_csrf", &frame.csrf)}
                {hidden("path", at.page.screen.path())}
                <span class="lg-language-box">
                    {icon::line(icon::GLOBE)}
                    <select class="lg-language-select" name="lang" aria-label=at.text(Text::LanguageLabel) on:change:target=send>
                        {options}
                    </select>
                </span>
                <button class="lg-language-button" type="submit" aria-label=at.text(Text::LanguageButton)>
                    {icon::line(icon::ON)}
                </button>
            </form>
        }
    })
    .drawn()
}
