//! Constructed style sheets: exchanged in one call, and no concern of a Content-Security-Policy.

use crate::ui::browser;
use js_sys::{Array, Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Document;

/// A style sheet made by script.
#[derive(Debug, Clone)]
pub(crate) struct Constructed(JsValue);

impl Constructed {
    /// An empty sheet for `document`, which takes sheets of its own window only.
    pub(crate) fn of(document: &Document) -> Option<Self> {
        let window = browser::get(document, "defaultView");
        let class: Function = browser::get(&window, "CSSStyleSheet").dyn_into().ok()?;
        Reflect::construct(&class, &Array::new()).ok().map(Self)
    }

    /// Lets the sheet hold in its document, after those that hold already.
    pub(crate) fn adopt(&self, document: &Document) {
        let name = "adoptedStyleSheets".into();
        let sheets = Array::from(&browser::get(document, "adoptedStyleSheets"));
        sheets.push(&self.0);
        drop(Reflect::set(document, &name, &sheets));
    }

    /// Exchanges its text.
    pub(crate) fn replace(&self, text: &str) {
        if let Ok(replace) = browser::get(&self.0, "replaceSync").dyn_into::<Function>() {
            drop(replace.call1(&self.0, &text.into()));
        }
    }
}
