//! A labelled input. Its error goes as soon as it is edited; what is typed stays in the element and nowhere else.

use crate::{
    components::icon,
    node::{Element, IntoNode, Node, dynamic, element},
    render_context::use_render_context,
};
use leptos::prelude::*;
use std::borrow::Cow;
use wire::{
    screen::{self, FieldKind, Identifier, Message},
    text::Text,
};

/// A labelled input with its error.
#[component]
pub(crate) fn Field(
    #[prop(into)] id: Cow<'static, str>,
    /// The name in the form.
    #[prop(into)]
    name: Cow<'static, str>,
    #[prop(into)] label: Message,
    /// The `type`; empty for a `<textarea>`.
    #[prop(default = "text")]
    kind: &'static str,
    /// The keyboard, where it is not the type's own.
    #[prop(default = None)]
    inputmode: Option<&'static str>,
    /// The `autocomplete` tokens.
    #[prop(into)]
    autocomplete: Cow<'static, str>,
    value: String,
    #[prop(default = None)] error: Option<Message>,
    /// In characters.
    max_length: u32,
    /// Whether it asks for the focus when the page opens.
    #[prop(optional)]
    autofocus: bool,
    /// Whether it is prose: capitals and spelling are then the keyboard's business.
    #[prop(optional)]
    prose: bool,
    #[prop(default = true)] required: bool,
) -> impl IntoNode {
    const LINE: &[(&str, &str)] = &[("class", "lg-input inputField-customizable")];
    const LINES: &[(&str, &str)] = &[
        ("class", "lg-input lg-input-lines inputField-customizable"),
        ("rows", "3"),
    ];
    let context = use_render_context();
    let error = FieldError::new(&id, error.map(|message| context.say(&message)));
    let mut input = if kind.is_empty() {
        element("textarea", LINES).child(value)
    } else {
        element("input", LINE)
            .attr("type", kind)
            .attr("value", value)
    }
    .attr("id", id.clone())
    .attr("name", name)
    .flag("required", required)
    .flag("autofocus", autofocus && context.may_focus);
    if kind != "date" {
        input = input.attr("maxlength", max_length.to_string());
    }
    if let Some(mode) = inputmode {
        input = input.attr("inputmode", mode);
    }
    if !autocomplete.is_empty() {
        input = input.attr("autocomplete", autocomplete);
    }
    if !prose {
        input = input
            .attr("autocapitalize", "none")
            .attr("spellcheck", "false");
    }
    let described_by = error.described_by();
    let input = error.mark(input).bind("aria-describedby", described_by);
    labelled(context.say(&label), id, input, error)
}

/// The input of the identifier with which people sign in.
#[component]
pub(crate) fn IdentifierField(
    id: &'static str,
    identifier: Identifier,
    value: String,
    error: Option<Message>,
    autofocus: bool,
) -> impl IntoNode {
    let (label, kind, inputmode) = match identifier {
        Identifier::Username => (Text::Username, "text", None),
        Identifier::Email => (Text::Email, "email", None),
        Identifier::Phone => (Text::Phone, "tel", None),
        Identifier::EmailOrPhone => (Text::EmailOrPhone, "text", Some("email")),
        Identifier::Any => (Text::UsernameOrEmail, "text", Some("email")),
    };
    view! {
        <Field
            id
            name="username"
            label
            kind
            inputmode
            autocomplete="username webauthn"
            value
            error
            max_length=2048
            autofocus
        />
    }
}

/// The input of a user attribute.
#[component]
pub(crate) fn AttributeField(
    field: screen::Field,
    #[prop(optional)] autofocus: bool,
) -> impl IntoNode {
    let (kind, prose) = match field.kind {
        FieldKind::Text => ("text", true),
        FieldKind::Email => ("email", false),
        FieldKind::Phone => ("tel", false),
        FieldKind::Date => ("date", false),
        FieldKind::Url => ("url", false),
        FieldKind::Lines => ("", true),
    };
    let prose = prose && field.autocomplete != "username";
    let id = format!("field-{}", field.name.replace(['[', ']', ':', '.'], "-"));
    view! {
        <Field
            id
            name=field.name
            label=field.label
            kind
            autocomplete=field.autocomplete
            value=field.value
            error=field.error
            max_length=field.max_length
            autofocus
            prose
        />
    }
}

/// The label, what `input` is or stands in, and the line of its error.
pub(super) fn labelled(
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
pub(super) struct FieldError {
    visible: RwSignal<bool>,
    id: String,
    words: String,
}

impl FieldError {
    /// The error `words`, if any, of the input `field`.
    pub(super) fn new(field: &str, words: Option<String>) -> Self {
        Self {
            visible: RwSignal::new(words.is_some()),
            id: format!("{field}-error"),
            words: words.unwrap_or_default(),
        }
    }

    /// The input, marked as wrong until it is edited.
    pub(super) fn mark(&self, input: Element) -> Element {
        let visible = self.visible;
        input
            .bind("aria-invalid", move || {
                visible.get().then_some("true".into())
            })
            .on("input", move |_| {
                if visible.get_untracked() {
                    visible.set(false);
                }
            })
    }

    /// The ids that describe the input: the error's, while it is visible.
    pub(super) fn described_by(
        &self,
    ) -> impl Fn() -> Option<Cow<'static, str>> + Send + 'static + use<> {
        let (visible, id) = (self.visible, self.id.clone());
        move || visible.get().then(|| id.clone().into())
    }

    /// The line below the input.
    fn line(self) -> Node {
        dynamic(move || {
            self.visible.get().then(|| {
                element("p", &[("class", "lg-error")])
                    .attr("id", self.id.clone())
                    .child(icon::solid(icon::WARNING))
                    .child(element("span", &[]).child(&*self.words))
            })
        })
    }
}
