//! Functions behind plain HTTP.
//!
//! **Shape** `POST` of the event as JSON. The answer is the event with its `response` filled, with any 2xx status; or, with
//! any status, `{"errorMessage": "…", "errorType": "…"}` without a `response`, as Lambda writes it, to refuse.

use super::answer::{Answer, Said, returned, thrown};
use crate::egress::Call;
use crate::settings;
use domain::refusal::TriggerFault;
use http::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use http::{HeaderMap, Method, StatusCode};
use url::Url;

/// Where events are posted.
pub(super) struct Endpoint {
    url: Url,
    authorization: Option<HeaderValue>,
}

impl Endpoint {
    pub(super) fn new(url: &Url, settings: &settings::Triggers) -> Result<Self, String> {
        let header = |value: &domain::secret::Secret| {
            let mut value = HeaderValue::from_str(value.expose()).map_err(|_| {
                "`triggers.authorization` holds characters that no header may".to_owned()
            })?;
            value.set_sensitive(true);
            Ok::<_, String>(value)
        };
        Ok(Self {
            url: url.clone(),
            authorization: settings.authorization.as_ref().map(header).transpose()?,
        })
    }

    /// The call that posts an event.
    pub(super) fn call(&self, body: &str) -> Call {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        if let Some(authorization) = &self.authorization {
            headers.insert(AUTHORIZATION, authorization.clone());
        }
        Call {
            method: Method::POST,
            url: self.url.to_string(),
            headers,
            body: body.as_bytes().to_vec(),
        }
    }
}

/// What the answer says.
pub(super) fn read(answer: &Answer) -> Result<Said, TriggerFault> {
    let body = answer.json();
    let error = body.as_ref().filter(|body| body.get("response").is_none());
    if let Some(thrown) = error.and_then(thrown) {
        return Ok(thrown);
    }
    match answer.status {
        status if status.is_success() => Ok(returned(body)),
        StatusCode::NOT_FOUND => Err(TriggerFault::Missing),
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Err(TriggerFault::Denied),
        StatusCode::TOO_MANY_REQUESTS => Err(TriggerFault::Throttled),
        _ => Err(TriggerFault::Unreachable),
    }
}
