//! What a client's branding gives its pages: logo, layout and style.
//!
//! Owns how stored branding becomes what a page is drawn with, and where its logo is served. Must not know what may stand
//! in a theme or a style sheet: that is `theme`'s. What is stored is judged again whenever it is read, so that branding
//! that was damaged, or written by another version, costs its bad parts and never a page.

mod client_branding;
mod files;

pub(crate) use client_branding::{Brands, ClientBranding};
pub(crate) use files::routes;
