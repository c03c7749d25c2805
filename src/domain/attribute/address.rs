//! The forms of addresses: e-mail addresses and phone numbers.

use super::characters::{can_be_seen, may_be_in_a_name};

/// The longest e-mail address.
///
/// **Units** bytes. **Source** RFC 5321 §4.5.3.1.3, without the brackets of a path.
pub(super) const EMAIL_BYTES: usize = 254;

/// Whether this is an e-mail address to which a message can be sent: dot-atoms, in any script, of characters that can be
/// seen, and no quoting.
///
/// **Source** RFC 5321 §4.1.2 without quoted local parts; RFC 6531 for letters beyond ASCII; RFC 8264 §9.13 for the
/// characters that are left out of an identifier because nobody sees them.
pub fn is_email(text: &str) -> bool {
    let Some((mailbox, domain)) = text.rsplit_once('@') else {
        return false;
    };
    let atoms = |part: &str, extra: &str| {
        let allowed = |c: char| {
            c.is_ascii_alphanumeric() || extra.contains(c) || (!c.is_ascii() && can_be_seen(c))
        };
        part.split('.')
            .all(|atom| !atom.is_empty() && atom.chars().all(allowed))
    };
    mailbox.len() <= 64
        && text.len() <= EMAIL_BYTES
        && atoms(mailbox, "!#$%&'*+-/=?^_`{|}~")
        && atoms(domain, "-")
        && (text.is_ascii() || may_be_in_a_name(text))
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
        email("उपयोगकर्ता@उदाहरण.भारत", true);
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
            "a\u{200b}@b.example",
            "a@b.example\u{202e}",
            "a\u{2066}b@b.example",
            "a\u{ad}@b.example",
            "a@b\u{feff}.example",
            "a\u{3164}@b.example",
            "a\u{fe0f}@b.example",
            "a\u{34f}@b.example",
            "a\u{e0061}@b.example",
            "a\u{e000}@b.example",
            "a\u{2028}@b.example",
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
