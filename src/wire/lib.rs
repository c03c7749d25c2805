//! What Loggia's browser code and its server say to each other.
//!
//! Owns: the routes, the screens and their samples, the names of challenges and their answers, the ids of texts,
//! the theme tokens, the words of OAuth and PKCE. Must not know: HTTP, Leptos, storage, or how a decision is made.

pub mod challenge;
pub mod oauth;
pub mod pkce;
pub mod route;
pub mod sample;
pub mod screen;
pub mod text;
pub mod theme;
