//! Pages for looking at: drawn into any document of this origin, where they ask for nothing.

use crate::{app::App, node::IntoNode, render_context::PageState, screens, words::Texts};
use leptos::{mount::mount_to, prelude::*};
use std::{any::Any, sync::Arc};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};
use wire::screen::{Page, Screen};

/// A page that is drawn; it is gone when this is dropped.
#[must_use = "the page is gone when this is dropped"]
pub struct Preview {
    _mounted: Box<dyn Any>,
}

/// Draws `page` below `root`, which may stand in the document of a frame.
///
/// **Shape**: what a browser shows once it has brought the page to life, except that no field asks for the focus, no
/// countdown runs, and no form is sent by script: the document that holds `root` has to keep its forms from being sent.
pub fn preview(root: &Element, page: &Page, texts: Texts<'_>) -> Preview {
    let words = Arc::new(texts.words());
    let page = page.clone();
    // An element of another document is no instance of this window's classes.
    let root: HtmlElement = root.clone().unchecked_into();
    let mounted = mount_to(root.clone(), move || {
        // A later page of a tab: the first one is where fields ask for the focus.
        let state = PageState::new(screens::current_page(1, page, words));
        view! { <App state/> }.into_node()
    });
    drop(root.set_attribute("data-hydrated", ""));
    Preview {
        _mounted: Box::new(mounted),
    }
}

/// The heading of a screen in words.
pub fn heading(screen: &Screen, texts: Texts<'_>) -> String {
    texts.words().say(&screens::head(screen).heading)
}
