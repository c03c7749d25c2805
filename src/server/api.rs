//! The services of AWS, and that of Loggia: who may call an operation, and what runs.
//!
//! Owns: the signature, finding and running the operation; `protocol` reads requests and writes answers. Must not know
//! what any operation does: each service is a [`Service`] with its list of [`Entry`].
//!
//! **Source** the protocols of AWS; the service models.

mod fault;
mod protocol;
mod signer;

pub(crate) use fault::Fault;
pub(crate) use protocol::query::by_query_string;

use crate::{
    app::{App, Asked},
    http::RequestId,
};
use axum::{
    Router,
    body::Bytes,
    http::{HeaderMap, request::Parts},
    response::Response,
};
use protocol::{json, query, rest};
use shapes::{Encode, Exception, Operation, OperationInfo, ServiceInfo, exception};
use std::{future::Future, pin::Pin};

/// The services that answer here.
const SERVICES: &[&Service] = &[
    &crate::user_pools::SERVICE,
    &crate::identity_pools::SERVICE,
    &crate::sync::SERVICE,
    &crate::sts::SERVICE,
    &crate::loggia::SERVICE,
];

/// One service.
#[derive(Debug)]
pub(crate) struct Service {
    /// What the service model says of it: its names, its protocol, its operations.
    pub info: ServiceInfo,
    /// What a request is refused with whose members break their limits.
    pub violation: Exception,
    /// The operations that this build has.
    pub operations: &'static [Entry],
}

impl Service {
    /// An exception as this service has it: with the name of its own for broken limits, and the status of its model.
    fn exception(&self, exception: Exception) -> Exception {
        if exception == exception::VALIDATION {
            return self.violation;
        }
        let mut own = self.info.exceptions.iter();
        let own = own.find(|own| own.name == exception.name);
        own.copied().unwrap_or(exception)
    }
}

/// What a request brings besides its headers' claims: where the members of an operation are read from.
struct Call {
    /// What stands at the labels of the path.
    labels: Vec<(String, String)>,
    /// The parameters of the query string, and of the form if there is one.
    parameters: Vec<(String, String)>,
    headers: HeaderMap,
    body: Bytes,
}

impl Call {
    /// A call that is all in its body.
    fn of_body(body: Bytes) -> Self {
        Self {
            labels: Vec::new(),
            parameters: Vec::new(),
            headers: HeaderMap::new(),
            body,
        }
    }
}

/// An operation at work; its result is what the answer's body is made of.
type Running = Pin<Box<dyn Future<Output = Result<Vec<u8>, Fault>> + Send>>;

/// An operation: its name, who may call, and what runs.
pub(crate) struct Entry {
    /// The operation's name.
    pub name: &'static str,
    /// Whether only administrators may call it, with SigV4.
    pub signed: bool,
    run: fn(App, Call) -> Running,
}

impl std::fmt::Debug for Entry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Entry")
            .field("name", &self.name)
            .field("signed", &self.signed)
            .finish()
    }
}

/// What an operation does with a checked request.
pub(crate) trait Handle: Operation<Request: Send> + 'static {
    /// Answers the request.
    fn handle(
        app: &App,
        request: Self::Request,
    ) -> impl Future<Output = Result<Self::Response, Fault>> + Send;
}

impl Entry {
    /// The entry of an operation of a JSON service.
    pub(crate) const fn of<O: Handle>() -> Self {
        Self::new::<O>(|app, call| run::<O>(app, json::read(&call), write_json::<O>))
    }

    /// The entry of an operation of a REST service.
    pub(crate) const fn rest<O: Handle>() -> Self {
        Self::new::<O>(|app, call| run::<O>(app, rest::read(&call), write_json::<O>))
    }

    /// The entry of an operation of a query service.
    pub(crate) const fn query<O: Handle<Response: Encode>>() -> Self {
        Self::new::<O>(|app, call| run::<O>(app, query::read(&call), query::write::<O>))
    }

    const fn new<O: Operation>(run: fn(App, Call) -> Running) -> Self {
        Self {
            name: O::NAME,
            signed: O::SIGNED,
            run,
        }
    }
}

fn run<O: Handle>(
    app: App,
    request: Result<O::Request, Fault>,
    write: fn(&O::Response) -> Result<Vec<u8>, Fault>,
) -> Running {
    Box::pin(async move { write(&O::handle(&app, request?).await?) })
}

fn write_json<O: Operation>(response: &O::Response) -> Result<Vec<u8>, Fault> {
    if O::EMPTY_BODY {
        return Ok(Vec::new());
    }
    serde_json::to_vec(response)
        .map_err(|error| Fault::Internal(format!("{} cannot be written: {error}", O::NAME)))
}

/// The routes of every service.
pub(crate) fn routes() -> Router<App> {
    protocol::routes()
}

/// The answer to a fault in the form of user pools, for what is no operation.
pub(crate) fn error(fault: &Fault) -> Response {
    json::error(&crate::user_pools::SERVICE, fault)
}

/// Checks the signature of a call, and runs its operation.
async fn perform(
    app: &App,
    service: &Service,
    operation: &OperationInfo,
    parts: &Parts,
    call: Call,
) -> Result<Vec<u8>, Fault> {
    let access_key_id = match operation.signed {
        true => Some(signer::signer(app, service, operation, parts, &call.body).await?),
        false => None,
    };
    let mut entries = service.operations.iter();
    match entries.find(|entry| entry.name == operation.name) {
        Some(entry) => {
            let asked = Asked {
                sdk: sdk(&parts.headers),
                access_key_id,
                request_id: RequestId::of(&parts.extensions),
            };
            (entry.run)(app.asked_by(asked), call).await
        }
        None => Err(Fault::Protocol(
            exception::UNKNOWN_OPERATION,
            format!(
                "{} is not available in this version of Loggia.",
                operation.name
            ),
        )),
    }
}

/// The SDK that a request names, as events of functions do: `aws-sdk-<language>-<version>`.
///
/// **Source** the user agents of AWS SDKs, `aws-sdk-<language>/<version> …`; browsers cannot set theirs and send another header.
fn sdk(headers: &HeaderMap) -> Option<String> {
    const LONGEST: usize = 64;
    let names = ["x-amz-user-agent", "user-agent"].iter();
    let mut agents = names.filter_map(|name| headers.get(*name)?.to_str().ok());
    agents.find_map(|agent| {
        let product = agent.split_ascii_whitespace().next()?;
        let (name, version) = product.split_once('/')?;
        let plain = |text: &str| {
            let known = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
            !text.is_empty() && text.bytes().all(known)
        };
        let language = name.strip_prefix("aws-sdk-")?;
        let sound = plain(language) && plain(version);
        (sound && product.len() <= LONGEST).then(|| format!("{name}-{version}"))
    })
}

/// The operation that a request names, if it is one.
pub(crate) fn named(headers: &HeaderMap) -> Option<&'static OperationInfo> {
    json::find(headers).ok().map(|(_, operation)| operation)
}

#[cfg(test)]
mod tests {
    use super::{protocol::HEADER_TEXT, *};
    use crate::user_pools::testing::World;
    use axum::{
        body::{Body, to_bytes},
        extract::Request,
        http::StatusCode,
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
        let answer = routes()
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

    async fn refused(
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
        let asked = "content-type,x-amz-target,x-amz-user-agent";
        let request = Request::options("/").header("access-control-request-headers", asked);
        let (answer, _) = send(&world, request, "").await;
        assert_eq!(answer.status(), StatusCode::NO_CONTENT);
        let header = |name: &str| answer.headers()[name].to_str().expect("ASCII").to_owned();
        assert_eq!(header("access-control-allow-origin"), "*");
        assert_eq!(header("access-control-allow-headers"), asked);
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
                refused(&world, post(target), "{}").await.0,
                unknown,
                "{target}"
            );
        }
        let later = refused(&world, post(&format!("{TARGET}ForgetDevice")), "{}").await;
        let message = "ForgetDevice is not available in this version of Loggia.";
        assert_eq!(later, (unknown.to_owned(), message.to_owned()));
    }

    #[tokio::test]
    async fn administrators_sign_and_others_need_not() {
        let world = World::new().await;
        let list = format!("{TARGET}ListUserPools");
        let kind = async |request| refused(&world, request, "{\"MaxResults\":1}").await.0;
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
            refused(&world, public, "{\"AccessToken\":\"x\"}").await.0,
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

    #[test]
    fn an_sdk_is_named_by_its_user_agent() {
        let check = |agents: &[(&'static str, &str)], expect: Option<&str>| {
            let mut headers = HeaderMap::new();
            for (name, value) in agents {
                headers.insert(*name, value.parse().expect("a header value"));
            }
            assert_eq!(sdk(&headers).as_deref(), expect, "{agents:?}");
        };
        let js = "aws-sdk-js/3.540.0 ua/2.0 os/macOS";
        check(&[("user-agent", js)], Some("aws-sdk-js-3.540.0"));
        let browser = ("user-agent", "Mozilla/5.0");
        check(
            &[browser, ("x-amz-user-agent", js)],
            Some("aws-sdk-js-3.540.0"),
        );
        check(
            &[
                ("x-amz-user-agent", "aws-amplify/5"),
                ("user-agent", "aws-sdk-ios/2.6.29"),
            ],
            Some("aws-sdk-ios-2.6.29"),
        );
        for other in [
            "",
            "Boto3/1.34",
            "aws-sdk-js",
            "aws-sdk-/1",
            "aws-sdk-js/",
            "aws-sdk-j<s/1",
        ] {
            check(&[("user-agent", other)], None);
        }
        let long = format!("aws-sdk-js/{}", "1".repeat(100));
        check(&[("user-agent", &long), browser], None);
        check(&[], None);
    }

    #[test]
    fn the_operations_are_sorted_and_modelled() {
        for service in SERVICES {
            assert!(service.operations.is_sorted_by_key(|entry| entry.name));
            for entry in service.operations {
                let info = service.info.operation(entry.name);
                assert_eq!(
                    info.map(|info| info.signed),
                    Some(entry.signed),
                    "{}",
                    entry.name
                );
            }
        }
    }
}
