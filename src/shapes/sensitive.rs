//! Text that no log and no Debug output may show.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::ops::Deref;
use subtle::ConstantTimeEq;

/// Text the service model marks as sensitive: a password, a token, a user name, an attribute's value.
///
/// It is written to the wire as the plain text; Debug prints `***`, and there is no Display.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Sensitive(String);

impl Sensitive {
    /// Marks text as sensitive.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text itself, owned.
    pub fn into_inner(self) -> String {
        self.0
    }
}

impl fmt::Debug for Sensitive {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

impl Deref for Sensitive {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for Sensitive {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl From<String> for Sensitive {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&str> for Sensitive {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<Sensitive> for String {
    fn from(text: Sensitive) -> Self {
        text.0
    }
}

/// In a time that does not depend on where they differ.
impl PartialEq for Sensitive {
    fn eq(&self, other: &Self) -> bool {
        self.0.as_bytes().ct_eq(other.0.as_bytes()).into()
    }
}

impl Eq for Sensitive {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_is_on_the_wire_and_not_in_debug() {
        let secret = Sensitive::from("hunter2");
        assert_eq!(format!("{secret:?} {:?}", Some(&secret)), "*** Some(***)");
        assert_eq!(
            serde_json::to_string(&secret).expect("text is always JSON"),
            "\"hunter2\""
        );
        assert_eq!(secret, Sensitive::from("hunter2"));
        assert_ne!(secret, Sensitive::from("hunter3"));
        assert_eq!(secret.into_inner(), "hunter2");
    }
}
