//! The code of six digits: one input, so that pasting, one-time-code filling and screen readers work.

use crate::{
    components::field::{self, FieldError},
    node::{Node, element},
    render_context::RenderContext,
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

/// What tells one code field from another.
pub(crate) struct Code<'a> {
    /// Its id.
    pub(crate) id: &'static str,
    /// Its name in the form.
    pub(crate) name: &'static str,
    /// Its label.
    pub(crate) label: Text,
    /// What is in it.
    pub(crate) value: &'a str,
    /// What is wrong with it.
    pub(crate) error: Option<&'a Message>,
    /// Whether it takes the focus when the page opens.
    pub(crate) focus: bool,
    /// Whether it is all that the form asks for: the sixth digit then sends it.
    pub(crate) alone: bool,
    /// Whether the code may come by text message.
    pub(crate) by_sms: bool,
}

/// The code.
pub(crate) fn code_field(at: &RenderContext, code: Code<'_>) -> Node {
    const FIXED: &[(&str, &str)] = &[
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
    let Code {
        id,
        name,
        label,
        value,
        error,
        focus,
        alone,
        by_sms,
    } = code;
    let wrong = FieldError::new(id, error.map(|message| at.say(message)));
    let sent = RwSignal::new(false);
    let (status, checking) = (at.state.status, at.text(Text::Checking));
    let typed = Arc::new(move |input: &HtmlInputElement| {
        let Some(code) = complete(&input.value()) else {
            return;
        };
        if input.value() != code {
            input.set_value(&code);
        }
        if alone && !sent.get_untracked() {
            sent.set(true);
            status.set(checking.clone());
            if let Some(form) = input.form() {
                drop(form.request_submit());
            }
        }
    });
    let received = typed.clone();
    let input = element("input", FIXED)
        .attr("id", id)
        .attr("name", name)
        .attr("value", value.to_owned())
        .flag("autofocus", at.first && focus)
        .on("input", move |event: Event| {
            if let Some(input) = event.target() {
                typed(input.unchecked_ref());
            }
        })
        .on_attach(move |input| {
            if by_sms {
                receive(input.unchecked_ref(), received);
            }
        });
    let described_by = wrong.described_by();
    let input = wrong.mark(input).bind("aria-describedby", described_by);
    field::labelled(at.text(label), id.into(), input, wrong).into()
}

/// Fills in the code of the text message that is on its way, where the browser can read that.
fn receive(
    input: &HtmlInputElement,
    typed: Arc<impl Fn(&HtmlInputElement) + Send + Sync + 'static>,
) {
    #[cfg(feature = "hydrate")]
    {
        let input = input.clone();
        crate::browser::one_time_code::ask(move |code| {
            input.set_value(&code);
            typed(&input);
        });
    }
    #[cfg(not(feature = "hydrate"))]
    drop((input, typed));
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
