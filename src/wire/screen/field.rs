//! Inputs of identifiers and attributes.

use super::Message;
use serde::{Deserialize, Serialize};

/// What a person may type as the identifier, so that the field gets the right label and keyboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Identifier {
    /// A user name only.
    Username,
    /// E-mail addresses only: the field is `type=email`.
    Email,
    /// Phone numbers only.
    Phone,
    /// E-mail or phone.
    EmailOrPhone,
    /// A user name, or an alias of it.
    Any,
}

/// An input for one user attribute or the user name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// The form field's name, such as `requiredAttributes[email]` or `userAttributes.name`.
    pub name: String,
    /// Its label. A custom attribute is labelled by its own name: [`Text::CustomAttribute`](crate::text::Text::CustomAttribute).
    pub label: Message,
    /// Which control and keyboard.
    pub kind: FieldKind,
    /// The `autocomplete` token, empty for none.
    pub autocomplete: String,
    /// What is in it.
    pub value: String,
    /// What is wrong with it.
    pub error: Option<Message>,
    /// The greatest length, in characters.
    pub max_length: u32,
}

impl Field {
    /// Its name, and what is typed in it.
    pub(super) fn typed(&mut self) -> (&str, &mut String) {
        (&self.name, &mut self.value)
    }
}

/// The control of a [`Field`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// One line of text.
    Text,
    /// `type=email`.
    Email,
    /// `type=tel`.
    Phone,
    /// `type=date`.
    Date,
    /// `type=url`.
    Url,
    /// Several lines of text: a `<textarea>`.
    Lines,
}
