//! AWS JSON 1.1: one `POST /`, the operation named by `X-Amz-Target`.
//!
//! **Source** AWS JSON 1.1 protocol.

use super::{
    Call, Service, Services, perform, receive,
    reply::{explain, refuse, reply},
};
use axum::{extract::Request, http::HeaderMap, response::Response};
use engine::{app::App, fault::Fault};
use shapes::{Decode, OperationInfo, Protocol, exception};

const CONTENT_TYPE: &str = "application/x-amz-json-1.1";

/// Answers a request; what names no operation is refused in the name of the first service.
pub(super) async fn answer(services: Services, app: App, request: Request) -> Response {
    let (service, operation) = match find(services, request.headers()) {
        Ok(target) => target,
        Err(fault) => return error(services[0], &fault),
    };
    let (parts, body) = request.into_parts();
    let result = match receive(body).await {
        Ok(body) => perform(app, service, operation, &parts, Call::of_body(body)).await,
        Err(fault) => Err(fault),
    };
    let mut response = match result {
        Ok(body) => reply(200, CONTENT_TYPE, body),
        Err(fault) => error(service, &fault),
    };
    response.extensions_mut().insert(service.class(operation));
    response
}

/// The answer to a fault of this service.
pub fn error(service: &Service, fault: &Fault) -> Response {
    let (exception, message) = explain(service, fault);
    let body = serde_json::json!({ "__type": exception.name, "message": message });
    let body = body.to_string().into_bytes();
    refuse(fault, exception, &message, CONTENT_TYPE, body)
}

/// The request of an operation, read from a body.
pub(super) fn read<T: Decode>(call: &Call) -> Result<T, Fault> {
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
fn find(
    services: Services,
    headers: &HeaderMap,
) -> Result<(&'static Service, &'static OperationInfo), Fault> {
    let target = headers.get("x-amz-target");
    let target = target.and_then(|value| value.to_str().ok());
    let (prefix, operation) = target
        .and_then(|target| target.split_once('.'))
        .ok_or_else(unknown_operation)?;
    let mut services = services.iter();
    let service = services.find(|service| match service.info.protocol {
        Protocol::Json { target } => target == prefix,
        Protocol::RestJson | Protocol::Query { .. } => false,
    });
    let service = *service.ok_or_else(unknown_operation)?;
    let operation = service.info.operation(operation);
    Ok((service, operation.ok_or_else(unknown_operation)?))
}

/// The service and the operation that a request names, if it names one.
pub fn find_operation(
    services: Services,
    headers: &HeaderMap,
) -> Option<(&'static Service, &'static OperationInfo)> {
    find(services, headers).ok()
}

#[cfg(test)]
mod tests {
    use super::super::reply::HEADER_TEXT;
    use crate::testing::World;
    use axum::{
        body::{Body, to_bytes},
        extract::Request,
        http::StatusCode,
        response::Response,
    };
    use serde_json::{Value, json};
    use tower::ServiceExt;

    const TARGET: &str = "AWSCognitoIdentityProviderService.";

    async fn send(
        world: &World,
        request: axum::http::request::Builder,
        body: &str,
    ) -> (Response, Value) {
        let request = request
            .body(Body::from(body.to_owned()))
            .expect("the request is sound");
        let answer = crate::routes()
            .with_state(world.app.clone())
            .oneshot(request)
            .await
            .expect("the router answers");
        let (parts, body) = answer.into_parts();
        let body = to_bytes(body, usize::MAX).await.expect("the body arrives");
        (
            Response::from_parts(parts, Body::empty()),
            serde_json::from_slice(&body).unwrap_or(Value::Null),
        )
    }

    async fn error_of(
        world: &World,
        request: axum::http::request::Builder,
        body: &str,
    ) -> (String, String) {
        let (answer, body) = send(world, request, body).await;
        assert_eq!(answer.status(), StatusCode::BAD_REQUEST, "{body}");
        let text = |name: &str| body[name].as_str().expect("a text").to_owned();
        (text("__type"), text("message"))
    }

    fn post(target: &str) -> axum::http::request::Builder {
        Request::post("/")
            .header("host", "localhost")
            .header("x-amz-target", target)
    }

    #[tokio::test]
    async fn a_browser_may_ask_before_it_calls() {
        let world = World::new().await;
        let header_names = "content-type,x-amz-target,x-amz-user-agent";
        let request = Request::options("/").header("access-control-request-headers", header_names);
        let (answer, _) = send(&world, request, "").await;
        assert_eq!(answer.status(), StatusCode::NO_CONTENT);
        let header = |name: &str| answer.headers()[name].to_str().expect("ASCII").to_owned();
        assert_eq!(header("access-control-allow-origin"), "*");
        assert_eq!(header("access-control-allow-headers"), header_names);
        assert_eq!(header("access-control-allow-methods"), "POST, OPTIONS");
        assert!(
            !answer
                .headers()
                .contains_key("access-control-allow-credentials")
        );
    }

    #[tokio::test]
    async fn only_operations_of_the_service_are_found() {
        let world = World::new().await;
        let unknown = "UnknownOperationException";
        for target in [
            "",
            "x",
            "SignUp",
            "Other.SignUp",
            &format!("{TARGET}NoSuch"),
            &format!("{TARGET}signUp"),
        ] {
            assert_eq!(
                error_of(&world, post(target), "{}").await.0,
                unknown,
                "{target}"
            );
        }
        let later = error_of(&world, post(&format!("{TARGET}ForgetDevice")), "{}").await;
        let message = "ForgetDevice is not available in this version of Loggia.";
        assert_eq!(later, (unknown.to_owned(), message.to_owned()));
    }

    #[tokio::test]
    async fn administrators_sign_and_others_need_not() {
        let world = World::new().await;
        let list = format!("{TARGET}ListUserPools");
        let kind = async |request| error_of(&world, request, "{\"MaxResults\":1}").await.0;
        assert_eq!(
            kind(post(&list)).await,
            "MissingAuthenticationTokenException"
        );
        assert_eq!(
            kind(post(&list).header("authorization", "Bearer x")).await,
            "IncompleteSignatureException"
        );
        let signed = |key: &str, date: &str| {
            let scope = format!("{key}/20231114/us-east-1/cognito-idp/aws4_request");
            let claim = format!("Credential={scope}, SignedHeaders=host;x-amz-date, Signature=00");
            post(&list)
                .header("x-amz-date", date)
                .header("authorization", format!("AWS4-HMAC-SHA256 {claim}"))
        };
        let (key, now) = ("AKIAEXAMPLEEXAMPLE00", "20231114T221320Z");
        assert_eq!(
            kind(signed("AKIAUNKNOWN", now)).await,
            "UnrecognizedClientException"
        );
        assert_eq!(kind(signed(key, now)).await, "InvalidSignatureException");
        assert_eq!(
            kind(signed(key, "20231114T120000Z")).await,
            "InvalidSignatureException"
        );
        world
            .call("ListUserPools", json!({"MaxResults": 1}))
            .await
            .expect("a right signature");
        // Some clients sign everything: on public operations nobody looks.
        let public =
            post(&format!("{TARGET}GetUser")).header("authorization", "AWS4-HMAC-SHA256 nonsense");
        assert_eq!(
            error_of(&world, public, "{\"AccessToken\":\"x\"}").await.0,
            "NotAuthorizedException"
        );
    }

    #[tokio::test]
    async fn what_a_message_quotes_does_no_harm_in_a_header() {
        let world = World::new().await;
        let odd = format!("line\r\nX-Evil: 1 ü {}", "x".repeat(5000));
        let body = json!({"ClientId": odd, "Username": "ada", "ConfirmationCode": "1"}).to_string();
        let (answer, body) = send(&world, post(&format!("{TARGET}ConfirmSignUp")), &body).await;
        assert_eq!(body["__type"], "InvalidParameterException");
        let header = answer.headers()["x-amzn-errormessage"]
            .to_str()
            .expect("visible ASCII");
        assert!(header.len() <= HEADER_TEXT && !header.contains('\n'));
        assert!(!answer.headers().contains_key("x-evil"));
    }
}
