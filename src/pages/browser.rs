//! Bringing the page to life in the browser.

pub(crate) mod clipboard;
mod json;
pub(crate) mod one_time_code;

use crate::{app::App, form_loop, node, render_context::PageState, words::Words};
use leptos::prelude::*;
use std::sync::Arc;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;
use wire::screen::Load;

pub(crate) use json::{Read, Reader, field, read};

/// Hydrates `#app` with what the data block says; does nothing where either is missing or foreign.
///
/// Styles and tests wait for the attribute `data-hydrated`: what acts only by script is not shown before.
pub fn start() {
    let root = document()
        .get_element_by_id("app")
        .and_then(|root| root.dyn_into::<HtmlElement>().ok());
    let data = document()
        .get_element_by_id("data")
        .and_then(|data| data.text_content());
    let (Some(root), Some(load)) = (root, data.and_then(|data| read::<Load>(&data))) else {
        return;
    };
    let words = Arc::new(Words::of(&load));
    node::hydrate(root.clone(), {
        let words = words.clone();
        move || {
            let state = PageState::new(load.page);
            form_loop::listen(state, words.clone());
            view! { <App words state/> }
        }
    });
    drop(root.set_attribute("data-hydrated", ""));
}
