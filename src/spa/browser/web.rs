//! The browser, by the bindings of js-sys and web-sys.

use crate::error::{BoxedRefusal, Code};
use alloc::{string::String, vec, vec::Vec};
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use web_sys::UrlSearchParams;

// By their names in the global scope: web-sys reaches each through `Window`, with one more binding.
#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = crypto, js_name = getRandomValues)]
    fn get_random_values(bytes: &mut [u8]) -> Result<(), JsValue>;
    #[wasm_bindgen(catch, js_namespace = sessionStorage, js_name = getItem)]
    fn get_item(key: &str) -> Result<Option<String>, JsValue>;
    #[wasm_bindgen(catch, js_namespace = sessionStorage, js_name = setItem)]
    fn set_item(key: &str, value: &str) -> Result<(), JsValue>;
    #[wasm_bindgen(catch, js_namespace = sessionStorage, js_name = removeItem)]
    fn remove_item(key: &str) -> Result<(), JsValue>;
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
    get_random_values(&mut bytes).map_err(|_| Code::InvalidOptions)?;
    Ok(bytes)
}

fn blocked(_: JsValue) -> BoxedRefusal {
    Code::StorageUnavailable.into()
}

/// The value that sessionStorage has under `key`.
pub(crate) fn stored(key: &str) -> Result<Option<String>, BoxedRefusal> {
    get_item(key).map_err(blocked)
}

/// Puts `value` into sessionStorage.
pub(crate) fn store(key: &str, value: &str) -> Result<(), BoxedRefusal> {
    set_item(key, value).map_err(blocked)
}

/// Takes `key` out of sessionStorage.
pub(crate) fn forget(key: &str) -> Result<(), BoxedRefusal> {
    remove_item(key).map_err(blocked)
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
