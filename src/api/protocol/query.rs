//! AWS query: the operation and its members are the parameters of a form or a query string, the answer is XML.
//!
//! **Source** AWS query protocol; API reference of STS.

mod xml;

use super::{
    Call, Service, Services, parameters, perform, receive,
    reply::{explain, refuse, reply},
};
use axum::{
    extract::Request,
    http::{HeaderMap, Method, header},
    response::Response,
};
use engine::{app::App, fault::Fault, request::RequestId};
use shapes::{Decode, Encode, Exception, Operation, OperationInfo, Protocol, exception};

const CONTENT_TYPE: &str = "text/xml";

/// Whether a request carries a form and names no operation by a header.
pub(super) fn is_form(headers: &HeaderMap) -> bool {
    let content_type = headers.get(header::CONTENT_TYPE);
    let content_type = content_type.and_then(|value| value.to_str().ok());
    let is_form = content_type.is_some_and(|text| {
        let essence = text.split_once(';').map_or(text, |(essence, _)| essence);
        essence
            .trim()
            .eq_ignore_ascii_case("application/x-www-form-urlencoded")
    });
    is_form && !headers.contains_key("x-amz-target")
}

/// Whether a request is `GET /` with a query string that names an operation.
pub fn is_query_string(request: &Request) -> bool {
    let query = request.uri().query().unwrap_or_default();
    let is_root = request.method() == Method::GET && request.uri().path() == "/";
    let is_action = |(name, _): &(String, String)| name == "Action";
    is_root && parameters(query.as_bytes()).iter().any(is_action)
}

/// Answers a request; what names no operation is refused in the name of the first query service.
pub async fn answer(services: Services, app: App, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let request_id = RequestId::of(&parts.extensions).unwrap_or_default();
    let call = async {
        let body = receive(body).await?;
        let query = parts.uri.query().unwrap_or_default();
        let mut all = parameters(query.as_bytes());
        all.extend(parameters(&body));
        Ok(Call {
            parameters: all,
            ..Call::of_body(body)
        })
    };
    let target = call
        .await
        .and_then(|call: Call| Ok((find(services, &call)?, call)));
    let ((service, operation), call) = match target {
        Ok(target) => target,
        Err(fault) => {
            let mut queried = services.iter().copied();
            let service = queried.find(|service| !namespace(service).is_empty());
            return error(service.unwrap_or(services[0]), &fault, &request_id);
        }
    };
    let mut response = match perform(app, service, operation, &parts, call).await {
        Ok(result) => {
            let body = xml::success(namespace(service), operation.name, &result, &request_id);
            reply(200, CONTENT_TYPE, body)
        }
        Err(fault) => error(service, &fault, &request_id),
    };
    response.extensions_mut().insert(service.class(operation));
    response
}

/// The operation that the parameters name.
///
/// **Errors** MissingAction, InvalidAction.
fn find(
    services: Services,
    call: &Call,
) -> Result<(&'static Service, &'static OperationInfo), Fault> {
    const MISSING_ACTION: Exception = Exception {
        name: "MissingAction",
        status: 400,
    };
    let parameter = |wanted: &str| {
        let mut all = call.parameters.iter();
        all.find(|(name, _)| name == wanted)
            .map_or("", |(_, value)| value.as_str())
    };
    let (action, wanted) = (parameter("Action"), parameter("Version"));
    if action.is_empty() {
        let text = "The request has no parameter Action.";
        return Err(Fault::Protocol(MISSING_ACTION, text.to_owned()));
    }
    let mut services = services
        .iter()
        .filter(|service| match service.info.protocol {
            Protocol::Query { version, .. } => version == wanted,
            Protocol::Json { .. } | Protocol::RestJson => false,
        });
    let target = services.find_map(|service| Some((*service, service.info.operation(action)?)));
    target.ok_or_else(|| {
        let text = format!("Could not find operation {action} for version {wanted}");
        Fault::Protocol(exception::UNKNOWN_OPERATION, text)
    })
}

fn namespace(service: &Service) -> &'static str {
    match service.info.protocol {
        Protocol::Query { namespace, .. } => namespace,
        Protocol::Json { .. } | Protocol::RestJson => "",
    }
}

/// The answer to a fault of this service.
fn error(service: &Service, fault: &Fault, request_id: &str) -> Response {
    let (exception, message) = explain(service, fault);
    let exception = own(exception);
    let body = xml::error(namespace(service), exception, &message, request_id);
    refuse(fault, exception, &message, CONTENT_TYPE, body)
}

/// The exception as this protocol names it: those that every service has are called otherwise here.
///
/// **Source** "Common errors" of the API reference of STS.
fn own(exception: Exception) -> Exception {
    let (name, status) = match exception {
        exception::ACCESS_DENIED => ("AccessDenied", 403),
        exception::EXPIRED_TOKEN => ("ExpiredToken", 403),
        exception::INCOMPLETE_SIGNATURE => ("IncompleteSignature", 400),
        exception::INTERNAL_ERROR => ("InternalFailure", 500),
        exception::INVALID_SIGNATURE => ("SignatureDoesNotMatch", 403),
        exception::MISSING_AUTHENTICATION_TOKEN => ("MissingAuthenticationToken", 403),
        exception::SERIALIZATION => ("MalformedInput", 400),
        exception::TOO_MANY_REQUESTS => ("Throttling", 400),
        exception::UNKNOWN_OPERATION => ("InvalidAction", 400),
        exception::UNRECOGNIZED_CLIENT => ("InvalidClientTokenId", 403),
        exception::VALIDATION => ("ValidationError", 400),
        other => return other,
    };
    Exception { name, status }
}

/// The request of an operation, read from the parameters.
pub(super) fn read<T: Decode>(call: &Call) -> Result<T, Fault> {
    Ok(shapes::decode_query(&call.parameters)?)
}

/// The members of an answer, as they stand in its result element.
pub(super) fn write<O: Operation<Response: Encode>>(
    response: &O::Response,
) -> Result<Vec<u8>, Fault> {
    let value = serde_json::to_value(response)
        .map_err(|error| Fault::Internal(format!("{} cannot be written: {error}", O::NAME)))?;
    Ok(xml::members(<O::Response as Encode>::members(), &value))
}

#[cfg(test)]
mod tests {
    use crate::{
        sts::SERVICE,
        testing::{REQUEST_ID, World},
    };
    use axum::{
        body::Body,
        http::{Method, Request},
    };

    const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

    /// The answer to a refused form, in AWS's form with the request's own id.
    async fn error_of(world: &World, body: &str) -> (u16, String, String) {
        let (parts, answer) = world
            .ask_signed(&SERVICE, Method::POST, "/", &[FORM], body)
            .await;
        assert_eq!(parts.headers["content-type"], "text/xml");
        assert_eq!(parts.headers["access-control-allow-origin"], "*");
        let inner = answer
            .strip_prefix("<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Error><Type>Sender</Type>")
            .and_then(|rest| {
                rest.strip_suffix(&format!("</Error><RequestId>{REQUEST_ID}</RequestId></ErrorResponse>"))
            });
        let inner = inner.unwrap_or_else(|| panic!("not an error: {answer}"));
        let part = |name: &str| {
            let (_, rest) = inner.split_once(&format!("<{name}>")).expect(name);
            let (text, _) = rest.split_once(&format!("</{name}>")).expect(name);
            text.to_owned()
        };
        (parts.status.as_u16(), part("Code"), part("Message"))
    }

    #[tokio::test]
    async fn an_operation_is_named_by_action_and_version() {
        let world = World::new().await;
        for (body, code, text) in [
            (
                "Action=AssumeRole&Version=2011-06-15",
                "InvalidAction",
                "AssumeRole is not available in this version of Loggia.",
            ),
            (
                "Action=AssumeRoleWithWebIdentity&Version=2011-06-15",
                "InvalidAction",
                "AssumeRoleWithWebIdentity is not available in this version of Loggia.",
            ),
            (
                "Action=Fly%3Cb%3E&Version=2011-06-15",
                "InvalidAction",
                "Could not find operation Fly&lt;b&gt; for version 2011-06-15",
            ),
            (
                "Action=GetCallerIdentity&Version=2012-01-01",
                "InvalidAction",
                "Could not find operation GetCallerIdentity for version 2012-01-01",
            ),
            (
                "Version=2011-06-15",
                "MissingAction",
                "The request has no parameter Action.",
            ),
            (
                "Action=GetCallerIdentity&Version=2011-06-15&Version=2011-06-15",
                "MalformedInput",
                "The request has the same parameter twice.",
            ),
        ] {
            let expect = (400, code.to_owned(), text.to_owned());
            assert_eq!(error_of(&world, body).await, expect, "{body}");
        }
    }

    #[tokio::test]
    async fn signatures_are_refused_in_the_words_of_the_protocol() {
        let world = World::new().await;
        let code = async |authorization: Option<&str>| {
            let mut request = Request::post("/").header(FORM.0, FORM.1);
            if let Some(text) = authorization {
                request = request.header("authorization", text);
                request = request.header("x-amz-date", "20231114T221320Z");
            }
            let body = "Action=GetCallerIdentity&Version=2011-06-15";
            let request = request.body(Body::from(body)).expect("sound");
            let (parts, body) = world.ask(request).await;
            let (_, rest) = body.split_once("<Code>").expect("a code");
            let (code, _) = rest.split_once("</Code>").expect("a code");
            (parts.status.as_u16(), code.to_owned())
        };
        let signed = |key: &str| {
            format!(
                "AWS4-HMAC-SHA256 Credential={key}/20231114/us-east-1/sts/aws4_request, \
                 SignedHeaders=host;x-amz-date, Signature=00"
            )
        };
        for (authorization, status, expect) in [
            (None, 403, "MissingAuthenticationToken"),
            (Some("Bearer x".to_owned()), 400, "IncompleteSignature"),
            (Some(signed("AKIAUNKNOWN")), 403, "InvalidClientTokenId"),
            (
                Some(signed(world.access_key_id())),
                403,
                "SignatureDoesNotMatch",
            ),
        ] {
            let answer = code(authorization.as_deref()).await;
            assert_eq!(answer, (status, expect.to_owned()));
        }
    }

    #[test]
    fn a_query_string_names_an_operation_at_the_root() {
        let check = |method: Method, uri: &str, expect: bool| {
            let request = Request::builder().method(method).uri(uri);
            let request = request.body(Body::empty()).expect("the request is sound");
            assert_eq!(super::is_query_string(&request), expect, "{uri}");
        };
        let action = "/?Version=2011-06-15&Action=GetCallerIdentity";
        check(Method::GET, action, true);
        check(Method::POST, action, false);
        check(Method::GET, "/", false);
        check(Method::GET, "/?lang=de&action=x", false);
        check(Method::GET, "/login?Action=x", false);
    }
}
