//! The event of one call of a function: what the decision asks for and the change to call it afterwards carry.

use crate::id::ClientId;
use serde_json::Value;
use std::collections::BTreeMap;

/// `ClientMetadata` or `ValidationData`: text by key that a caller passes to functions. Neither checked nor stored.
pub type Metadata = BTreeMap<String, String>;

/// One call of a function: the function and its event.
#[derive(Clone, PartialEq)]
pub struct Event {
    /// The trigger's name in messages: `PreSignUp`.
    pub trigger: &'static str,
    /// The function's ARN.
    pub function: String,
    /// The event's version: `1`, `2` or `3`.
    pub version: &'static str,
    /// `triggerSource`.
    pub source: &'static str,
    /// `userName`.
    pub username: String,
    /// The app client; `None` when an administrator acts.
    pub client: Option<ClientId>,
    /// `request`.
    pub request: Value,
    /// `response`, with the keys that the function may fill.
    pub response: Value,
}

/// Without request and response, which may hold secrets of users.
impl std::fmt::Debug for Event {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Event")
            .field("source", &self.source)
            .field("function", &self.function)
            .field("client", &self.client)
            .finish_non_exhaustive()
    }
}
