//! AWS REST-JSON 1: a method and a path for each operation, its members in path, query string, headers and body.
//!
//! **Source** AWS REST-JSON 1 protocol; the methods and paths are the service models'.

use super::{
    Call, Service, Services, parameters, perform, receive,
    reply::{explain, refuse, reply, with_cors},
};
use axum::{
    Router,
    extract::{
        FromRef, MatchedPath, RawPathParams, Request, State, rejection::RawPathParamsRejection,
    },
    http::Method,
    response::Response,
    routing::any,
};
use engine::{app::App, fault::Fault, request};
use shapes::{Decode, Exception, OperationInfo, Protocol, RestRequest, exception};
use std::collections::BTreeSet;

const CONTENT_TYPE: &str = "application/json";

fn of_rest(services: Services) -> impl Iterator<Item = &'static Service> {
    let all = services.iter().copied();
    all.filter(|service| service.info.protocol == Protocol::RestJson)
}

/// One route for each path of the services; models and router write labels alike.
pub(super) fn routes<S>(services: Services) -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    App: FromRef<S>,
{
    let answer =
        move |State(app): State<App>,
              path: MatchedPath,
              labels: Result<RawPathParams, RawPathParamsRejection>,
              request: Request| answer(services, app, path, labels, request);
    let operations = of_rest(services).flat_map(|service| service.info.operations);
    let paths: BTreeSet<&str> = operations.map(|operation| operation.http.uri).collect();
    paths.into_iter().fold(Router::new(), |router, path| {
        router.route(path, any(answer))
    })
}

async fn answer(
    services: Services,
    app: App,
    path: MatchedPath,
    labels: Result<RawPathParams, RawPathParamsRejection>,
    request: Request,
) -> Response {
    if request.method() == Method::OPTIONS {
        let methods = "GET, POST, DELETE, OPTIONS";
        return with_cors(request::preflight(request.headers(), methods));
    }
    let (service, operation) = match find(services, path.as_str(), request.method()) {
        Ok(route) => route,
        Err((service, fault)) => return error(service, &fault),
    };
    let (parts, body) = request.into_parts();
    let labels = labels.map_err(|_| {
        let text = "The path of the request is not UTF-8.";
        Fault::Protocol(exception::SERIALIZATION, text.to_owned())
    });
    let call = async {
        let pair = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
        Ok(Call {
            labels: labels?.iter().map(pair).collect(),
            parameters: parameters(parts.uri.query().unwrap_or_default().as_bytes()),
            headers: parts.headers.clone(),
            body: receive(body).await?,
        })
    };
    let result = match call.await {
        Ok(call) => perform(app, service, operation, &parts, call).await,
        Err(fault) => Err(fault),
    };
    let mut response = match result {
        Ok(body) => reply(200, CONTENT_TYPE, body),
        Err(fault) => error(service, &fault),
    };
    response.extensions_mut().insert(service.class(operation));
    response
}

/// The operation at this path with this method.
///
/// **Errors** UnknownOperationException of the service that has the path.
fn find(
    services: Services,
    path: &str,
    method: &Method,
) -> Result<(&'static Service, &'static OperationInfo), (&'static Service, Fault)> {
    let at_path: Vec<_> = of_rest(services)
        .flat_map(|service| {
            let operations = service.info.operations.iter();
            operations.map(move |operation| (service, operation))
        })
        .filter(|(_, operation)| operation.http.uri == path)
        .collect();
    let route = at_path
        .iter()
        .find(|(_, operation)| operation.http.method == method.as_str());
    route.copied().ok_or_else(|| {
        let service = at_path.first().map_or(services[0], |(service, _)| service);
        let text = format!("Unknown operation: there is no {method} at this path.");
        let fault = Fault::Protocol(exception::UNKNOWN_OPERATION, text);
        (service, fault)
    })
}

/// The answer to a fault of this service.
fn error(service: &Service, fault: &Fault) -> Response {
    let (exception, message) = explain(service, fault);
    let exception = own(exception);
    let body = serde_json::json!({ "message": message });
    let body = body.to_string().into_bytes();
    refuse(fault, exception, &message, CONTENT_TYPE, body)
}

/// The exception with the status it has in this protocol, where signatures are 403 and unknown operations 404.
fn own(exception: Exception) -> Exception {
    const FORBIDDEN: &[Exception] = &[
        exception::ACCESS_DENIED,
        exception::EXPIRED_TOKEN,
        exception::INCOMPLETE_SIGNATURE,
        exception::INVALID_SIGNATURE,
        exception::MISSING_AUTHENTICATION_TOKEN,
        exception::UNRECOGNIZED_CLIENT,
    ];
    let status = match exception {
        exception::UNKNOWN_OPERATION => 404,
        other if FORBIDDEN.contains(&other) => 403,
        other => other.status,
    };
    Exception {
        status,
        ..exception
    }
}

/// The request of an operation, read from all its places.
pub(super) fn read<T: Decode>(call: &Call) -> Result<T, Fault> {
    let labels: Vec<_> = call
        .labels
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let headers: Vec<_> = call
        .headers
        .iter()
        .filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?)))
        .collect();
    Ok(shapes::decode_rest(&RestRequest {
        labels: &labels,
        query: &call.parameters,
        headers: &headers,
        body: &call.body,
    })?)
}

#[cfg(test)]
mod tests {
    use crate::{sync::SERVICE, testing::World};
    use axum::{
        body::Body,
        http::{Method, Request, StatusCode},
    };
    use serde_json::{Value, json};

    /// Status, type and message of a refusal.
    async fn error_of(
        world: &World,
        method: Method,
        uri: &str,
        body: &str,
    ) -> (u16, String, String) {
        let (parts, body) = world.ask_signed(&SERVICE, method, uri, &[], body).await;
        assert_eq!(parts.headers["content-type"], "application/json");
        assert_eq!(parts.headers["access-control-allow-origin"], "*");
        let kind = parts.headers["x-amzn-errortype"].to_str().expect("ASCII");
        let body: Value = serde_json::from_str(&body).expect("the answer is JSON");
        let message = body["message"].as_str().expect("a refusal says why");
        assert_eq!(body, json!({ "message": message }));
        (
            parts.status.as_u16(),
            kind.trim_end_matches(':').to_owned(),
            message.to_owned(),
        )
    }

    #[tokio::test]
    async fn an_operation_is_named_by_method_and_path() {
        let world = World::new().await;
        let pool = "/identitypools/eu-1%3A0a";
        let dataset = format!("{pool}/identities/eu-1%3A0b/datasets/notes");
        for (method, path, operation) in [
            (Method::GET, pool, "DescribeIdentityPoolUsage"),
            (Method::DELETE, &dataset, "DeleteDataset"),
            (Method::GET, &dataset, "DescribeDataset"),
            (Method::POST, &dataset, "UpdateRecords"),
            (
                Method::GET,
                &format!("{dataset}/records?lastSyncCount=0"),
                "ListRecords",
            ),
            (
                Method::POST,
                &format!("{pool}/identity/x/device"),
                "RegisterDevice",
            ),
        ] {
            let text = format!("{operation} is not available in this version of Loggia.");
            let expect = (404, "UnknownOperationException".to_owned(), text);
            assert_eq!(error_of(&world, method, path, "").await, expect, "{path}");
        }
        let (status, kind, _) = error_of(&world, Method::PUT, pool, "").await;
        assert_eq!((status, kind.as_str()), (404, "UnknownOperationException"));
    }

    #[tokio::test]
    async fn signatures_are_checked_before_members() {
        let world = World::new().await;
        let kind = async |authorization: Option<&str>| {
            let mut request = Request::get("/identitypools?maxResults=many");
            if let Some(text) = authorization {
                request = request.header("authorization", text);
            }
            let request = request.body(Body::empty()).expect("the request is sound");
            let (parts, _) = world.ask(request).await;
            assert_eq!(parts.status, StatusCode::FORBIDDEN);
            let kind = parts.headers["x-amzn-errortype"].to_str().expect("ASCII");
            kind.to_owned()
        };
        assert_eq!(kind(None).await, "MissingAuthenticationTokenException:");
        assert_eq!(
            kind(Some("Bearer x")).await,
            "IncompleteSignatureException:"
        );
        let other = world
            .ask_signed(&crate::sts::SERVICE, Method::GET, "/identitypools", &[], "")
            .await;
        assert_eq!(other.0.status, StatusCode::FORBIDDEN);
        assert_eq!(
            other.0.headers["x-amzn-errortype"],
            "InvalidSignatureException:"
        );
    }

    #[tokio::test]
    async fn a_browser_may_ask_before_it_calls() {
        let world = World::new().await;
        let request = Request::options("/identitypools")
            .header("access-control-request-headers", "authorization")
            .body(Body::empty())
            .expect("the request is sound");
        let (parts, _) = world.ask(request).await;
        assert_eq!(parts.status, StatusCode::NO_CONTENT);
        assert_eq!(
            parts.headers["access-control-allow-methods"],
            "GET, POST, DELETE, OPTIONS"
        );
        assert_eq!(
            parts.headers["access-control-allow-headers"],
            "authorization"
        );
    }

    #[test]
    fn exceptions_have_the_statuses_of_the_model() {
        for (name, status) in [
            (shapes::idp::exception::NOT_AUTHORIZED, 403),
            (shapes::exception::TOO_MANY_REQUESTS, 429),
            (shapes::exception::VALIDATION, 400),
            (shapes::exception::SERIALIZATION, 400),
            (shapes::exception::EXPIRED_TOKEN, 403),
        ] {
            assert_eq!(super::own(SERVICE.exception(name)).status, status, "{name}");
        }
    }
}
