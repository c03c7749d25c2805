//! The one loop that sends forms: it posts the fields that the browser would post, and draws the page that comes back.
//!
//! It knows no form and no field. What it cannot read it leaves to the browser: a redirect is followed, and a page of
//! ours that the history returns to is loaded anew, so that nothing is ever sent twice.

use crate::{
    browser::{AllTexts, read},
    render_context::{PageState, SubmitFailure},
    screens,
    words::Words,
};
use gloo_net::http::{Request, Response};
use leptos::{
    ev::{self, SubmitEvent},
    prelude::*,
    task::spawn_local,
};
use std::{rc::Rc, sync::Arc, time::Duration};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{BroadcastChannel, Element, FormData, HtmlElement, HtmlFormElement, UrlSearchParams};
use wire::{
    screen::{Page, Reply, Screen},
    text::Text,
};

/// How long a request may take before a spinner says so.
const PATIENCE: Duration = Duration::from_millis(300);
/// The channel on which the tabs of this origin say that somebody has signed in.
const SIGNED_IN: &str = "signed-in";

/// Listens to every form of the page, to the history, and to other tabs.
pub(crate) fn listen(state: PageState, all_texts: Rc<AllTexts>) {
    let tabs = BroadcastChannel::new(SIGNED_IN).ok();
    if let Some(tabs) = &tabs {
        let heard = wasm_bindgen::closure::Closure::<dyn Fn()>::new(move || {
            // Only where that is what this tab is for: the server then says who is signed in, and goes on.
            if state.current.with_untracked(|current| current.signs_in) {
                reload();
            }
        });
        tabs.set_onmessage(Some(heard.as_ref().unchecked_ref()));
        heard.forget();
    }
    window_event_listener(ev::popstate, |_| reload());
    window_event_listener(ev::submit, move |event| {
        let Some(form) = event
            .target()
            .and_then(|form| form.dyn_into::<HtmlFormElement>().ok())
        else {
            return;
        };
        // What its button sends elsewhere is the browser's own business, and no place for a password.
        if event
            .submitter()
            .is_some_and(|button| button.has_attribute("formaction"))
        {
            if let Ok(Some(password)) = form.query_selector("[autocomplete$=password]") {
                drop(password.set_attribute("disabled", ""));
            }
            return;
        }
        event.prevent_default();
        if form.has_attribute("aria-busy") {
            return;
        }
        state.revealed.set(false);
        state.submit_error.set(None);
        let (all_texts, tabs) = (all_texts.clone(), tabs.clone());
        let working = state
            .current
            .with_untracked(|current| current.words.text(Text::Working).to_owned());
        // At once: another click may come before anything that waits for its turn.
        let button = event.submitter();
        let body = fields(&form, &event);
        let pending = begin(&form, button.as_ref(), state, working);
        spawn_local(async move {
            let outcome = post(&form, body).await;
            let words = match &outcome {
                Ok(Reply::Page(_)) => all_texts.words().await,
                Ok(Reply::Location(_)) | Err(_) => None,
            };
            if let Some(pending) = pending {
                pending.clear();
            }
            state.status.set(String::new());
            match outcome {
                Ok(Reply::Page(page)) => match words {
                    Some(words) => show(state, words, *page),
                    None => load(&page),
                },
                Ok(Reply::Location(url)) => {
                    if let Some(tabs) = tabs.filter(|_| !url.starts_with('/')) {
                        drop(tabs.post_message(&JsValue::NULL));
                    }
                    drop(window().location().assign(&url));
                }
                Err(error) => {
                    end(&form, button.as_ref());
                    state.submit_error.set(Some(error));
                }
            }
        });
    });
}

/// The fields as the browser itself would send them, the pressed button's among them.
fn fields(form: &HtmlFormElement, event: &SubmitEvent) -> Option<UrlSearchParams> {
    let data = FormData::new_with_form(form).ok()?;
    let fields = UrlSearchParams::new_with_str_sequence_sequence(&data).ok()?;
    if let Some(button) = event.submitter()
        && let (Some(name), Some(value)) =
            (button.get_attribute("name"), button.get_attribute("value"))
    {
        fields.append(&name, &value);
    }
    Some(fields)
}

/// Posts `body` to the form's own address.
async fn post(
    form: &HtmlFormElement,
    body: Option<UrlSearchParams>,
) -> Result<Reply, SubmitFailure> {
    let action = form.get_attribute("action").unwrap_or_default();
    let request = Request::post(&action)
        .header("Accept", "application/json")
        .body(body);
    let response = request
        .map_err(|_| SubmitFailure::Network)?
        .send()
        .await
        .map_err(|_| SubmitFailure::Network)?;
    if response.redirected() {
        return Ok(Reply::Location(response.url()));
    }
    answer(response).await
}

async fn answer(response: Response) -> Result<Reply, SubmitFailure> {
    // What was typed stays: the same form can be sent again in a moment.
    if matches!(response.status(), 429 | 503) {
        return Err(SubmitFailure::Busy);
    }
    let text = response.text().await.map_err(|_| SubmitFailure::Network)?;
    read(&text).ok_or(SubmitFailure::Network)
}

/// Marks form and button as busy; the spinner comes when the answer is slow.
fn begin(
    form: &HtmlFormElement,
    button: Option<&HtmlElement>,
    state: PageState,
    working: String,
) -> Option<TimeoutHandle> {
    drop(form.set_attribute("aria-busy", "true"));
    let button = button.cloned();
    if let Some(button) = &button {
        drop(button.set_attribute("aria-busy", "true"));
    }
    let slow = move || {
        state.status.set(working);
        if let Some(holder) = button.and_then(|button| button.parent_element()) {
            drop(holder.set_attribute("data-pending", ""));
        }
    };
    set_timeout_with_handle(slow, PATIENCE).ok()
}

/// Makes form and button ready for another try.
fn end(form: &HtmlFormElement, button: Option<&HtmlElement>) {
    drop(form.remove_attribute("aria-busy"));
    if let Some(button) = button {
        drop(button.remove_attribute("aria-busy"));
        if let Some(holder) = button.parent_element() {
            drop(holder.remove_attribute("data-pending"));
        }
    }
}

/// Draws `page`, gives it its place in the history and its title, and moves the focus to its heading.
fn show(state: PageState, words: Arc<Words>, page: Page) {
    let address = address(&page);
    let location = window().location();
    let here = format!(
        "{}{}",
        location.pathname().unwrap_or_default(),
        location.search().unwrap_or_default()
    );
    // An error stands where the form stood: loading that anew is what starts again.
    if here != address
        && !matches!(page.screen, Screen::Error(_))
        && let Ok(history) = window().history()
    {
        drop(history.push_state_with_url(&JsValue::NULL, "", Some(&address)));
    }
    let number = state.current.with_untracked(|current| current.number + 1);
    let next = screens::current_page(number, page, words);
    let brand = &next.page.frame.brand;
    document().set_title(&next.words.title(&next.head.heading, &brand.name));
    state.current.set(next);
    // After the reactive system has drawn the page, which it does in a microtask.
    set_timeout(
        || {
            let heading = element("h1").and_then(|heading| heading.dyn_into::<HtmlElement>().ok());
            if let Some(heading) = heading {
                drop(heading.focus());
                window().scroll_to_with_x_and_y(0.0, 0.0);
            }
        },
        Duration::ZERO,
    );
}

/// Loads `page` as a whole, where there are no words to draw it with: the server kept it for its address. An error stands
/// where the form stood, and has no address: that page is loaded anew.
fn load(page: &Page) {
    if matches!(page.screen, Screen::Error(_)) {
        reload();
    } else {
        drop(window().location().assign(&address(page)));
    }
}

/// The address at which `page` stands.
fn address(page: &Page) -> String {
    format!("{}{}", page.screen.path(), page.frame.query)
}

fn reload() {
    drop(window().location().reload());
}

fn element(selector: &str) -> Option<Element> {
    document().query_selector(selector).ok().flatten()
}
