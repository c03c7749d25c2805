//! The brand of an app client as the pages draw it.

use serde::{Deserialize, Serialize};

/// What names an app client on its pages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Brand {
    /// The name people read: the app client's name.
    pub name: String,
    /// The logo, if the client has one; without it the pages draw Loggia's mark beside the name.
    pub logo: Option<Logo>,
    /// Where the form stands.
    pub layout: Layout,
}

/// Where the form stands in a wide window; a narrow one has room for one column only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Layout {
    /// On a card in the middle.
    #[default]
    Centered,
    /// Beside a panel in the accent, which holds the app's name.
    Split,
}

/// A logo with its stored size, so that its box is reserved before it loads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Logo {
    /// Where it is served from: a path on this origin.
    pub src: String,
    /// Its width in CSS pixels: the intrinsic one, or what fits into the box of a logo.
    pub width: u32,
    /// Its height in CSS pixels, in proportion.
    pub height: u32,
}
