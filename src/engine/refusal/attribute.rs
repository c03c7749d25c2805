//! The words for refusals of attributes.

use super::words::{Defaults, Place, Words};
use domain::{message::Channel, refusal::Attribute};
use shapes::idp::exception;
use wire::text::Text;

const DEFAULT: Defaults = Defaults::new(exception::INVALID_PARAMETER);

pub(super) fn row(refusal: &Attribute) -> Words {
    match refusal {
        Attribute::Invalid(name, reason) => DEFAULT.at(Place::Attribute, malformed(name)).says(
            format!("Attributes did not conform to the schema: {name}: {reason}"),
        ),
        Attribute::AddressInvalid(Channel::Email) => DEFAULT
            .at(Place::Attribute, Text::BadEmail)
            .says("Invalid email address format."),
        Attribute::AddressInvalid(Channel::Sms) => DEFAULT
            .at(Place::Attribute, Text::BadPhone)
            .says("Invalid phone number format."),
        Attribute::Unknown(names) => {
            let lines = names
                .iter()
                .map(|name| format!("{name}: Attribute does not exist in the schema.\n"));
            let lines: String = lines.collect();
            DEFAULT.says(format!("Attributes did not conform to the schema: {lines}"))
        }
        Attribute::NotWritable(_) => DEFAULT
            .exception(exception::NOT_AUTHORIZED)
            .says("A client attempted to write unauthorized attribute"),
    }
}

fn malformed(name: &str) -> Text {
    match name {
        "email" => Text::BadEmail,
        "phone_number" => Text::BadPhone,
        "birthdate" => Text::BadDate,
        _ => Text::BadValue,
    }
}
