//! Where a code went.

use serde::{Deserialize, Serialize};

/// How a code travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Medium {
    /// By e-mail.
    Email,
    /// By text message.
    Sms,
}

/// Where a code went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// The medium by which it was sent.
    pub medium: Medium,
    /// The masked address, such as `a***@e***`.
    pub destination: String,
}
