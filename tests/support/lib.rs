//! What the end-to-end tests stand on: the real program on a free port with an empty store, a browser without script,
//! an API caller, an OAuth client, a mail relay, a webhook and the functions of the example.
//!
//! Knows `loggia` as its users do: by its command line and the wire. Must not know any of its crates.

pub mod browser;
pub mod function;
pub mod html;
pub mod oauth;
pub mod relay;
pub mod server;
pub mod signed;
pub mod webhook;

pub use browser::{Browser, Page};
pub use oauth::{Tokens, claims};
pub use server::{Answer, Folder, Loggia, Setup};

use std::sync::atomic::{AtomicU32, Ordering};

/// A password that every policy here accepts.
pub const PASSWORD: &str = "Correct-Horse-1!";

/// An address that nobody else uses in this run.
pub fn fresh_address() -> String {
    format!("person{}@example.com", count())
}

/// A number that nobody else has in this run.
pub(crate) fn count() -> u32 {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    COUNT.fetch_add(1, Ordering::Relaxed)
}
