//! The hosted pages: every screen of `wire::screen`, drawn by the same code on the server and in the browser.
//!
//! Owns: the markup, the words of each language, and what a page does by itself in the browser. Must not know: axum,
//! storage, or any decision; a screen is a function of its value. Every step is a form that works without script.
//! Feature `ssr` is the server's side ([`render`]), `hydrate` the browser's (`start`), `csr` the studio's (`preview`).

#[expect(
    unreachable_pub,
    reason = "`#[component]` makes the props of a private component public"
)]
mod app;
#[expect(
    unreachable_pub,
    reason = "`#[component]` makes the props of a private component public"
)]
mod components;
mod head;
mod node;
#[expect(
    unreachable_pub,
    reason = "`#[component]` makes the props of a private component public"
)]
mod render_context;
#[expect(
    unreachable_pub,
    reason = "`#[component]` makes the props of a private component public"
)]
mod screens;
mod words;

#[cfg(feature = "ssr")]
mod document;
#[cfg(any(feature = "ssr", feature = "csr"))]
pub mod locale;
#[cfg(feature = "ssr")]
pub use document::{Boot, render, title};

#[cfg(any(feature = "ssr", feature = "csr"))]
pub use words::Texts;

#[cfg(feature = "csr")]
mod preview;
#[cfg(feature = "csr")]
pub use preview::{Preview, heading, preview};

#[cfg(feature = "hydrate")]
mod browser;
#[cfg(feature = "hydrate")]
mod form_loop;
#[cfg(feature = "hydrate")]
mod start;
#[cfg(feature = "hydrate")]
pub use start::start;
