//! AWS JSON 1.1: one `POST /`, the operation named by `X-Amz-Target`.
//!
//! **Source** AWS JSON 1.1 protocol.

use super::{Call, Fault, Service, explain, receive, refuse, reply};
use crate::{
    api::{SERVICES, perform},
    app::App,
    http::RouteClass,
};
use axum::{extract::Request, http::HeaderMap, response::Response};
use shapes::{Decode, OperationInfo, Protocol, exception};

const CONTENT_TYPE: &str = "application/x-amz-json-1.1";

/// Answers a request.
pub(super) async fn answer(app: &App, request: Request) -> Response {
    let (service, operation) = match find(request.headers()) {
        Ok(found) => found,
        Err(fault) => return crate::api::error(&fault),
    };
    let (parts, body) = request.into_parts();
    let answered = match receive(body).await {
        Ok(body) => perform(app, service, operation, &parts, Call::of_body(body)).await,
        Err(fault) => Err(fault),
    };
    let mut response = match answered {
        Ok(body) => reply(200, CONTENT_TYPE, body),
        Err(fault) => error(service, &fault),
    };
    response.extensions_mut().insert(RouteClass(operation.name));
    response
}

/// The answer to a fault of this service.
pub(in crate::api) fn error(service: &Service, fault: &Fault) -> Response {
    let (exception, message) = explain(service, fault);
    let body = serde_json::json!({ "__type": exception.name, "message": message });
    let body = body.to_string().into_bytes();
    refuse(fault, exception, &message, CONTENT_TYPE, body)
}

/// The request of an operation, read from a body.
pub(in crate::api) fn read<T: Decode>(call: &Call) -> Result<T, Fault> {
    Ok(shapes::decode(&call.body)?)
}

fn unknown_operation() -> Fault {
    Fault::Protocol(
        exception::UNKNOWN_OPERATION,
        "Unknown operation: X-Amz-Target names no operation of this service.".into(),
    )
}

/// The operation that the headers name.
///
/// **Errors** UnknownOperationException.
pub(in crate::api) fn find(
    headers: &HeaderMap,
) -> Result<(&'static Service, &'static OperationInfo), Fault> {
    let target = headers.get("x-amz-target");
    let target = target.and_then(|value| value.to_str().ok());
    let (prefix, operation) = target
        .and_then(|target| target.split_once('.'))
        .ok_or_else(unknown_operation)?;
    let mut services = SERVICES.iter();
    let service = services.find(|service| match service.info.protocol {
        Protocol::Json { target } => target == prefix,
        Protocol::RestJson | Protocol::Query { .. } => false,
    });
    let service = *service.ok_or_else(unknown_operation)?;
    let operation = service.info.operation(operation);
    Ok((service, operation.ok_or_else(unknown_operation)?))
}
