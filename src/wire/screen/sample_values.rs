//! What the samples of several screens have in common.

use super::{Delivery, Field, FieldKind, Medium, PasswordRule};
use crate::text::Text;

/// A strict policy.
pub(super) const RULES: [PasswordRule; 5] = [
    PasswordRule::Length(10),
    PasswordRule::Lowercase,
    PasswordRule::Uppercase,
    PasswordRule::Number,
    PasswordRule::Symbol,
];

/// An identifier that is too long for any line.
pub(super) const LONG: &str = "hubert-blaine.wolfeschlegelsteinhausenbergerdorff+notizbuch@donaudampfschifffahrtsgesellschaft.example.com";

/// Where a code went.
pub(super) fn delivery(medium: Medium) -> Option<Delivery> {
    let destination = match medium {
        Medium::Email => "a***@e***",
        Medium::Sms => "+*******0018",
    };
    Some(Delivery {
        medium,
        destination: destination.to_owned(),
    })
}

/// The input of required attribute `name`, empty and sound.
pub(super) fn field(name: &str, label: Text, kind: FieldKind, autocomplete: &str) -> Field {
    Field {
        name: format!("requiredAttributes[{name}]"),
        label: label.into(),
        kind,
        autocomplete: autocomplete.to_owned(),
        value: String::new(),
        error: None,
        max_length: 2048,
    }
}
