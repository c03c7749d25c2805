//! The password: shown on request, never sent back by the server, with a hint while Caps Lock is on.

use crate::{
    components::{
        field::{FieldError, labelled},
        icon,
        link::page_link,
        rules::{RuleList, Rules},
    },
    node::{IntoNode, dynamic, element},
    render_context::use_render_context,
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
    // Of no width: it tells the styles whether something was typed.
    ("placeholder", " "),
    ("required", ""),
];

/// A password field.
#[component]
pub(crate) fn PasswordField(
    id: &'static str,
    /// The name in the form.
    name: &'static str,
    label: Text,
    /// Whether it is a new one.
    #[prop(optional)]
    new: bool,
    /// The rules of a new password, listed below the field.
    #[prop(optional)]
    rules: Vec<PasswordRule>,
    error: Option<Message>,
    /// The page of ours for those who do not know it.
    #[prop(optional)]
    forgot: Option<&'static str>,
    /// Whether it asks for the focus when the page opens.
    #[prop(optional)]
    autofocus: bool,
) -> impl IntoNode {
    let context = use_render_context();
    let error = FieldError::new(id, error.map(|message| context.say(&message)));
    let revealed = context.state.revealed;
    let caps = RwSignal::new(false);
    let rules = (!rules.is_empty()).then(|| Rules::new(&context, id, &rules));
    let described_by = {
        let (error, rules, hint) = (
            error.described_by(),
            rules.as_ref().map(Rules::id),
            format!("{id}-caps"),
        );
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
    let (on_input, at_start) = (rules.clone(), rules.clone());
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
        .flag("autofocus", autofocus && context.may_focus)
        .bind("type", move || Some(kind(revealed.get()).into()))
        .bind("aria-describedby", described_by)
        .on("input", move |_| {
            if let (Some(rules), Some(input)) = (&on_input, input_of(id)) {
                rules.observe(&input.value());
            }
        })
        .on("keydown", watch)
        .on("keyup", watch)
        .on("blur", move |_| caps.set(false))
        // Something may have been typed or filled in before the page came alive. The list below comes alive after this
        // input, and as the server drew it: what changes it must wait for that.
        .on_attach(move |input| {
            let input: HtmlInputElement = input.clone().unchecked_into();
            // The document's own script has shown it meanwhile.
            if input.type_() == kind(true) {
                queue_microtask(move || revealed.set(true));
            }
            if let Some(rules) = at_start {
                queue_microtask(move || rules.read(&input.value()));
            }
        });
    let show = context.text(Text::ShowPassword);
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
    let words = context.text(Text::CapsLock);
    let hint = dynamic(move || {
        caps.get()
            .then(|| (icon::line(icon::CAPS), element("span", &[]).child(&*words)))
    });
    let input = element("span", &[("class", "lg-input-box")])
        .child(error.mark(input))
        .child(button);
    let forgot = forgot.map(|path| {
        element("p", &[("class", "lg-aside")]).child(page_link(&context, Text::ForgotLink, path))
    });
    labelled(context.text(label), id.into(), input, error)
        .child(forgot)
        .child(
            element("p", &[("class", "lg-hint"), ("role", "status")])
                .attr("id", format!("{id}-caps"))
                .child(hint),
        )
        .child(rules.map(|rules| view! { <RuleList rules/> }))
}

/// The `type` of the input.
fn kind(revealed: bool) -> &'static str {
    if revealed { "text" } else { "password" }
}

fn input_of(id: &str) -> Option<HtmlInputElement> {
    document().get_element_by_id(id).map(JsCast::unchecked_into)
}

/// Shows the password, or hides it again. A change of `type` loses the selection, in Chromium only when the next frame is
/// drawn: it is put back then.
fn reveal(id: &str, revealed: RwSignal<bool>) {
    let now = !revealed.get_untracked();
    revealed.set(now);
    if let Some(input) = input_of(id) {
        let (start, end) = (input.selection_start(), input.selection_end());
        let direction = input.selection_direction();
        input.set_type(kind(now));
        if let (Ok(Some(start)), Ok(Some(end)), Ok(Some(direction))) = (start, end, direction) {
            request_animation_frame(move || {
                drop(input.set_selection_range_with_direction(start, end, &direction));
            });
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
