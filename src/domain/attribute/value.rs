//! The forms of attribute values: types and limits of the schema, dates.

use super::{
    address::{is_email, is_phone_number},
    check::{definition_of, invalid},
    name::{broken_rule, reads_as_address},
};
use crate::{
    message::Channel,
    pool::{self, Pool},
    refusal::{self, Refusal},
};
use shapes::idp::AttributeDataType;

/// The greatest length of a value, whatever its type, where the schema has no smaller one.
///
/// **Units** characters. **Source** `DescribeUserPool`; developer guide, "Working with user attributes".
const LENGTH: i64 = 2048;

/// Whether `value` may be a value of this attribute.
pub(super) fn check_value(
    pool: &Pool,
    name: &str,
    value: &str,
) -> Result<pool::Attribute, Refusal> {
    let attribute = definition_of(pool, name)?;
    let (least, most) = (attribute.bounds.min, attribute.bounds.max);
    let length = i64::try_from(value.chars().count()).unwrap_or(i64::MAX);
    let longest = match attribute.kind {
        AttributeDataType::String => most.map_or(LENGTH, |most| most.min(LENGTH)),
        AttributeDataType::Number | AttributeDataType::Boolean | AttributeDataType::DateTime => {
            LENGTH
        }
    };
    if length > longest {
        let reason = format!("String must be no longer than {longest} characters");
        return invalid(name, reason);
    }
    match attribute.kind {
        AttributeDataType::String => {
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
        "preferred_username" if pool.alias_attributes().contains(&name) => {
            let address = || reads_as_address(pool, "Preferred username", value);
            match broken_rule(value).or_else(address) {
                Some(reason) => invalid(name, reason),
                None => Ok(attribute),
            }
        }
        "birthdate" if !is_date(value) => invalid(name, "Value must be a date, as in 2006-01-02"),
        _ => Ok(attribute),
    }
}

/// Whether this is a day of the calendar, `YYYY-MM-DD`.
fn is_date(text: &str) -> bool {
    text.len() == 10 && text.parse::<jiff::civil::Date>().is_ok()
}

/// Whether this is a point in time: RFC 3339, a date, or seconds since the epoch.
fn is_date_time(text: &str) -> bool {
    text.parse::<jiff::Timestamp>().is_ok() || is_date(text) || text.parse::<i64>().is_ok()
}
