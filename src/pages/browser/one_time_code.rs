//! The code of a text message, from browsers that read it when the person allows (WebOTP).
//!
//! **Source** WICG "WebOTP API". Browsers look for the message's last line, `@host #code`, and for this host only.

use js_sys::{JSON, Reflect};
use leptos::{ev, prelude::*, task::spawn_local};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::AbortController;

/// Hands the code of the next text message to `take`; asks no longer as soon as any form of the page is sent.
pub(crate) fn ask(take: impl FnOnce(String) + 'static) {
    if !Reflect::has(&window(), &JsValue::from_str("OTPCredential")).unwrap_or_default() {
        return;
    }
    let Ok(abort) = AbortController::new() else {
        return;
    };
    let Ok(options) = JSON::parse(r#"{"otp":{"transport":["sms"]}}"#) else {
        return;
    };
    drop(Reflect::set(
        &options,
        &JsValue::from_str("signal"),
        &abort.signal(),
    ));
    let credentials = window().navigator().credentials();
    let Ok(answer) = credentials.get_with_options(options.unchecked_ref()) else {
        return;
    };
    let listener = window_event_listener(ev::submit, move |_| abort.abort());
    on_cleanup(move || listener.remove());
    spawn_local(async move {
        // Refused, aborted or never answered: the code is typed then.
        let code = answer.await.ok().and_then(|credential| {
            Reflect::get(&credential, &JsValue::from_str("code"))
                .ok()?
                .as_string()
        });
        if let Some(code) = code {
            take(code);
        }
    });
}
