//! What a page holds that asks whose account it is about.

use super::{Identifier, Message};
use serde::{Deserialize, Serialize};

/// An identifier that is asked for alone. Posts `username`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Whose {
    /// What may be typed.
    pub identifier: Identifier,
    /// What was typed.
    pub username: String,
    /// The alert above the form.
    pub alert: Option<Message>,
    /// What is wrong with the identifier.
    pub username_error: Option<Message>,
}

impl Whose {
    /// With nothing said.
    pub const fn new(identifier: Identifier, username: String) -> Self {
        Self {
            identifier,
            username,
            alert: None,
            username_error: None,
        }
    }
}
