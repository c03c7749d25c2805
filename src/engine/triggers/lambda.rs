//! Functions behind the Lambda Invoke API of any endpoint.
//!
//! **Shape** `POST <endpoint>/2015-03-31/functions/<ARN>/invocations`, signed with SigV4; the event is the body, the
//! function's result the answer. `X-Amz-Function-Error` marks an error object.
//!
//! **Source** Lambda API reference, "Invoke".

use super::answer::{Answer, Said, returned, thrown};
use crate::egress::Call;
use crate::settings;
use domain::{refusal::TriggerFault, time::Timestamp};
use http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

/// A function behind an endpoint.
pub(super) struct Endpoint {
    url: String,
    uri: Uri,
    host: HeaderValue,
    key: settings::AccessKey,
    region: String,
}

impl Endpoint {
    /// The function with this ARN.
    pub(super) fn new(
        arn: &str,
        endpoint: &url::Url,
        settings: &settings::Triggers,
    ) -> Result<Self, String> {
        let name = utf8_percent_encode(arn, NON_ALPHANUMERIC);
        let path = format!("/2015-03-31/functions/{name}/invocations");
        let own = arn.split(':').nth(3).unwrap_or_default().to_owned();
        let host = match (endpoint.host_str().unwrap_or_default(), endpoint.port()) {
            (host, Some(port)) => format!("{host}:{port}"),
            (host, None) => host.to_owned(),
        };
        let wrong = || format!("`triggers.{arn}` cannot be called: its endpoint is no address");
        let key = settings.access_key.clone().ok_or_else(|| {
            format!("`triggers.{arn}` cannot be called: `triggers.access_key_id` is not set")
        })?;
        Ok(Self {
            url: format!("{}{path}", endpoint.as_str().trim_end_matches('/')),
            uri: path.parse().map_err(|_| wrong())?,
            host: HeaderValue::from_str(&host).map_err(|_| wrong())?,
            key,
            region: settings.region.clone().unwrap_or(own),
        })
    }

    /// The signed call.
    pub(super) fn call(&self, body: &str, now: Timestamp) -> Result<Call, TriggerFault> {
        let mut headers = HeaderMap::new();
        let json = HeaderValue::from_static("application/json");
        headers.insert(header::CONTENT_TYPE, json);
        headers.insert(header::HOST, self.host.clone());
        let request = sigv4::Request::new(&Method::POST, &self.uri, &headers, body.as_bytes());
        let signer = sigv4::Signer {
            access_key_id: &self.key.id,
            secret: self.key.secret.expose(),
            session_token: None,
            region: &self.region,
            service: "lambda",
        };
        let signed = signer.sign(&request, now.seconds());
        // The connection says the host itself.
        headers.remove(header::HOST);
        let value =
            |text: String| HeaderValue::from_str(&text).map_err(|_| TriggerFault::Unreachable);
        headers.insert("x-amz-date", value(signed.date)?);
        headers.insert(header::AUTHORIZATION, value(signed.authorization)?);
        Ok(Call {
            method: Method::POST,
            url: self.url.clone(),
            headers,
            body: body.as_bytes().to_vec(),
        })
    }
}

/// What the answer says.
pub(super) fn read(answer: &Answer) -> Result<Said, TriggerFault> {
    match (answer.status, &answer.function_error) {
        (status, Some(kind)) if status.is_success() => {
            let error = answer.json().unwrap_or_default();
            Ok(thrown(&error).unwrap_or_else(|| Said::Thrown(kind.clone())))
        }
        (status, None) if status.is_success() => Ok(returned(answer.json())),
        (StatusCode::NOT_FOUND, _) => Err(TriggerFault::Missing),
        (StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN, _) => Err(TriggerFault::Denied),
        (StatusCode::TOO_MANY_REQUESTS, _) => Err(TriggerFault::Throttled),
        _ => Err(TriggerFault::Unreachable),
    }
}
