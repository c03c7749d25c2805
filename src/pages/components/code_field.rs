//! The code of six digits: one input, so that pasting, one-time-code filling and screen readers work.

use crate::{
    components::field::{self, Wrong},
    drawn::{Drawn, element},
    scene::Scene,
};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlInputElement};
use wire::{screen::Message, text::Text};

/// The digits of a code.
const DIGITS: usize = 6;
/// What the browser takes for a code: six digits, with a space or a hyphen in the middle if one likes.
const PATTERN: &str = r"\s*[0-9]{3}[\s\-]?[0-9]{3}\s*";

/// The code, sent by itself on the sixth digit where `alone`: where it is all that the form asks for.
pub(crate) fn code_field(
    at: &Scene,
    id: &'static str,
    value: &str,
    error: Option<&Message>,
    focus: bool,
    alone: bool,
) -> Drawn {
    const FIXED: &[(&str, &str)] = &[
        ("class", "lg-input lg-code inputField-customizable"),
        ("name", "code"),
        ("type", "text"),
        ("inputmode", "numeric"),
        ("autocomplete", "one-time-code"),
        ("pattern", PATTERN),
        ("maxlength", "12"),
        ("autocapitalize", "none"),
        ("spellcheck", "false"),
        ("required", ""),
    ];
    let wrong = Wrong::new(id, error.map(|message| at.say(message)));
    let sent = RwSignal::new(false);
    let typed = move |event: Event| {
        let Some(input) = event
            .target()
            .map(JsCast::unchecked_into::<HtmlInputElement>)
        else {
            return;
        };
        let Some(code) = complete(&input.value()) else {
            return;
        };
        if input.value() != code {
            input.set_value(&code);
        }
        if alone && !sent.get_untracked() {
            sent.set(true);
            if let Some(form) = input.form() {
                drop(form.request_submit());
            }
        }
    };
    let input = element("input", FIXED)
        .with("id", id)
        .with("value", value.to_owned())
        .flag("autofocus", at.first && focus)
        .on("input", typed);
    let described_by = wrong.described_by();
    let input = wrong.mark(input).follow("aria-describedby", described_by);
    field::labelled(at.text(Text::Code), id.into(), input, wrong).into()
}

/// The six digits in `typed`, if they are all there and nothing else is but spaces and hyphens.
fn complete(typed: &str) -> Option<String> {
    let digits: String = typed
        .chars()
        .filter(|c| !matches!(c, ' ' | '-' | '\u{a0}'))
        .collect();
    (digits.len() == DIGITS && digits.bytes().all(|b| b.is_ascii_digit())).then_some(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(typed: &str, expect: Option<&str>) {
        assert_eq!(complete(typed).as_deref(), expect, "{typed}");
    }

    #[test]
    fn six_digits_count_however_they_are_grouped() {
        check("123456", Some("123456"));
        check("123 456", Some("123456"));
        check(" 123-456 ", Some("123456"));
        check("12345", None);
        check("1234567", None);
        check("12345a", None);
        check("１２３４５６", None);
    }
}
