//! What the package uses of the browser without waiting: clock, randomness, sessionStorage and forms. JSON is in `json`.
//!
//! What needs waiting is an `Action` of a flow, which npm/browser.js carries out. Where there is no browser, which is where the
//! native tests run, `native.rs` stands in; tests/clients/spa.test.mjs holds the packed package to the same tables.

#[cfg(not(target_arch = "wasm32"))]
mod native;
#[cfg(target_arch = "wasm32")]
mod web;

#[cfg(not(target_arch = "wasm32"))]
pub(crate) use native::*;
#[cfg(target_arch = "wasm32")]
pub(crate) use web::*;
