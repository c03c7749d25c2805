//! What `browser.rs` is where there is no browser: a clock that moves only when told, a counter for randomness, a map for
//! sessionStorage. For native tests.

use crate::error::{Code, Refused};
use std::{cell::RefCell, collections::BTreeMap};

/// The state of one thread's browser.
#[derive(Default)]
pub(crate) struct Browser {
    /// Milliseconds since 1970.
    pub(crate) now: u64,
    /// sessionStorage.
    pub(crate) stored: BTreeMap<String, String>,
    /// Whether the person forbade storage.
    pub(crate) storage_is_blocked: bool,
    drawn: u8,
}

thread_local! {
    /// This thread's browser.
    pub(crate) static BROWSER: RefCell<Browser> = RefCell::default();
}

fn with<T>(work: impl FnOnce(&mut Browser) -> T) -> T {
    BROWSER.with_borrow_mut(work)
}

fn storage<T>(work: impl FnOnce(&mut BTreeMap<String, String>) -> T) -> Result<T, Refused> {
    with(|browser| {
        if browser.storage_is_blocked {
            Err(Code::StorageUnavailable.into())
        } else {
            Ok(work(&mut browser.stored))
        }
    })
}

/// The time in milliseconds since 1970.
pub(crate) fn now() -> u64 {
    with(|browser| browser.now)
}

/// Bytes that differ from call to call.
pub(crate) fn random(length: usize) -> Vec<u8> {
    with(|browser| {
        browser.drawn = browser.drawn.wrapping_add(1);
        vec![browser.drawn; length]
    })
}

/// What sessionStorage holds under `key`.
pub(crate) fn stored(key: &str) -> Result<Option<String>, Refused> {
    storage(|map| map.get(key).cloned())
}

/// Puts `value` into sessionStorage.
pub(crate) fn store(key: &str, value: &str) -> Result<(), Refused> {
    storage(|map| {
        map.insert(key.to_owned(), value.to_owned());
    })
}

/// Takes `key` out of sessionStorage.
pub(crate) fn forget(key: &str) -> Result<(), Refused> {
    storage(|map| {
        map.remove(key);
    })
}
