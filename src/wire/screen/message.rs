//! What a person can read.

use crate::text::Text;
use serde::{Deserialize, Serialize};

/// A text with its arguments, ready to be put into words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// The text.
    pub text: Text,
    /// Its arguments by placeholder name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub args: Vec<(String, String)>,
}

impl Message {
    /// The text with one argument.
    pub fn with(text: Text, name: &str, value: impl Into<String>) -> Self {
        Self {
            text,
            args: vec![(name.to_owned(), value.into())],
        }
    }
}

impl From<Text> for Message {
    fn from(text: Text) -> Self {
        Self {
            text,
            args: Vec::new(),
        }
    }
}
