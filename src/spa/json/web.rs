//! The browser's own reader of JSON.

use super::Json;
use alloc::vec::Vec;
use js_sys::{Array, Object};
use wasm_bindgen::{JsCast, JsValue};

/// The value of a JSON text.
pub(super) fn value_of(text: &str) -> Option<Json> {
    js_sys::JSON::parse(text).ok().map(json)
}

fn json(value: JsValue) -> Json {
    if let Some(text) = value.as_string() {
        Json::Text(text)
    } else if let Some(number) = value.as_f64() {
        let whole = number as u64;
        if whole < u64::MAX && whole as f64 == number {
            Json::Whole(whole)
        } else {
            Json::Float(number)
        }
    } else if let Some(bool) = value.as_bool() {
        Json::Bool(bool)
    } else if value.is_null() {
        Json::Null
    } else if Array::is_array(&value) {
        Json::List(items(value.unchecked_ref(), json))
    } else {
        let object: &Object = value.unchecked_ref();
        Json::Object(items(Object::entries(object).unchecked_ref(), |entry| {
            let entry: &Array = entry.unchecked_ref();
            (
                entry.get(0).as_string().unwrap_or_default(),
                json(entry.get(1)),
            )
        }))
    }
}

fn items<T>(list: &Array, item: impl Fn(JsValue) -> T) -> Vec<T> {
    let mut items = Vec::new();
    for at in 0..list.length() {
        items.push(item(list.get(at)));
    }
    items
}
