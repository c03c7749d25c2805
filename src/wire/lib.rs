//! What Loggia's browser code and its server say to each other.
//!
//! Owns: the routes, the screens and their samples, the names of challenges and their answers, the ids of texts,
//! the theme tokens, the words of OAuth and PKCE. Must not know: HTTP, Leptos, storage, or how a decision is made.
//!
//! The feature `screens` is for pages and server. `spa` does without, and without the standard library.

#![cfg_attr(not(feature = "screens"), no_std)]

#[cfg(feature = "screens")]
pub mod challenge;
pub mod oauth;
pub mod pkce;
pub mod route;
#[cfg(feature = "screens")]
pub mod sample;
#[cfg(feature = "screens")]
pub mod screen;
#[cfg(feature = "screens")]
pub mod text;
#[cfg(feature = "screens")]
pub mod theme;
