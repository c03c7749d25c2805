//! The password: shown on request, never sent back by the server, with a hint while Caps Lock is on.

use crate::{
    components::{
        field::{FieldError, labelled},
        icon,
        rules::{self, Rules},
    },
    node::{Node, dynamic, element},
    render_context::RenderContext,
};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlInputElement, KeyboardEvent};
use wire::{
    screen::{Message, PasswordRule},
    text::Text,
};

const INPUT: &[(&str, &str)] = &[
    (
        "class",
        "lg-input lg-input-password inputField-customizable",
    ),
    ("autocapitalize", "none"),
    ("spellcheck", "false"),
    ("maxlength", "256"),
    ("required", ""),
];

/// What tells one password field from another.
pub(crate) struct Password<'a> {
    /// Its id.
    pub(crate) id: &'static str,
    /// Its name in the form.
    pub(crate) name: &'static str,
    /// The label.
    pub(crate) label: Text,
    /// The rules of a new password; empty for one that exists.
    pub(crate) rules: &'a [PasswordRule],
    /// Whether it is a new one.
    pub(crate) new: bool,
    /// What is wrong with it.
    pub(crate) error: Option<&'a Message>,
    /// Whether it takes the focus when the page opens.
    pub(crate) focus: bool,
}

/// A password field.
pub(crate) fn password_field(at: &RenderContext, password: Password<'_>) -> Node {
    let Password {
        id,
        name,
        label,
        rules,
        new,
        error,
        focus,
    } = password;
    let wrong = FieldError::new(id, error.map(|message| at.say(message)));
    let revealed = at.state.revealed;
    let caps = RwSignal::new(false);
    let rules = Rules::new(at, id, rules);
    let described_by = {
        let (error, rules, hint) = (wrong.described_by(), rules.id(), format!("{id}-caps"));
        move || {
            let mut ids = String::new();
            let hint = caps.get().then_some(&*hint);
            for id in [error().as_deref(), hint, rules.as_deref()]
                .into_iter()
                .flatten()
            {
                if !ids.is_empty() {
                    ids.push(' ');
                }
                ids.push_str(id);
            }
            (!ids.is_empty()).then(|| ids.into())
        }
    };
    let (observe, begin) = (rules.clone(), rules.clone());
    let watch = move |event: Event| caps.set(caps_lock(event.unchecked_ref()));
    let input = element("input", INPUT)
        .attr("id", id)
        .attr("name", name)
        .attr(
            "autocomplete",
            if new {
                "new-password"
            } else {
                "current-password"
            },
        )
        .flag("autofocus", at.first && focus)
        .bind("type", move || Some(kind(revealed.get()).into()))
        .bind("aria-describedby", described_by)
        .on("input", move |_| observe.observe(input_of(id)))
        .on("keydown", watch)
        .on("keyup", watch)
        .on("blur", move |_| caps.set(false))
        // Something may have been typed or filled in before the page came alive. The list below comes alive after this
        // input, and as the server drew it: what changes it must wait for that.
        .on_attach(move |input| {
            let input = input.clone();
            queue_microtask(move || begin.read(&input.unchecked_ref::<HtmlInputElement>().value()));
        });
    let show = at.text(Text::ShowPassword);
    let button = element("button", &[("class", "lg-reveal"), ("type", "button")])
        .attr("aria-label", show.clone())
        .attr("title", show)
        .attr("aria-controls", id)
        .bind("aria-pressed", move || {
            Some(if revealed.get() { "true" } else { "false" }.into())
        })
        .on("click", move |_| reveal(id, revealed))
        .child(
            icon::strokes("lg-icon lg-icon-line")
                .child(element("path", &[("d", icon::EYE)]))
                .child(element(
                    "path",
                    &[("class", "lg-reveal-slash"), ("d", icon::SLASH)],
                )),
        );
    let words = at.text(Text::CapsLock);
    let hint = dynamic(move || {
        if caps.get() {
            let words = element("span", &[]).child(&*words);
            vec![icon::line(icon::CAPS).into(), words.into()].into()
        } else {
            Node::Fragment(Vec::new())
        }
    });
    let input = element("span", &[("class", "lg-input-box")])
        .child(wrong.mark(input))
        .child(button);
    labelled(at.text(label), id.into(), input, wrong)
        .child(
            element("p", &[("class", "lg-hint"), ("role", "status")])
                .attr("id", format!("{id}-caps"))
                .child(hint),
        )
        .child(rules::list(&rules))
        .into()
}

/// The `type` of the input.
fn kind(revealed: bool) -> &'static str {
    if revealed { "text" } else { "password" }
}

fn input_of(id: &str) -> Option<HtmlInputElement> {
    document().get_element_by_id(id).map(JsCast::unchecked_into)
}

/// Shows the password, or hides it again. A change of `type` loses the selection: it is put back.
fn reveal(id: &str, revealed: RwSignal<bool>) {
    let now = !revealed.get_untracked();
    revealed.set(now);
    if let Some(input) = input_of(id) {
        let (start, end) = (input.selection_start(), input.selection_end());
        let direction = input.selection_direction();
        input.set_type(kind(now));
        if let (Ok(Some(start)), Ok(Some(end)), Ok(Some(direction))) = (start, end, direction) {
            drop(input.set_selection_range_with_direction(start, end, &direction));
        }
    }
}

/// Whether Caps Lock is on after this event: at the press of the Caps Lock key itself, browsers still tell the old state.
fn caps_lock(event: &KeyboardEvent) -> bool {
    let on = event.get_modifier_state("CapsLock");
    if event.key() == "CapsLock" && event.type_() == "keydown" {
        !on
    } else {
        on
    }
}
