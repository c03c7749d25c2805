//! Bringing the page to life in the browser.

use crate::{
    app::App,
    browser::{AllTexts, read},
    form_loop, node,
    render_context::PageState,
    screens,
    words::Words,
};
use leptos::{prelude::*, task::spawn_local};
use std::{rc::Rc, sync::Arc};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;
use wire::screen::Load;

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
    let words = Arc::new(Words::some(&load.lang, load.texts));
    let all_texts = Rc::new(AllTexts::new(load.lang, load.all_texts));
    node::hydrate(root.clone(), {
        let all_texts = all_texts.clone();
        move || {
            let state = PageState::new(screens::current_page(0, load.page, words));
            form_loop::listen(state, all_texts);
            view! { <App state/> }
        }
    });
    // The document asked for the file already: here it is taken.
    spawn_local(async move {
        all_texts.words().await;
    });
    drop(root.set_attribute("data-hydrated", ""));
}
