//! The form that asks for an identifier alone.

use super::{Identifier, Message};
use serde::{Deserialize, Serialize};

/// The form of a page that asks whose account it is about. Posts `username`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdentifierForm {
    /// What may be typed.
    pub identifier: Identifier,
    /// What was typed.
    pub username: String,
    /// The alert above the form.
    pub alert: Option<Message>,
    /// What is wrong with the identifier.
    pub username_error: Option<Message>,
}

impl IdentifierForm {
    /// A form with this identifier, without an alert or an error.
    pub const fn new(identifier: Identifier, username: String) -> Self {
        Self {
            identifier,
            username,
            alert: None,
            username_error: None,
        }
    }
}
