//! The one door to the browser for what needs no waiting: its clock, its randomness, its sessionStorage.
//!
//! What needs waiting is a `Need` of a flow, which npm/browser.js fulfils.

use crate::error::{Code, Refused};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = Date, js_name = now)]
    fn date_now() -> f64;
    #[wasm_bindgen(js_namespace = crypto, js_name = getRandomValues)]
    fn get_random_values(bytes: &mut [u8]);
    #[wasm_bindgen(catch, js_namespace = sessionStorage, js_name = getItem)]
    fn get_item(key: &str) -> Result<Option<String>, JsValue>;
    #[wasm_bindgen(catch, js_namespace = sessionStorage, js_name = setItem)]
    fn set_item(key: &str, value: &str) -> Result<(), JsValue>;
    #[wasm_bindgen(catch, js_namespace = sessionStorage, js_name = removeItem)]
    fn remove_item(key: &str) -> Result<(), JsValue>;
}

/// The time in milliseconds since 1970.
pub(crate) fn now() -> u64 {
    date_now() as u64
}

/// Random bytes, fit for secrets.
pub(crate) fn random(length: usize) -> Vec<u8> {
    let mut bytes = vec![0; length];
    get_random_values(&mut bytes);
    bytes
}

/// What sessionStorage holds under `key`.
pub(crate) fn stored(key: &str) -> Result<Option<String>, Refused> {
    get_item(key).map_err(no_storage)
}

/// Puts `value` into sessionStorage.
pub(crate) fn store(key: &str, value: &str) -> Result<(), Refused> {
    set_item(key, value).map_err(no_storage)
}

/// Takes `key` out of sessionStorage.
pub(crate) fn forget(key: &str) -> Result<(), Refused> {
    remove_item(key).map_err(no_storage)
}

fn no_storage(_: JsValue) -> Refused {
    Code::StorageUnavailable.into()
}
