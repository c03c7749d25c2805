//! What a brand may change about the pages, judged once: the server that keeps a theme and the studio that edits it
//! read, check and write it with this code.
//!
//! Two kinds of input, both of strangers: the design tokens of a `theme.json` ([`Theme::read`], which never fails: what
//! is wrong falls to its default and is named) and the classic style sheet of `SetUICustomization` ([`css::check`],
//! which takes all of it or none). Neither is ever passed on: what leaves is written anew from what was understood.
//!
//! It knows no store, no HTTP and no browser, and the hosted pages do not link it.

#![forbid(unsafe_code)]

mod contrast;
pub mod css;
mod derive;
mod hex;
mod json;
mod oklch;
mod paint;
mod problem;
mod properties;
mod read;
mod role;
pub mod schema;
mod setting;
mod settings;
mod side;
mod theme;
mod tokens;

pub use contrast::{Pair, contrast};
pub use oklch::{NotAColor, Oklch};
pub use problem::{MOST_PROBLEMS, Problem, Severity};
pub use read::LONGEST_DOCUMENT;
pub use role::Role;
pub use schema::SCHEMA;
pub use setting::{Background, Choice, Density, Font, Mode, Radius};
pub use settings::{SETTINGS, Setting};
pub use side::{Scheme, Side};
pub use theme::Theme;
pub use tokens::{COLORS, Color};
pub use wire::theme::Layout;
