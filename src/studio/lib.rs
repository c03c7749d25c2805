//! The designer's preview: every hosted page in every state, and a theme that is edited beside it.
//!
//! Owns the editing of a draft and how it is looked at. Must not know how a page is drawn (`pages`) or what a theme may
//! say (`theme`): it shows what those say. It runs in the browser without any server; publishing needs one.
//!
//! Feature `csr` is the studio itself (`start`); without it there is what needs no browser, so that it is tested natively.

#![cfg_attr(
    feature = "csr",
    allow(
        unreachable_pub,
        missing_docs,
        reason = "the component macro of Leptos writes a public type for the properties of each"
    )
)]

pub mod archive;
pub mod css;
pub mod draft;
pub mod history;
pub mod layout;
pub mod published;
pub mod signature;
pub mod token;
pub mod upload;

#[cfg(feature = "csr")]
mod ui;

/// Opens the studio in the document of this window.
#[cfg(feature = "csr")]
pub fn start() {
    leptos::mount::mount_to_body(ui::App);
}
