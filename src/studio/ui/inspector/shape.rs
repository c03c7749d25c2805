//! What a theme sets besides colours, drawn from the table of settings.

use crate::{
    token::{Token, setting, with_setting},
    ui::studio::Studio,
};
use leptos::prelude::*;
use serde_json::Value;
use theme::{SETTINGS, Setting};

/// The settings.
#[component]
pub(super) fn Shape() -> impl IntoView {
    SETTINGS
        .iter()
        .map(|setting| view! { <One setting/> })
        .collect_view()
}

/// One setting: its names, and where it may be a number, that number.
#[component]
fn One(setting: &'static Setting) -> impl IntoView {
    let studio = expect_context::<Studio>();
    let name = setting.name;
    let now = Memo::new(move |_| studio.theme.with(|theme| self::setting(theme, setting)));
    let set = move |value: Value| {
        studio.edit(name, |draft| {
            draft.theme = with_setting(&draft.theme, setting, value)
        });
    };
    let choice = move |choice: &'static str| {
        view! {
            <label class="segment">
                <input type="radio" name=name value=choice prop:checked=move || now.get() == choice
                    on:change=move |_| { set(choice.into()); studio.settle(); }/>
                <span>{choice}</span>
            </label>
        }
    };
    let number = setting.range.map(|(least, most)| {
        let pixels = move || match now.get() {
            Value::Number(number) => number.to_string(),
            _ => String::new(),
        };
        let moved = move |event| {
            if let Ok(number) = event_target_value(&event).parse::<u8>() {
                set(number.into());
            }
        };
        view! {
            <label class="slider">
                <span>"Pixels"</span>
                <input type="range" min=least.to_string() max=most.to_string() step="1" prop:value=pixels
                    on:input=moved on:change=move |_| studio.settle()/>
                <output>{move || match pixels() { none if none.is_empty() => "–".to_owned(), px => px }}</output>
            </label>
        }
    });
    view! {
        <fieldset class="setting" data-token=name class:open=move || studio.selected.get() == Some(Token::Setting(name))>
            <legend>{name}</legend>
            <p>{setting.about}</p>
            <div class="segments">{(setting.choices)().into_iter().map(choice).collect_view()}</div>
            {number}
        </fieldset>
    }
}
