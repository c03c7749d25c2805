//! The identifier that a person types: read from a form, or missing.

use super::page_request::Form;
use domain::{field, pool::Pool};
use wire::{screen::Identifier, text::Text};

/// How much of an identifier is read, in characters: more than the longest name has, so that what was cut is refused.
const LENGTH: usize = 512;

/// The identifier of a form; spaces around it are a slip of the keyboard. A phone number may be written as people write it:
/// where numbers are names, any grouping is read; where they may be, one with a `+` or with spaces, which no name has.
pub(super) fn identifier(pool: &Pool, form: &Form) -> String {
    let name = form.get("username").map(|name| name.trim());
    let name: String = name.unwrap_or_default().chars().take(LENGTH).collect();
    let has_space = name.contains(char::is_whitespace);
    let is_number = match pool.identifier() {
        Identifier::Phone | Identifier::EmailOrPhone => true,
        Identifier::Any => has_space || name.starts_with('+'),
        Identifier::Email | Identifier::Username => has_space,
    };
    let number = is_number.then(|| field::ungrouped(&name)).flatten();
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
