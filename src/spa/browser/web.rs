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

/// The time in milliseconds since 1970.
pub(crate) fn now() -> u64 {
    js_sys::Date::now() as u64
}

/// Random bytes, fit for secrets.
///
/// **Errors** the page has no `crypto`.
pub(crate) fn random(length: usize) -> Result<Vec<u8>, BoxedRefusal> {
    let mut bytes = vec![0; length];
    WINDOW
        .with(Window::crypto)
        .and_then(|crypto| crypto.get_random_values_with_u8_array(&mut bytes))
        .map_err(|_| Code::InvalidOptions)?;
    Ok(bytes)
}

fn storage() -> Result<Storage, BoxedRefusal> {
    let storage = WINDOW.with(Window::session_storage);
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

/// base64 of a text of characters up to U+00FF, which stand for bytes.
pub(crate) fn btoa(binary: &str) -> String {
    WINDOW
        .with(|window| window.btoa(binary))
        .unwrap_or_default()
}

/// What [`btoa`] made this text of; `None` where it is not base64.
pub(crate) fn atob(text: &str) -> Option<String> {
    WINDOW.with(|window| window.atob(text)).ok()
}
