//! The clipboard, where the browser lets a page write to it.
//!
//! **Source** W3C "Clipboard API and events". Only secure contexts have it, and a person may have refused it.

use js_sys::Reflect;
use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen::JsValue;

/// Writes `text` and says whether that went well; where not, the element `id` is selected for the person to copy.
pub(crate) fn write(text: &str, id: &'static str, on_done: impl FnOnce(bool) + 'static) {
    let navigator = window().navigator();
    let there = Reflect::has(&navigator, &JsValue::from_str("clipboard")).unwrap_or_default();
    let written = there.then(|| navigator.clipboard().write_text(text));
    spawn_local(async move {
        let success = match written {
            Some(written) => written.await.is_ok(),
            None => false,
        };
        if !success
            && let Some(element) = document().get_element_by_id(id)
            && let Ok(Some(selection)) = window().get_selection()
        {
            drop(selection.select_all_children(&element));
        }
        on_done(success);
    });
}
