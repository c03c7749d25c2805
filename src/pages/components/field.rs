//! A labelled input. Its error goes as soon as it is edited; what is typed stays in the element and nowhere else.

use crate::{
    components::icon,
    node::{Element, Node, dynamic, element},
    render_context::RenderContext,
};
use leptos::prelude::*;
use std::borrow::Cow;
use wire::{
    screen::{Field, FieldKind, Identifier, Message},
    text::Text,
};

/// An input, in words.
pub(crate) struct Input {
    /// Its id.
    pub(crate) id: String,
    /// Its name in the form.
    pub(crate) name: String,
    /// The label.
    pub(crate) label: String,
    /// The `type`; empty for a `<textarea>`.
    pub(crate) kind: &'static str,
    /// The keyboard, where it is not the type's own.
    pub(crate) mode: Option<&'static str>,
    /// The `autocomplete` tokens.
    pub(crate) autocomplete: String,
    /// What is in it.
    pub(crate) value: String,
    /// What is wrong with it.
    pub(crate) error: Option<String>,
    /// The greatest length, in characters.
    pub(crate) max_length: u32,
    /// Whether it takes the focus when the page opens.
    pub(crate) focus: bool,
    /// Whether it is prose: capitals and spelling are then the keyboard's business.
    pub(crate) prose: bool,
    /// Whether it may not be left empty.
    pub(crate) required: bool,
}

impl Input {
    /// The input of the identifier with which people sign in.
    pub(crate) fn identifier(
        at: &RenderContext,
        id: &str,
        identifier: Identifier,
        value: &str,
        error: Option<&Message>,
    ) -> Self {
        let (label, kind, mode) = match identifier {
            Identifier::Username => (Text::Username, "text", None),
            Identifier::Email => (Text::Email, "email", None),
            Identifier::Phone => (Text::Phone, "tel", None),
            Identifier::EmailOrPhone => (Text::EmailOrPhone, "text", Some("email")),
            Identifier::Any => (Text::UsernameOrEmail, "text", Some("email")),
        };
        Self {
            id: id.to_owned(),
            name: "username".to_owned(),
            label: at.text(label),
            kind,
            mode,
            autocomplete: "username webauthn".to_owned(),
            value: value.to_owned(),
            error: error.map(|message| at.say(message)),
            max_length: 2048,
            focus: false,
            prose: false,
            required: true,
        }
    }

    /// The input of a user attribute.
    pub(crate) fn attribute(at: &RenderContext, field: &Field) -> Self {
        let (kind, mode) = match field.kind {
            FieldKind::Text => ("text", None),
            FieldKind::Email => ("email", None),
            FieldKind::Phone => ("tel", None),
            FieldKind::Date => ("date", None),
            FieldKind::Url => ("url", None),
            FieldKind::Lines => ("", None),
        };
        Self {
            id: format!("field-{}", field.name.replace(['[', ']', ':', '.'], "-")),
            name: field.name.clone(),
            label: at.say(&field.label),
            kind,
            mode,
            autocomplete: field.autocomplete.clone(),
            value: field.value.clone(),
            error: field.error.as_ref().map(|message| at.say(message)),
            max_length: field.max_length,
            focus: false,
            prose: matches!(field.kind, FieldKind::Text | FieldKind::Lines)
                && field.autocomplete != "username",
            required: true,
        }
    }
}

const LINE: &[(&str, &str)] = &[("class", "lg-input inputField-customizable")];
const LINES: &[(&str, &str)] = &[
    ("class", "lg-input lg-input-lines inputField-customizable"),
    ("rows", "3"),
];

/// A labelled input with its error.
pub(crate) fn field(at: &RenderContext, input: Input) -> Node {
    let wrong = FieldError::new(&input.id, input.error);
    let mut element = if input.kind.is_empty() {
        element("textarea", LINES).child(input.value)
    } else {
        element("input", LINE)
            .attr("type", input.kind)
            .attr("value", input.value)
    }
    .attr("id", input.id.clone())
    .attr("name", input.name)
    .flag("required", input.required)
    .flag("autofocus", at.first && input.focus);
    if input.kind != "date" {
        element = element.attr("maxlength", input.max_length.to_string());
    }
    if let Some(mode) = input.mode {
        element = element.attr("inputmode", mode);
    }
    if !input.autocomplete.is_empty() {
        element = element.attr("autocomplete", input.autocomplete);
    }
    if !input.prose {
        element = element
            .attr("autocapitalize", "none")
            .attr("spellcheck", "false");
    }
    let described_by = wrong.described_by();
    let element = wrong.mark(element).bind("aria-describedby", described_by);
    labelled(input.label, input.id.into(), element, wrong).into()
}

/// The label, what `input` is or stands in, and the line of its error.
pub(crate) fn labelled(
    label: String,
    id: Cow<'static, str>,
    input: Element,
    error: FieldError,
) -> Element {
    element("div", &[("class", "lg-field")])
        .child(
            element("label", &[("class", "lg-label label-customizable")])
                .attr("for", id)
                .child(label),
        )
        .child(input)
        .child(error.line())
}

/// The error of one field, until that field is edited.
#[derive(Clone)]
pub(crate) struct FieldError {
    now: RwSignal<bool>,
    id: String,
    words: String,
}

impl FieldError {
    /// The error `words`, if any, of the input `field`.
    pub(crate) fn new(field: &str, words: Option<String>) -> Self {
        Self {
            now: RwSignal::new(words.is_some()),
            id: format!("{field}-error"),
            words: words.unwrap_or_default(),
        }
    }

    /// The input, marked as wrong until it is edited.
    pub(crate) fn mark(&self, input: Element) -> Element {
        let now = self.now;
        input
            .bind("aria-invalid", move || now.get().then_some("true".into()))
            .on("input", move |_| {
                if now.get_untracked() {
                    now.set(false);
                }
            })
    }

    /// The ids that describe the input: the error's, while it stands.
    pub(crate) fn described_by(
        &self,
    ) -> impl Fn() -> Option<Cow<'static, str>> + Send + 'static + use<> {
        let (now, id) = (self.now, self.id.clone());
        move || now.get().then(|| id.clone().into())
    }

    /// The line below the input.
    fn line(self) -> Node {
        dynamic(move || {
            self.now
                .get()
                .then(|| {
                    element("p", &[("class", "lg-error")])
                        .attr("id", self.id.clone())
                        .child(icon::solid(icon::WARNING))
                        .child(element("span", &[]).child(&*self.words))
                })
                .into()
        })
    }
}
