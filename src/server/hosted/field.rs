//! The inputs of user attributes: label, keyboard and autofill of each.

use domain::pool::Pool;
use shapes::idp::AttributeDataType;
use wire::{
    screen::{Field, FieldKind, Message},
    text::Text,
};

/// The greatest length of an attribute where its schema says nothing.
const MAX_LENGTH: u32 = 2048;

/// The input of an attribute; `name` is the form field's.
pub(super) fn field(pool: &Pool, attribute: &str, name: String, value: String) -> Field {
    let (label, kind, autocomplete) = known(attribute);
    let label = label.map_or_else(
        || {
            Message::with(
                Text::CustomAttribute,
                "name",
                attribute.trim_start_matches("custom:"),
            )
        },
        Message::from,
    );
    let schema = pool.attribute(attribute);
    let number = schema
        .as_ref()
        .is_some_and(|schema| schema.kind == AttributeDataType::Number);
    // The bounds of a number are its value's, not its length's.
    let max_length = schema
        .filter(|_| !number)
        .and_then(|schema| schema.bounds.max)
        .and_then(|length| u32::try_from(length).ok())
        .unwrap_or(MAX_LENGTH);
    Field {
        name,
        label,
        kind: if number { FieldKind::Number } else { kind },
        autocomplete: autocomplete.to_owned(),
        value,
        error: None,
        max_length,
    }
}

/// **Source** HTML Living Standard, "Autofill field names"; OpenID Connect Core §5.1 for the attributes.
fn known(attribute: &str) -> (Option<Text>, FieldKind, &'static str) {
    match attribute {
        "email" => (Some(Text::Email), FieldKind::Email, "email"),
        "phone_number" => (Some(Text::Phone), FieldKind::Phone, "tel"),
        "name" => (Some(Text::FullName), FieldKind::Text, "name"),
        "given_name" => (Some(Text::GivenName), FieldKind::Text, "given-name"),
        "family_name" => (Some(Text::FamilyName), FieldKind::Text, "family-name"),
        "middle_name" => (Some(Text::MiddleName), FieldKind::Text, "additional-name"),
        "nickname" => (Some(Text::Nickname), FieldKind::Text, "nickname"),
        "preferred_username" => (Some(Text::PreferredUsername), FieldKind::Text, ""),
        "address" => (Some(Text::Address), FieldKind::Text, "street-address"),
        "birthdate" => (Some(Text::Birthdate), FieldKind::Date, "bday"),
        "gender" => (Some(Text::Gender), FieldKind::Text, "sex"),
        "locale" => (Some(Text::Locale), FieldKind::Text, "language"),
        "picture" => (Some(Text::Picture), FieldKind::Url, "photo"),
        "profile" => (Some(Text::Profile), FieldKind::Url, "url"),
        "updated_at" => (Some(Text::UpdatedAt), FieldKind::Number, ""),
        "website" => (Some(Text::Website), FieldKind::Url, "url"),
        "zoneinfo" => (Some(Text::Zoneinfo), FieldKind::Text, ""),
        _ => (None, FieldKind::Text, ""),
    }
}

/// What is said of an attribute that is left empty.
pub(super) fn missing(kind: FieldKind) -> Message {
    match kind {
        FieldKind::Email => Text::NeedEmail,
        FieldKind::Text
        | FieldKind::Phone
        | FieldKind::Date
        | FieldKind::Url
        | FieldKind::Number => Text::NeedValue,
    }
    .into()
}

/// The attributes a person must give at registration: those that are the user name, then those required.
pub(super) fn required(pool: &Pool) -> Vec<String> {
    let mut names: Vec<String> = match pool.username_attributes().as_slice() {
        [only] => vec![(*only).to_owned()],
        [] | [_, ..] => Vec::new(),
    };
    for name in pool.required() {
        if name != "sub" && !names.contains(&name) {
            names.push(name);
        }
    }
    names
}
