//! base64url without padding, as JOSE and PKCE write bytes.
//!
//! The browser's `btoa` and `atob` know neither this alphabet nor bytes, and forgive much: what must be done before and after
//! them is more code than this.
//!
//! **Source** RFC 4648 §5, RFC 7515 §2 and appendix C.

use alloc::{string::String, vec::Vec};

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// The text of `bytes`.
pub(crate) fn encode(bytes: &[u8]) -> String {
    let mut text = String::new();
    let mut bits = 0_u32;
    let mut count = 0;
    for byte in bytes {
        bits = bits << 8 | u32::from(*byte);
        count += 8;
        while count >= 6 {
            count -= 6;
            text.push(letter(bits >> count));
        }
    }
    if count > 0 {
        text.push(letter(bits << (6 - count)));
    }
    text
}

/// The character of the last six bits.
fn letter(bits: u32) -> char {
    char::from(ALPHABET[bits as usize % ALPHABET.len()])
}

/// The bytes of `text`; `None` for padding, foreign characters, and a last character with bits that say nothing: each byte
/// string has one text only.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut bits = 0;
    let mut count = 0;
    for byte in text.bytes() {
        let place = ALPHABET.iter().position(|letter| *letter == byte)?;
        bits = bits << 6 | place;
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
            bits &= (1 << count) - 1;
        }
    }
    (count < 6 && bits == 0).then_some(bytes)
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
