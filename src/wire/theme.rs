//! The brand of an app client as the pages draw it.

use serde::{Deserialize, Serialize};

/// What names an app client on its pages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Brand {
    /// The name people read: the app client's name.
    pub name: String,
    /// The logo, if the client has one; without it the pages draw Loggia's mark beside the name.
    pub logo: Option<Logo>,
}

/// A logo with its stored size, so that its box is reserved before it loads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Logo {
    /// Where it is served from: a path on this origin.
    pub src: String,
    /// Intrinsic width in CSS pixels.
    pub width: u32,
    /// Intrinsic height in CSS pixels.
    pub height: u32,
}
