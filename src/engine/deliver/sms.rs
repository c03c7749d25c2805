//! Text messages through a webhook.
//!
//! **Shape** `POST` of JSON `{"to": "+…", "body": "…"}`; any 2xx means taken, 4xx (but 408 and 429) means never, anything
//! else means later.

use super::{Failure, Rendered};
use crate::settings::Sms;
use reqwest::header::{AUTHORIZATION, HeaderValue};
use reqwest::{Client, StatusCode, redirect};
use url::Url;

/// A webhook.
pub(super) struct Webhook {
    url: Url,
    client: Client,
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
        let client = Client::builder()
            .timeout(settings.timeout)
            .redirect(redirect::Policy::none())
            .build()
            .map_err(|error| {
                format!("the client of `sms.webhook_url` cannot be prepared: {error}")
            })?;
        Ok(Self {
            url: settings.webhook_url.clone(),
            client,
            authorization,
        })
    }

    /// Hands one message to the webhook.
    pub(super) async fn send(&self, message: &Rendered) -> Result<(), Failure> {
        let body = serde_json::json!({"to": message.to, "body": message.text.expose()});
        let mut request = self.client.post(self.url.clone()).json(&body);
        if let Some(authorization) = &self.authorization {
            request = request.header(AUTHORIZATION, authorization.clone());
        }
        // The error's text would hold the URL, and a webhook's URL may hold a token.
        let answer = request.send().await.map_err(|error| {
            let what = if error.is_timeout() {
                "did not answer in time"
            } else {
                "cannot be reached"
            };
            Failure::Later(format!("the SMS webhook {what}"))
        })?;
        let status = answer.status();
        let passing = [StatusCode::REQUEST_TIMEOUT, StatusCode::TOO_MANY_REQUESTS];
        if status.is_success() {
            Ok(())
        } else if status.is_client_error() && !passing.contains(&status) {
            Err(Failure::Never(format!(
                "the SMS webhook refused it with {status}"
            )))
        } else {
            Err(Failure::Later(format!("the SMS webhook answered {status}")))
        }
    }
}
