//! What a flow asks the browser to do, and what came of it.

use crate::{
    browser::Record,
    token::{Key, UnverifiedToken},
};
use alloc::vec::Vec;

/// What npm/browser.js or npm/index.js does next: `action` names one of its functions, the other fields are that function's
/// arguments. It comes back as an [`ActionResult`].
#[derive(Debug)]
pub(crate) struct Action(pub(crate) Record);

impl Action {
    fn send(url: &str, body: &str, cache: &str, keepalive: &str) -> Self {
        Self(Record::new(&[
            ("action", "send"),
            ("url", url),
            ("body", body),
            ("cache", cache),
            ("keepalive", keepalive),
        ]))
    }

    /// GET: the status of the answer, 0 when none came, and its body. `cache` is `reload` to go past the browser's cache,
    /// or empty.
    pub(crate) fn get(url: &str, cache: &str) -> Self {
        Self::send(url, "", cache, "")
    }

    /// POST of a form, with the same answer.
    pub(crate) fn post(url: &str, body: &str) -> Self {
        Self::send(url, body, "", "")
    }

    /// POST of a form that goes on when the page is left, with the same answer.
    pub(crate) fn post_and_leave(url: &str, body: &str) -> Self {
        Self::send(url, body, "", "1")
    }

    /// 1 and the SHA-256 of `text`.
    pub(crate) fn digest(text: &str) -> Self {
        Self(Record::new(&[("action", "digest"), ("text", text)]))
    }

    /// 1 when `key` made the signature of `token`, and the SHA-256 of the access token.
    pub(crate) fn verify(key: &Key, token: &UnverifiedToken<'_>, access: &str) -> Self {
        Self(Record::new(&[
            ("action", "verify"),
            ("n", &key.n),
            ("e", &key.e),
            ("signature", token.signature),
            ("signed", token.signed),
            ("access", access),
        ]))
    }

    /// The flow has ended: the browser goes to `url`.
    pub(crate) fn leave(url: &str) -> Self {
        Self(Record::new(&[("action", "leave"), ("url", url)]))
    }

    /// The flow has ended, with claims or an access token, and where the app wants to go on; both perhaps empty.
    pub(crate) fn done(result: &str, return_to: &str) -> Self {
        Self(Record::new(&[
            ("action", "done"),
            ("result", result),
            ("returnTo", return_to),
        ]))
    }
}

/// What came of an action.
pub(crate) struct ActionResult {
    /// HTTP status, or 1 for yes and 0 for no.
    pub(crate) status: u16,
    /// Body or hash.
    pub(crate) body: Vec<u8>,
    /// The server's time in milliseconds since 1970; 0 where the answer does not say.
    pub(crate) date: u64,
}

impl ActionResult {
    /// Whether the server cannot answer at this time.
    pub(crate) fn is_unavailable(&self) -> bool {
        matches!(self.status, 0 | 408 | 429 | 500..)
    }
}
