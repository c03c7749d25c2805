//! The forms of attribute values: types and limits of the schema, addresses, dates.

use super::check::{definition_of, invalid};
use crate::{
    message::Channel,
    pool::{self, Pool},
    refusal::{self, Refusal},
};
use shapes::idp::AttributeDataType;

/// Whether `value` may be a value of this attribute.
pub(super) fn check_value(
    pool: &Pool,
    name: &str,
    value: &str,
) -> Result<pool::Attribute, Refusal> {
    let attribute = definition_of(pool, name)?;
    let (least, most) = (attribute.bounds.min, attribute.bounds.max);
    match attribute.kind {
        AttributeDataType::String => {
            let length = i64::try_from(value.chars().count()).unwrap_or(i64::MAX);
            if let Some(most) = most.filter(|most| length > *most) {
                return invalid(
                    name,
                    format!("String must be no longer than {most} characters"),
                );
            }
            if let Some(least) = least.filter(|least| length < *least) {
                return invalid(name, format!("String must be at least {least} characters"));
            }
        }
        AttributeDataType::Number => {
            let Some(number) = value
                .parse::<f64>()
                .ok()
                .filter(|number| number.is_finite())
            else {
                return invalid(name, "Value must be a number");
            };
            if let Some(most) = most.filter(|most| number > *most as f64) {
                return invalid(name, format!("Value must be no greater than {most}"));
            }
            if let Some(least) = least.filter(|least| number < *least as f64) {
                return invalid(name, format!("Value must be no less than {least}"));
            }
        }
        AttributeDataType::Boolean if !matches!(value, "true" | "false") => {
            return invalid(name, "Value must be true or false");
        }
        AttributeDataType::DateTime if !is_date_time(value) => {
            return invalid(
                name,
                "Value must be a date and time, as in 2006-01-02T15:04:05Z",
            );
        }
        AttributeDataType::Boolean | AttributeDataType::DateTime => {}
    }
    match name {
        "email" if !is_email(value) => {
            Err(refusal::Attribute::AddressInvalid(Channel::Email).into())
        }
        "phone_number" if !is_phone_number(value) => {
            Err(refusal::Attribute::AddressInvalid(Channel::Sms).into())
        }
        "birthdate" if !is_date(value) => invalid(name, "Value must be a date, as in 2006-01-02"),
        _ => Ok(attribute),
    }
}

/// Whether this is an e-mail address to which a message can be sent: dot-atoms, in any script, and no quoting.
///
/// **Source** RFC 5321 §4.1.2 without quoted local parts; RFC 6531 for letters beyond ASCII.
pub fn is_email(text: &str) -> bool {
    let Some((mailbox, domain)) = text.rsplit_once('@') else {
        return false;
    };
    let atoms = |part: &str, extra: &str| {
        let allowed = |c: char| {
            c.is_ascii_alphanumeric()
                || extra.contains(c)
                || (!c.is_ascii() && !c.is_control() && !c.is_whitespace())
        };
        part.split('.')
            .all(|atom| !atom.is_empty() && atom.chars().all(allowed))
    };
    mailbox.len() <= 64
        && text.len() <= 254
        && atoms(mailbox, "!#$%&'*+-/=?^_`{|}~")
        && atoms(domain, "-")
}

/// Whether this is a phone number in the form `+` and 2 to 15 digits.
///
/// **Source** ITU-T E.164.
pub fn is_phone_number(text: &str) -> bool {
    text.strip_prefix('+').is_some_and(|digits| {
        (2..=15).contains(&digits.len())
            && digits.bytes().all(|byte| byte.is_ascii_digit())
            && !digits.starts_with('0')
    })
}

/// Whether this is a day of the calendar, `YYYY-MM-DD`.
fn is_date(text: &str) -> bool {
    text.len() == 10 && text.parse::<jiff::civil::Date>().is_ok()
}

/// Whether this is a point in time: RFC 3339, a date, or seconds since the epoch.
fn is_date_time(text: &str) -> bool {
    text.parse::<jiff::Timestamp>().is_ok() || is_date(text) || text.parse::<i64>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_have_their_forms() {
        let email = |text: &str, expect: bool| assert_eq!(is_email(text), expect, "{text}");
        email("ada@example.com", true);
        email("a.b+c@example.co.uk", true);
        email("ünsal@öl.example", true);
        email("root@localhost", true);
        for text in [
            "ada",
            "@example.com",
            "ada@",
            "a b@example.com",
            "a@b@c",
            "a..b@c",
            "a@b..c",
            "a@b\r\nBcc: c",
            "<a@b>",
        ] {
            email(text, false);
        }
        let phone = |text: &str, expect: bool| assert_eq!(is_phone_number(text), expect, "{text}");
        phone("+12065550100", true);
        for text in [
            "12065550100",
            "+",
            "+1 206",
            "+0206555",
            "+1234567890123456",
            "+١٢٣",
        ] {
            phone(text, false);
        }
    }
}
