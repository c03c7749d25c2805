//! Text messages through a webhook.
//!
//! **Shape** `POST` of JSON `{"to": "+…", "body": "…"}`; any 2xx means taken, 4xx (but 408 and 429) means never, anything
//! else means later.

use super::{DeliveryError, MessageText};
use crate::egress::{Call, Egress, Error, Limits};
use crate::settings::Sms;
use http::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use http::{HeaderMap, Method, StatusCode};
use url::Url;

/// How much of an answer is read: its status is all that counts.
const ANSWER_BYTES: usize = 64 * 1024;

/// A webhook.
pub(super) struct Webhook {
    url: Url,
    egress: Egress,
    authorization: Option<HeaderValue>,
}

impl Webhook {
    /// Prepares the client; connects to nothing yet.
    pub(super) fn new(settings: &Sms) -> Result<Self, String> {
        let authorization = match &settings.authorization {
            Some(value) => {
                let mut value = HeaderValue::from_str(value.expose()).map_err(|_| {
                    "`sms.authorization` holds characters that no header may".to_owned()
                })?;
                value.set_sensitive(true);
                Some(value)
            }
            None => None,
        };
        let limits = Limits {
            timeout: settings.timeout,
            answer_bytes: ANSWER_BYTES,
        };
        let egress = Egress::to_operator(limits, None).map_err(|error| {
            format!("the client of `sms.webhook_url` cannot be prepared: {error}")
        })?;
        Ok(Self {
            url: settings.webhook_url.clone(),
            egress,
            authorization,
        })
    }

    /// Hands one message to the webhook.
    pub(super) async fn send(&self, message: &MessageText) -> Result<(), DeliveryError> {
        let body = serde_json::json!({"to": message.to, "body": message.text.expose()});
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        if let Some(authorization) = &self.authorization {
            headers.insert(AUTHORIZATION, authorization.clone());
        }
        let call = Call {
            method: Method::POST,
            url: self.url.to_string(),
            headers,
            body: body.to_string().into_bytes(),
        };
        let answer = self.egress.send(call).await.map_err(|error| {
            let what = match error {
                Error::Timeout => "did not answer in time",
                Error::NotAllowed | Error::Unreachable(_) => "cannot be reached",
            };
            DeliveryError::Later(format!("the SMS webhook {what}"))
        })?;
        let status = answer.status;
        let passing = [StatusCode::REQUEST_TIMEOUT, StatusCode::TOO_MANY_REQUESTS];
        if status.is_success() {
            Ok(())
        } else if status.is_client_error() && !passing.contains(&status) {
            Err(DeliveryError::Never(format!(
                "the SMS webhook refused it with {status}"
            )))
        } else {
            Err(DeliveryError::Later(format!(
                "the SMS webhook answered {status}"
            )))
        }
    }
}
