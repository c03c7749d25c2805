//! The identifier that a person types: read from a form, or missing.

use super::page_request::Form;
use domain::field;
use wire::{screen::Identifier, text::Text};

/// How much of an identifier is read, in characters: more than the longest name has, so that what was cut is refused.
const LENGTH: usize = 512;

/// The identifier of a form; spaces around it are a slip of the keyboard, and no user name has one inside, so that what
/// looks like a grouped phone number is one.
pub(super) fn identifier(form: &Form) -> String {
    let name = form.get("username").map(|name| name.trim());
    let name: String = name.unwrap_or_default().chars().take(LENGTH).collect();
    let grouped = name.contains(char::is_whitespace);
    let number = grouped.then(|| field::ungrouped(&name)).flatten();
    number.unwrap_or(name)
}

/// What is said where the identifier is missing.
pub(super) const fn need(identifier: Identifier) -> Text {
    match identifier {
        Identifier::Email => Text::NeedEmail,
        Identifier::Username | Identifier::Phone | Identifier::EmailOrPhone | Identifier::Any => {
            Text::NeedUsername
        }
    }
}
