//! A running server as these commands call it: signed, over HTTP.

use super::Target;
use api::protocol;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Uri};
use axum::http::{StatusCode, header};
use domain::brand::Format;
use domain::id::PoolId;
use engine::egress::{self, Answer, Call, Egress, Limits};
use serde_json::Value;
use sigv4::{Request, Signer};
use std::time::Duration;

/// How long one call may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// The largest answer: a theme or a style sheet and what JSON adds to it, or a logo.
const ANSWER_BYTES: usize = 4 * 1024 * 1024;

/// The server of a target.
pub(super) struct Service<'a> {
    target: &'a Target,
    egress: Egress,
    endpoint: String,
}

impl<'a> Service<'a> {
    /// A client of the target's server.
    ///
    /// **Errors** an authority that cannot be read.
    pub(super) fn of(target: &'a Target) -> Result<Self, String> {
        let mut pem = None;
        if let Some(file) = &target.authority {
            let read = std::fs::read(file);
            pem =
                Some(read.map_err(|error| {
                    format!("{} (--ca) cannot be read: {error}.", file.display())
                })?);
        }
        let limits = Limits {
            timeout: PATIENCE,
            answer_bytes: ANSWER_BYTES,
        };
        let egress = Egress::to_operator(limits, pem.as_deref());
        Ok(Self {
            target,
            egress: egress.map_err(|error| match &target.authority {
                Some(file) => format!("{} (--ca) cannot be read: {error}.", file.display()),
                None => format!("HTTP cannot be spoken: {error}."),
            })?,
            endpoint: target.endpoint.trim_end_matches('/').to_owned(),
        })
    }

    /// Calls an operation for the target's pool and client.
    ///
    /// **Errors** what the server answers instead, or why it does not.
    pub(super) async fn call(
        &self,
        service: &protocol::Service,
        operation: &str,
        mut body: serde_json::Map<String, Value>,
    ) -> Result<Value, String> {
        body.insert("UserPoolId".to_owned(), self.target.pool.clone().into());
        if let Some(client) = &self.target.client {
            body.insert("ClientId".to_owned(), client.clone().into());
        }
        let body = Value::Object(body).to_string();
        let wrong = || format!("{} (--endpoint) is no address.", self.target.endpoint);
        let uri: Uri = format!("{}/", self.endpoint).parse().map_err(|_| wrong())?;
        let mut headers = HeaderMap::new();
        let authority = uri.authority().ok_or_else(wrong)?.as_str();
        let target = service.info.target(operation).unwrap_or_default();
        for (name, value) in [
            ("host", authority),
            ("content-type", "application/x-amz-json-1.1"),
            ("x-amz-target", &target),
        ] {
            let value = HeaderValue::from_str(value).map_err(|_| wrong())?;
            headers.insert(HeaderName::from_static(name), value);
        }
        let pool = PoolId::from(self.target.pool.as_str());
        let signer = Signer {
            access_key_id: &self.target.access_key_id,
            secret: self.target.secret_access_key.expose(),
            session_token: None,
            region: pool.region(),
            service: service.info.signing_name,
        };
        let request = Request::new(&Method::POST, &uri, &headers, body.as_bytes());
        let signature = signer.sign(&request, self.target.clock.now().seconds());
        for (name, value) in [
            ("x-amz-date", signature.date),
            ("authorization", signature.authorization),
        ] {
            let value = HeaderValue::try_from(value)
                .map_err(|_| "The access key id holds letters that no header may.".to_owned())?;
            headers.insert(HeaderName::from_static(name), value);
        }
        let call = Call {
            method: Method::POST,
            url: uri.to_string(),
            headers,
            body: body.into_bytes(),
        };
        let Answer { status, body, .. } = self.send(call).await?;
        let text = body.unwrap_or_default();
        let value: Value = serde_json::from_slice(&text).unwrap_or_default();
        if status == StatusCode::OK {
            return Ok(value);
        }
        let part = |name: &str| value[name].as_str().unwrap_or_default();
        match part("__type") {
            "" => Err(format!(
                "{} answered {status} and is no Loggia, or an older one.",
                self.target.endpoint
            )),
            kind => Err(format!("{operation}: {kind}: {}", part("message"))),
        }
    }

    /// Fetches the logo that `ImageUrl` names, from the server that is spoken to.
    ///
    /// **Errors** why there is none.
    pub(super) async fn logo(&self, url: &str) -> Result<(Format, Vec<u8>), String> {
        let path = url.splitn(4, '/').nth(3).unwrap_or_default();
        let at = format!("{}/{path}", self.endpoint);
        let call = Call {
            method: Method::GET,
            url: at.clone(),
            headers: HeaderMap::new(),
            body: Vec::new(),
        };
        let answer = self.send(call).await?;
        let media = answer.headers.get(header::CONTENT_TYPE);
        let mut formats = [Format::Png, Format::Jpeg].into_iter();
        let format = formats.find(|format| media.is_some_and(|media| media == format.media_type()));
        match (answer.status, format, answer.body) {
            (StatusCode::OK, Some(format), Some(bytes)) => Ok((format, bytes)),
            (status, _, _) => Err(format!("The logo is not at {at}: {status}.")),
        }
    }

    async fn send(&self, call: Call) -> Result<Answer, String> {
        let answer = self.egress.send(call).await;
        answer.map_err(|error| self.unreachable(&error))
    }

    /// Why the server does not answer: what is wrong with its address, name or certificate.
    fn unreachable(&self, error: &egress::Error) -> String {
        format!(
            "{} (--endpoint) does not answer: {error}.",
            self.target.endpoint
        )
    }
}
