//! The few things of the browser that Leptos has no words for.

use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, BlobPropertyBag, Element, Event, EventTarget, HtmlAnchorElement, HtmlElement, Storage,
    Url,
};

/// A store of the browser for texts of this page.
#[derive(Debug, Clone, Copy)]
pub(crate) enum TextStorage {
    /// Until somebody clears it.
    Browser,
    /// Until this window is closed.
    Window,
}

impl TextStorage {
    fn storage(self) -> Option<Storage> {
        let storage = match self {
            Self::Browser => window().local_storage(),
            Self::Window => window().session_storage(),
        };
        // A browser that keeps nothing for this page throws.
        storage.ok().flatten()
    }

    /// The text under `key`.
    pub(crate) fn get(self, key: &str) -> Option<String> {
        self.storage()?.get_item(key).ok().flatten()
    }

    /// Stores `text` under `key`; whether the browser let us.
    pub(crate) fn set(self, key: &str, text: &str) -> bool {
        let storage = self.storage();
        storage.is_some_and(|storage| storage.set_item(key, text).is_ok())
    }
}

/// Takes `#<name>=<value>` out of the address, so that it is neither shown nor in the history.
pub(crate) fn take_fragment(name: &str) -> Option<String> {
    let location = window().location();
    let hash = location.hash().ok()?;
    let value = hash.strip_prefix('#')?.strip_prefix(name)?;
    let value = value.strip_prefix('=')?.to_owned();
    let history = window().history().ok()?;
    let path = location.pathname().ok()?;
    drop(history.replace_state_with_url(&JsValue::NULL, "", Some(&path)));
    Some(value)
}

/// Offers `bytes` as a file; whether the browser took it.
pub(crate) fn download(name: &str, kind: &str, bytes: &[u8]) -> bool {
    let options = BlobPropertyBag::new();
    options.set_type(kind);
    let parts = js_sys::Array::of1(&js_sys::Uint8Array::from(bytes));
    let blob = Blob::new_with_u8_array_sequence_and_options(&parts, &options);
    let Ok(url) = blob.and_then(|blob| Url::create_object_url_with_blob(&blob)) else {
        return false;
    };
    let link = document().create_element("a");
    let is_taken = link.is_ok();
    if let Ok(link) = link {
        let link: HtmlAnchorElement = link.unchecked_into();
        link.set_href(&url);
        link.set_download(name);
        link.click();
    }
    drop(Url::revoke_object_url(&url));
    is_taken
}

/// The bytes of a file.
pub(crate) async fn bytes(file: &Blob) -> Option<Vec<u8>> {
    let buffer = JsFuture::from(file.array_buffer()).await.ok()?;
    Some(js_sys::Uint8Array::new(&buffer).to_vec())
}

/// A property of a JavaScript value; `undefined` where it has none.
pub(crate) fn get(value: &JsValue, name: &str) -> JsValue {
    js_sys::Reflect::get(value, &name.into()).unwrap_or(JsValue::UNDEFINED)
}

/// A text property of a JavaScript value.
pub(crate) fn text(value: &JsValue, name: &str) -> Option<String> {
    get(value, name).as_string()
}

/// Moves the focus to an element, if it is there.
pub(crate) fn focus(id: &str) {
    if let Some(element) = document().get_element_by_id(id) {
        drop(element.unchecked_into::<HtmlElement>().focus());
    }
}

/// Whether the keyboard is in `element`.
pub(crate) fn has_focus(element: &Element) -> bool {
    document().active_element().as_ref() == Some(element)
}

/// A listener that is removed when it is dropped.
pub(crate) struct Listener {
    target: EventTarget,
    event: &'static str,
    heard: Closure<dyn FnMut(Event)>,
}

impl Listener {
    /// Listens in the capturing phase, before anything in the target hears it.
    pub(crate) fn new(
        target: &EventTarget,
        event: &'static str,
        heard: impl FnMut(Event) + 'static,
    ) -> Self {
        let heard = Closure::new(heard);
        let function = heard.as_ref().unchecked_ref();
        drop(target.add_event_listener_with_callback_and_bool(event, function, true));
        Self {
            target: target.clone(),
            event,
            heard,
        }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let function = self.heard.as_ref().unchecked_ref();
        drop(
            self.target
                .remove_event_listener_with_callback_and_bool(self.event, function, true),
        );
    }
}

/// Calls a method of an object that takes nothing.
pub(crate) fn call(object: &JsValue, method: &str) {
    if let Ok(method) = get(object, method).dyn_into::<js_sys::Function>() {
        drop(method.call0(object));
    }
}
