//! The inputs of user attributes: label, keyboard and autofill of each.

use crate::pool::Pool;
use wire::{
    screen::{Field, FieldKind, Message},
    text::Text,
};

/// The greatest length of an attribute where its schema says nothing.
const MAX_LENGTH: u32 = 2048;

/// The attribute without a field on any page: the server sets it to the present time.
///
/// **Units** seconds since the epoch. **Source** OpenID Connect Core §5.1.
pub const UPDATED_AT: &str = "updated_at";

/// The input of an attribute; `name` is the form field's.
pub fn field(pool: &Pool, attribute: &str, name: String, value: String) -> Field {
    let (label, kind, autocomplete) = label_and_kind(attribute);
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
    let max_length = pool
        .attribute(attribute)
        .and_then(|schema| schema.bounds.max)
        .and_then(|length| u32::try_from(length).ok())
        .unwrap_or(MAX_LENGTH);
    Field {
        name,
        label,
        kind,
        autocomplete: autocomplete.to_owned(),
        value,
        error: None,
        max_length,
    }
}

/// **Source** HTML Living Standard, "Autofill field names"; OpenID Connect Core §5.1 for the attributes.
fn label_and_kind(attribute: &str) -> (Option<Text>, FieldKind, &'static str) {
    match attribute {
        "email" => (Some(Text::Email), FieldKind::Email, "email"),
        "phone_number" => (Some(Text::Phone), FieldKind::Phone, "tel"),
        "name" => (Some(Text::FullName), FieldKind::Text, "name"),
        "given_name" => (Some(Text::GivenName), FieldKind::Text, "given-name"),
        "family_name" => (Some(Text::FamilyName), FieldKind::Text, "family-name"),
        "middle_name" => (Some(Text::MiddleName), FieldKind::Text, "additional-name"),
        "nickname" => (Some(Text::Nickname), FieldKind::Text, "nickname"),
        "preferred_username" => (Some(Text::PreferredUsername), FieldKind::Text, ""),
        "address" => (Some(Text::Address), FieldKind::Lines, "street-address"),
        "birthdate" => (Some(Text::Birthdate), FieldKind::Date, "bday"),
        "gender" => (Some(Text::Gender), FieldKind::Text, "sex"),
        "locale" => (Some(Text::Locale), FieldKind::Text, "language"),
        "picture" => (Some(Text::Picture), FieldKind::Url, "photo"),
        "profile" => (Some(Text::Profile), FieldKind::Url, "url"),
        "website" => (Some(Text::Website), FieldKind::Url, "url"),
        "zoneinfo" => (Some(Text::Zoneinfo), FieldKind::Text, ""),
        _ => (None, FieldKind::Text, ""),
    }
}

/// The text of an attribute's field in the form in which it is stored.
///
/// **Shape** without spaces around it; line ends as `\n`; a phone number without what groups its digits.
pub fn typed(attribute: &str, typed: &str) -> String {
    let value = typed.trim().replace("\r\n", "\n");
    if attribute == "phone_number" {
        ungrouped(&value).unwrap_or(value)
    } else {
        value
    }
}

/// A phone number as people and browsers write it, such as `+44 (0) 20 7946-0018` or `0044 20 7946 0018`, as `+` and digits;
/// `None` for anything else.
///
/// **Source** ITU-T E.123 §7 for the signs that group digits; hyphens, dashes and slashes are common besides, as is the 0 in
/// brackets that is not dialled from abroad. ITU-T E.164 Annex B for the prefix `00`.
pub fn ungrouped(typed: &str) -> Option<String> {
    let number: String = typed
        .replace("(0)", "")
        .chars()
        .filter(|c| {
            !c.is_whitespace() && !"()-./\u{2010}\u{2011}\u{2012}\u{2013}\u{2212}".contains(*c)
        })
        .collect();
    let digits = number
        .strip_prefix('+')
        .or_else(|| number.strip_prefix("00"))?;
    let is_number = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    is_number.then(|| format!("+{digits}"))
}

/// The error text of an attribute that is left empty.
pub fn missing(kind: FieldKind) -> Message {
    match kind {
        FieldKind::Email => Text::NeedEmail,
        FieldKind::Text
        | FieldKind::Phone
        | FieldKind::Date
        | FieldKind::Url
        | FieldKind::Lines => Text::NeedValue,
    }
    .into()
}

/// The attributes a person must give at registration: those that are the user name, then those required.
pub fn required(pool: &Pool) -> Vec<String> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phone_numbers_may_be_written_as_people_do() {
        let check = |written: &str, expect: &str| {
            assert_eq!(typed("phone_number", written), expect, "{written}");
        };
        check("+442079460018", "+442079460018");
        check(" +44 20 7946 0018 ", "+442079460018");
        check("+44 (20) 7946-0018", "+442079460018");
        check("+49\u{a0}30/90.18.20", "+4930901820");
        check("0044 20 7946-0018", "+442079460018");
        check("+44 (0) 20 7946 0018", "+442079460018");
        check("+1\u{2011}206\u{2013}555\u{2212}0100", "+12065550100");
        check("020 7946 0018", "020 7946 0018");
        check("00", "00");
        check("+44 20 CALL", "+44 20 CALL");
        check("+", "+");
        assert_eq!(typed("name", " +44 20 "), "+44 20");
        assert_eq!(
            typed("address", "1 High St\r\nLondon\r\n"),
            "1 High St\nLondon"
        );
    }
}
