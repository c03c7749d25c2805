//! What may be a name: the form of user names, and of attributes that count as names.

use super::{
    address::EMAIL_BYTES,
    characters::{OF_NAMES, may_be_in_a_name},
};
use crate::{
    pool::Pool,
    refusal::{self, Refusal},
};
use icu_normalizer::ComposingNormalizerBorrowed;

/// The longest user name.
///
/// **Units** UTF-16 code units, as the service model counts. **Source** `UsernameType`.
const USERNAME_LENGTH: usize = 128;

/// The rule of user names that this text breaks, in Cognito's words.
pub(crate) fn broken_rule(name: &str) -> Option<String> {
    if name.encode_utf16().count() > USERNAME_LENGTH {
        let rule = "Member must have length less than or equal to";
        return Some(format!("{rule} {USERNAME_LENGTH}"));
    }
    let rule = "Member must satisfy regular expression pattern:";
    (!may_be_in_a_name(name)).then(|| format!("{rule} {}", OF_NAMES.model))
}

/// The refusal of a user name that breaks this rule.
pub(crate) fn malformed(rule: &str) -> Refusal {
    refusal::Username::Invalid(format!(
        "1 validation error detected: Value at 'username' failed to satisfy constraint: {rule}"
    ))
    .into()
}

/// Checks that what was typed as a name is no longer than any name is, and without control characters: to be asked
/// before anything else is done with it.
///
/// **Errors** [`refusal::Username::Invalid`].
pub fn check_typed_name(name: &str) -> Result<(), Refusal> {
    let is_short = name.len() <= EMAIL_BYTES || name.encode_utf16().count() <= USERNAME_LENGTH;
    match broken_rule(name) {
        Some(rule) if !is_short || name.chars().any(char::is_control) => Err(malformed(&rule)),
        Some(_) | None => Ok(()),
    }
}

/// Why a name that a person chooses would be taken for somebody's address in this pool, where addresses are aliases, by
/// whoever reads it; `None` if it would not. `name` is what the name is called.
pub(crate) fn reads_as_address(pool: &Pool, name: &str, value: &str) -> Option<String> {
    // Wide and other forms of a letter are read as the letter.
    let value = ComposingNormalizerBorrowed::new_nfkc().normalize(value);
    let aliases = pool.alias_attributes();
    let format = if aliases.contains(&"email") && reads_as_email(&value) {
        "email"
    } else if aliases.contains(&"phone_number") && reads_as_phone_number(&value) {
        "phone number"
    } else {
        return None;
    };
    Some(format!(
        "{name} cannot be of {format} format, since user pool is configured for {format} alias."
    ))
}

/// Whether something is at something, though no message may reach it.
fn reads_as_email(text: &str) -> bool {
    text.rsplit_once('@')
        .is_some_and(|(mailbox, domain)| !mailbox.is_empty() && !domain.is_empty())
}

/// Whether this is a plus sign and digits, however they are grouped.
fn reads_as_phone_number(text: &str) -> bool {
    let Some(number) = text.strip_prefix('+') else {
        return false;
    };
    number.contains(|c: char| c.is_ascii_digit()) && !number.contains(|c: char| c.is_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::alice;
    use shapes::idp;

    #[test]
    fn a_name_has_a_length_and_visible_characters() {
        let check = |name: &str, is_sound: bool| {
            assert_eq!(broken_rule(name).is_none(), is_sound, "{name:?}");
        };
        check("ada", true);
        check("Zoë", true);
        check("ada@example.com", true);
        check("日本", true);
        check(&"x".repeat(128), true);
        check(&"x".repeat(129), false);
        check(&"😀".repeat(64), true);
        check(&"😀".repeat(65), false);
        for name in [
            "",
            "a b",
            "a\u{a0}b",
            "admin\u{200b}",
            "\u{202e}nimda",
            "a\u{0}",
            "a\n",
            "a\u{feff}",
        ] {
            check(name, false);
        }
    }

    #[test]
    fn a_typed_name_is_refused_only_if_nobody_can_have_it() {
        let check = |name: &str, may_be: bool| {
            assert_eq!(check_typed_name(name).is_ok(), may_be, "{name:?}");
        };
        check("ada", true);
        check("a b", true);
        check(&"x".repeat(254), true);
        check(&"日".repeat(128), true);
        check(&"x".repeat(255), false);
        check(&"日".repeat(129), false);
        check(&"x".repeat(131_072), false);
        check("a\u{0}", false);
        check(&"\u{1}".repeat(254), false);
    }

    #[test]
    fn what_reads_as_an_address_is_known_in_every_form() {
        let mut pool = alice::pool();
        let check = |pool: &Pool, value: &str, expect: Option<&str>| {
            let reason = reads_as_address(pool, "Name", value);
            let expect = expect.map(|format| {
                format!("Name cannot be of {format} format, since user pool is configured for {format} alias.")
            });
            assert_eq!(reason, expect, "{value}");
        };
        pool.settings.alias_attributes = Some(vec![
            idp::AliasAttributeType::PreferredUsername,
            idp::AliasAttributeType::Email,
        ]);
        for email in [
            "ada@example.com",
            "ADA@EXAMPLE.COM",
            "ada@example.com.",
            "\"ada\"@example.com",
            "ada\u{ff20}example.com",
            "\u{212a}@example.com",
        ] {
            check(&pool, email, Some("email"));
        }
        for name in ["ada", "@ada", "ada@", "+12065550100"] {
            check(&pool, name, None);
        }
        pool.settings.alias_attributes = Some(vec![idp::AliasAttributeType::PhoneNumber]);
        for number in ["+12065550100", "+1(206)555-0100", "\u{ff0b}\u{ff11}206"] {
            check(&pool, number, Some("phone number"));
        }
        for name in ["+", "+ada", "+1st", "12065550100", "ada@example.com"] {
            check(&pool, name, None);
        }
    }
}
