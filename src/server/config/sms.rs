//! `[sms]`: how text messages leave.

use super::{
    parse,
    reader::{Reader, secret},
};
use domain::secret::Secret;
use std::time::Duration;
use url::Url;

/// A webhook that sends text messages.
#[derive(Debug, Clone)]
pub struct Sms {
    /// Where each message is posted, as JSON `{"to", "body"}`.
    pub webhook_url: Url,
    /// The complete value of the `Authorization` header, if it asks for one.
    pub authorization: Option<Secret>,
    /// The longest one call may take.
    pub timeout: Duration,
}

impl Sms {
    pub(super) fn read(reader: &mut Reader) -> Option<Self> {
        let webhook_url = reader.optional("sms.webhook_url", parse::web);
        let authorization = reader.secret("sms.authorization", secret);
        let timeout = reader.value("sms.timeout_seconds", "10", parse::seconds(1..=120));
        Some(Self {
            webhook_url: webhook_url?,
            authorization,
            timeout,
        })
    }
}
