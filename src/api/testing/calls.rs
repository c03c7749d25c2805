//! Calls as they come over the wire, each held against what its operation says of the audit log.

use super::{CallResult, World};
use crate::protocol::Audit;
use axum::{
    body::{Body, to_bytes},
    http::{Request, StatusCode},
};
use serde_json::Value;
use tower::ServiceExt;

impl World {
    /// Calls an operation, signed where it must be; gives the status too.
    pub async fn send(&self, operation: &str, body: Vec<u8>) -> (StatusCode, Value) {
        let (service, info, target) = crate::SERVICES
            .iter()
            .find_map(|service| {
                let info = service.info.operation(operation)?;
                Some((service, info, service.info.target(operation)?))
            })
            .expect("an operation of a JSON service");
        let mut request = Request::post("/")
            .header("host", "localhost")
            .header("content-type", "application/x-amz-json-1.1")
            .header("x-amz-target", &target);
        if info.signed {
            let (date, authorization) = self.signature(service.info.signing_name, &target, &body);
            request = request
                .header("x-amz-date", date)
                .header("authorization", authorization);
        }
        let request = request
            .body(Body::from(body))
            .expect("the request is sound");
        let answer = crate::routes()
            .with_state(self.app.clone())
            .oneshot(request)
            .await
            .expect("the router answers");
        let (status, headers) = (answer.status(), answer.headers().clone());
        assert_eq!(headers["content-type"], "application/x-amz-json-1.1");
        assert_eq!(headers["access-control-allow-origin"], "*");
        let body = to_bytes(answer.into_body(), usize::MAX)
            .await
            .expect("the body arrives");
        let value = if body.is_empty() {
            Value::Null
        } else {
            serde_json::from_slice(&body).expect("the answer is JSON")
        };
        assert_eq!(
            body.is_empty(),
            status == StatusCode::OK && info.empty_body,
            "{operation}: {value}"
        );
        if status != StatusCode::OK {
            let kind = value["__type"].as_str().expect("a refusal says its type");
            assert_eq!(headers["x-amzn-errortype"], format!("{kind}:"));
            assert!(value["message"].is_string(), "a refusal says why: {value}");
        }
        (status, value)
    }

    /// Calls an operation with a JSON body.
    pub async fn call(&self, operation: &str, body: Value) -> CallResult {
        let before = self.recorded(operation).await;
        let (status, value) = self.send(operation, body.to_string().into_bytes()).await;
        let text = |name: &str| value[name].as_str().unwrap_or_default().to_owned();
        match status {
            StatusCode::OK => {
                self.check_record(operation, before).await;
                Ok(value)
            }
            StatusCode::BAD_REQUEST => Err((
                text("__type").trim_end_matches("Exception").to_owned(),
                text("message"),
            )),
            other => panic!("{operation} answered {other}: {value}"),
        }
    }

    /// How many calls of this operation the audit log has.
    async fn recorded(&self, operation: &str) -> usize {
        let entries = store::audit::latest(&self.app.store, None, u32::MAX).await;
        let entries = entries.unwrap_or_default().into_iter();
        entries.filter(|entry| entry.action == operation).count()
    }

    /// Checks that an answered call is in the audit log if its operation says so, and else that it is not.
    async fn check_record(&self, operation: &str, before: usize) {
        let mut services = crate::SERVICES.iter();
        let entry = services.find_map(|service| service.operation(operation));
        let is_recorded = match entry.expect("an operation that answers").audit {
            Audit::Unrecorded => false,
            Audit::Recorded(_) => true,
        };
        let after = self.recorded(operation).await;
        assert_eq!(after > before, is_recorded, "the record of {operation}");
    }
}
