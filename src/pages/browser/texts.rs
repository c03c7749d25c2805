//! All texts of the page's language. A page carries the texts that it can show; the file with all of them comes while the
//! page is used, and must be there before another screen is drawn.

use crate::words::Words;
use gloo_net::http::Request;
use leptos::prelude::*;
use std::{cell::RefCell, sync::Arc, time::Duration};
use web_sys::AbortController;
use wire::text::Text;

/// How long the file may take, before the next page is loaded as a whole instead.
const LIMIT: Duration = Duration::from_secs(8);

/// All texts of a language, once they are needed or there.
pub(crate) struct AllTexts {
    lang: String,
    /// Address of the file.
    url: Option<String>,
    words: RefCell<Option<Arc<Words>>>,
}

impl AllTexts {
    /// Those of the language `lang`, in the file at `url`.
    pub(crate) fn new(lang: String, url: Option<String>) -> Self {
        Self {
            lang,
            url,
            words: RefCell::default(),
        }
    }

    /// All texts; where the file cannot be had now, a later call tries again.
    pub(crate) async fn words(&self) -> Option<Arc<Words>> {
        let words = self.words.borrow().clone();
        if words.is_some() {
            return words;
        }
        let words = Some(Arc::new(Words::all(&self.lang, self.fetch().await?)));
        self.words.borrow_mut().clone_from(&words);
        words
    }

    async fn fetch(&self) -> Option<Vec<String>> {
        let url = self.url.as_deref()?;
        let abort = AbortController::new().ok()?;
        let request = Request::get(url).abort_signal(Some(&abort.signal()));
        let limit = set_timeout_with_handle(move || abort.abort(), LIMIT).ok()?;
        let answer = async { request.send().await?.text().await }.await;
        limit.clear();
        let texts: Vec<String> = super::read(&answer.ok()?)?;
        (texts.len() == Text::ALL.len()).then_some(texts)
    }
}
