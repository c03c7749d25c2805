//! Functions behind plain HTTP.
//!
//! **Shape** `POST` of the event as JSON. The answer is the event with its `response` filled, with any 2xx status; or, with
//! any status, `{"errorMessage": "…", "errorType": "…"}` without a `response`, as Lambda writes it, to refuse.

use super::answer::{Answer, Said, returned, thrown};
use crate::settings;
use domain::trigger::Outage;
use reqwest::{
    Client, RequestBuilder, StatusCode,
    header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue},
};
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

    pub(super) fn request(&self, client: &Client, body: &str) -> RequestBuilder {
        let request = client
            .post(self.url.clone())
            .header(CONTENT_TYPE, "application/json")
            .body(body.to_owned());
        match &self.authorization {
            Some(authorization) => request.header(AUTHORIZATION, authorization.clone()),
            None => request,
        }
    }
}

/// What the answer says.
pub(super) fn read(answer: &Answer) -> Result<Said, Outage> {
    let body = answer.json();
    let error = body.as_ref().filter(|body| body.get("response").is_none());
    if let Some(thrown) = error.and_then(thrown) {
        return Ok(thrown);
    }
    match answer.status {
        status if status.is_success() => Ok(returned(body)),
        StatusCode::NOT_FOUND => Err(Outage::Missing),
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Err(Outage::Denied),
        StatusCode::TOO_MANY_REQUESTS => Err(Outage::Throttled),
        _ => Err(Outage::Unreachable),
    }
}
