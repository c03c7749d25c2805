//! The one door to the browser for what needs no waiting: its clock, its randomness, its sessionStorage, and what it knows of
//! base64url and forms. What it knows of JSON is in `json`.
//!
//! What needs waiting is an `Action` of a flow, which npm/browser.js carries out. Where there is no browser, which is where the
//! native tests run, `native.rs` stands in; tests/clients/spa.test.mjs holds the packed package to the same tables.

#[cfg(not(target_arch = "wasm32"))]
mod native;
#[cfg(target_arch = "wasm32")]
mod web;

#[cfg(not(target_arch = "wasm32"))]
pub(crate) use native::*;
#[cfg(target_arch = "wasm32")]
pub(crate) use web::*;

#[cfg(test)]
mod tests {
    use super::base64url;

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
            assert_eq!(base64url::encode(bytes), text);
            assert_eq!(base64url::decode(text).as_deref(), Some(bytes));
        }
    }

    #[test]
    fn one_text_for_each_byte_string() {
        for text in [
            "Zg==", "Zm8=", "Zh", "Zm9", "A", "AAAAA", "Zm+v", "Zm/v", "Zm 9", "Zm\n", "é",
        ] {
            assert_eq!(base64url::decode(text), None, "{text}");
        }
    }

    #[test]
    fn every_length_comes_back() {
        let bytes: Vec<u8> = (0..=255).collect();
        for length in 0..bytes.len() {
            assert_eq!(
                base64url::decode(&base64url::encode(&bytes[..length])).as_deref(),
                Some(&bytes[..length])
            );
        }
    }
}
