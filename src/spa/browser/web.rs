//! The browser, by the bindings of js-sys and web-sys.

use crate::error::{BoxedRefusal, Code};
use alloc::{string::String, vec, vec::Vec};
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use web_sys::{Storage, UrlSearchParams, Window};

#[wasm_bindgen]
extern "C" {
    /// What stands in the global scope. `web_sys::window` looks for it in four places, which is 0.3 KB of the package.
    #[wasm_bindgen(thread_local_v2, js_name = globalThis)]
    static WINDOW: Window;
}

fn window() -> Window {
    WINDOW.with(Clone::clone)
}

/// The time in milliseconds since 1970.
pub(crate) fn now() -> u64 {
    js_sys::Date::now() as u64
}

/// Random bytes, fit for secrets.
///
/// **Errors** the page has no `crypto`.
pub(crate) fn random(length: usize) -> Result<Vec<u8>, BoxedRefusal> {
    let mut bytes = vec![0; length];
    window()
        .crypto()
        .and_then(|crypto| crypto.get_random_values_with_u8_array(&mut bytes))
        .map_err(|_| Code::InvalidOptions)?;
    Ok(bytes)
}

fn storage() -> Result<Storage, BoxedRefusal> {
    let storage = window().session_storage();
    storage.ok().flatten().ok_or_else(|| blocked(JsValue::NULL))
}

fn blocked(_: JsValue) -> BoxedRefusal {
    Code::StorageUnavailable.into()
}

/// The value that sessionStorage has under `key`.
pub(crate) fn stored(key: &str) -> Result<Option<String>, BoxedRefusal> {
    storage()?.get_item(key).map_err(blocked)
}

/// Puts `value` into sessionStorage.
pub(crate) fn store(key: &str, value: &str) -> Result<(), BoxedRefusal> {
    storage()?.set_item(key, value).map_err(blocked)
}

/// Takes `key` out of sessionStorage.
pub(crate) fn forget(key: &str) -> Result<(), BoxedRefusal> {
    storage()?.remove_item(key).map_err(blocked)
}

/// base64url without padding, as JOSE and PKCE write bytes.
///
/// **Source** RFC 4648 §5, RFC 7515 §2 and appendix C.
pub(crate) mod base64url {
    use super::window;
    use alloc::{string::String, vec::Vec};

    fn swap(text: &str, from: &[u8; 2], to: &[u8; 2]) -> String {
        let mut swapped = String::new();
        for byte in text.bytes() {
            let place = from.iter().position(|from| *from == byte);
            let byte = place.and_then(|place| to.get(place)).unwrap_or(&byte);
            swapped.push(char::from(*byte));
        }
        swapped
    }

    /// The text of `bytes`.
    pub(crate) fn encode(bytes: &[u8]) -> String {
        let mut binary = String::new();
        for byte in bytes {
            binary.push(char::from(*byte));
        }
        // `btoa` refuses characters beyond U+00FF only.
        let text = window().btoa(&binary).unwrap_or_default();
        swap(text.trim_end_matches('='), b"+/", b"-_")
    }

    /// The bytes of `text`; `None` for padding, foreign characters, and a last character with bits that say nothing: each
    /// byte string has one text only.
    pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
        let binary = window().atob(&swap(text, b"-_", b"+/")).ok()?;
        let mut bytes = Vec::new();
        for letter in binary.chars() {
            bytes.push(letter as u8);
        }
        // `atob` forgives what is not canonical.
        (encode(&bytes) == text).then_some(bytes)
    }
}

/// Names and values: what goes out to the scripts, and `application/x-www-form-urlencoded`.
///
/// **Source** WHATWG URL §5.
#[derive(Debug)]
pub(crate) struct Record(UrlSearchParams);

impl Record {
    /// With these names and values; an empty value is left out.
    pub(crate) fn new(fields: &[(&str, &str)]) -> Self {
        let record = Self::read("");
        for (name, value) in fields {
            if !value.is_empty() {
                record.0.append(name, value);
            }
        }
        record
    }

    /// Reads a form.
    pub(crate) fn read(form: &str) -> Self {
        // The constructor throws for what is not a string only.
        let record = UrlSearchParams::new_with_str(form);
        Self(record.unwrap_or_else(|never| never.unchecked_into()))
    }

    /// The first value of `name`; where it is not UTF-8, U+FFFD stands in it.
    pub(crate) fn get(&self, name: &str) -> Option<String> {
        self.0.get(name)
    }

    /// The form.
    pub(crate) fn form(&self) -> String {
        self.0.to_string().into()
    }
}

impl From<Record> for JsValue {
    fn from(record: Record) -> Self {
        record.0.into()
    }
}
