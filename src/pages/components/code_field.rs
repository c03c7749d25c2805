//! The code of six digits: one input, so that pasting, one-time-code filling and screen readers work.

use crate::{
    components::field::{self, FieldError},
    node::{IntoNode, element},
    render_context::use_render_context,
};
use leptos::prelude::*;
use std::sync::Arc;
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlInputElement};
use wire::{screen::Message, text::Text};

/// The digits of a code.
const DIGITS: usize = 6;
/// What the browser takes for a code: six digits, with a space or a hyphen in the middle if one likes.
const PATTERN: &str = r"\s*[0-9]{3}[\s\-]?[0-9]{3}\s*";

/// The code.
#[component]
pub(crate) fn CodeField(
    id: &'static str,
    /// The name in the form.
    name: &'static str,
    label: Text,
    #[prop(optional)] value: String,
    error: Option<Message>,
    /// Whether it asks for the focus when the page opens.
    #[prop(optional)]
    autofocus: bool,
    /// Whether the sixth digit sends the form, which then asks for nothing else.
    #[prop(optional)]
    submits: bool,
    /// Whether the code may come by text message.
    #[prop(optional)]
    by_sms: bool,
) -> impl IntoNode {
    const INPUT: &[(&str, &str)] = &[
        ("class", "lg-input lg-code inputField-customizable"),
        ("type", "text"),
        ("inputmode", "numeric"),
        ("autocomplete", "one-time-code"),
        ("pattern", PATTERN),
        ("maxlength", "12"),
        ("autocapitalize", "none"),
        ("spellcheck", "false"),
        ("required", ""),
    ];
    let context = use_render_context();
    let error = FieldError::new(id, error.map(|message| context.say(&message)));
    let is_sent = RwSignal::new(false);
    let (status, checking) = (context.state.status, context.text(Text::Checking));
    let on_type = Arc::new(move |input: &HtmlInputElement| {
        let Some(code) = complete(&input.value()) else {
            return;
        };
        if input.value() != code {
            input.set_value(&code);
        }
        if submits && !is_sent.get_untracked() {
            is_sent.set(true);
            status.set(checking.clone());
            if let Some(form) = input.form() {
                drop(form.request_submit());
            }
        }
    });
    let on_receive = on_type.clone();
    let input = element("input", INPUT)
        .attr("id", id)
        .attr("name", name)
        .attr("value", value)
        .flag("autofocus", autofocus && context.may_focus)
        .on("input", move |event: Event| {
            if let Some(input) = event.target() {
                on_type(input.unchecked_ref());
            }
        })
        .on_attach(move |input| {
            if by_sms {
                receive(input.unchecked_ref(), on_receive);
            }
        });
    let described_by = error.described_by();
    let input = error.mark(input).bind("aria-describedby", described_by);
    field::labelled(context.text(label), id.into(), input, error)
}

/// Fills in the code of the text message that is on its way, where the browser can read that.
fn receive(
    input: &HtmlInputElement,
    on_type: Arc<impl Fn(&HtmlInputElement) + Send + Sync + 'static>,
) {
    #[cfg(feature = "hydrate")]
    {
        let input = input.clone();
        crate::browser::one_time_code::ask(move |code| {
            input.set_value(&code);
            on_type(&input);
        });
    }
    #[cfg(not(feature = "hydrate"))]
    drop((input, on_type));
}

/// The six digits in `input`, if they are all there and nothing else is but spaces and hyphens.
fn complete(input: &str) -> Option<String> {
    let digits: String = input
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
