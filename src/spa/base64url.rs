//! base64url without padding, as JOSE and PKCE write bytes.
//!
//! **Source** RFC 4648 §5, RFC 7515 §2 and appendix C.

use crate::browser;
use alloc::{string::String, vec::Vec};

/// The text of `bytes`.
pub(crate) fn encode(bytes: &[u8]) -> String {
    let mut binary = String::new();
    for byte in bytes {
        binary.push(char::from(*byte));
    }
    let mut text = String::new();
    for letter in browser::btoa(&binary).chars() {
        match letter {
            '+' => text.push('-'),
            '/' => text.push('_'),
            '=' => {}
            letter => text.push(letter),
        }
    }
    text
}

/// The bytes of `text`; `None` for padding, foreign characters, and a last character with bits that say nothing: each byte
/// string has one text only.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    let mut base64 = String::new();
    for letter in text.chars() {
        base64.push(match letter {
            '-' => '+',
            '_' => '/',
            letter => letter,
        });
    }
    let mut bytes = Vec::new();
    for letter in browser::atob(&base64)?.chars() {
        bytes.push(letter as u8);
    }
    // `atob` forgives what is not canonical.
    (encode(&bytes) == text).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};

    #[test]
    fn the_examples_of_the_rfcs() {
        for (bytes, text) in [
            (&b""[..], ""),
            (b"f", "Zg"),
            (b"fo", "Zm8"),
            (b"foo", "Zm9v"),
            (b"foob", "Zm9vYg"),
            (&[3, 236, 255, 224, 193], "A-z_4ME"),
        ] {
            assert_eq!(encode(bytes), text);
            assert_eq!(decode(text).as_deref(), Some(bytes));
        }
    }

    #[test]
    fn one_text_for_each_byte_string() {
        for text in [
            "Zg==", "Zm8=", "Zh", "Zm9", "A", "AAAAA", "Zm+v", "Zm/v", "Zm 9", "Zm\n", "é",
        ] {
            assert_eq!(decode(text), None, "{text}");
        }
    }

    #[test]
    fn every_length_comes_back() {
        let bytes: Vec<u8> = (0..=255).collect();
        for length in 0..bytes.len() {
            let text = encode(&bytes[..length]);
            assert_eq!(text, BASE64_URL_SAFE_NO_PAD.encode(&bytes[..length]));
            assert_eq!(decode(&text).as_deref(), Some(&bytes[..length]));
        }
    }
}
