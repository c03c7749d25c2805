//! Pages for looking at: drawn into any document of this origin, where they ask for nothing.

use crate::{
    app::App,
    node::IntoNode,
    render_context::{CurrentPage, PageState},
    screens,
    words::Words,
};
use leptos::{mount::mount_to, prelude::*};
use std::{any::Any, sync::Arc};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};
use wire::screen::Load;

/// A page that is drawn; it is gone when this is dropped.
#[must_use = "the page is gone when this is dropped"]
pub struct Preview {
    _mounted: Box<dyn Any>,
}

/// Draws `load` below `root`, which may stand in the document of a frame.
///
/// **Shape**: what a browser shows once it has brought the page to life, except that no field asks for the focus, no
/// countdown runs, and no form is sent by script: the document that holds `root` has to keep its forms from being sent.
pub fn preview(root: &Element, load: &Load) -> Preview {
    let words = Arc::new(Words::of(load));
    let page = load.page.clone();
    // An element of another document is no instance of this window's classes.
    let root: HtmlElement = root.clone().unchecked_into();
    let mounted = mount_to(root.clone(), move || {
        let state = PageState::new(page);
        // A later page of a tab: the first one is where fields ask for the focus.
        state.current.update_untracked(|current| {
            *current = CurrentPage {
                number: 1,
                page: current.page.clone(),
            }
        });
        view! { <App words state/> }.into_node()
    });
    drop(root.set_attribute("data-hydrated", ""));
    Preview {
        _mounted: Box::new(mounted),
    }
}

/// The heading of the page, as its words say it.
pub fn heading(load: &Load) -> String {
    Words::of(load).say(&screens::head(&load.page.screen).heading)
}
