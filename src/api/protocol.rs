//! How services of AWS are spoken to: what a service and an operation are to the protocols, and one file a protocol.
//!
//! Owns finding the operation, the signature, reading the request, the form of answers and errors. Must not know what any
//! operation does: each service is a [`Service`] with its list of [`Entry`], and the router hands the services in.

pub mod json;
pub mod query;
mod reply;
mod rest;
mod sdk;
mod signer;

use axum::{
    Router,
    body::{Body, Bytes, to_bytes},
    extract::{FromRef, Request, State},
    http::{HeaderMap, request::Parts},
    response::Response,
    routing::post,
};
use engine::{
    app::App,
    audit::Action,
    fault::Fault,
    rate_limiter::RateLimit,
    request::{
        self, BODY_LIMIT_BYTES, Caller, RequestContext, RequestId, RouteClass, UnprovedSignIn,
    },
};
use sdk::sdk;
use shapes::{Encode, Exception, Operation, OperationInfo, ServiceInfo, exception};
use std::{future::Future, pin::Pin};

/// Services, as the router hands them in.
pub type Services = &'static [&'static Service];

/// One service.
#[derive(Debug)]
pub struct Service {
    /// What the service model says of it: its names, its protocol, its operations.
    pub info: ServiceInfo,
    /// The exception for a request with members that break their limits.
    pub violation: Exception,
    /// The operations that this build has.
    pub operations: &'static [Entry],
}

impl Service {
    /// The operation of this name, if this build has it.
    pub fn operation(&self, name: &str) -> Option<&'static Entry> {
        self.operations.iter().find(|entry| entry.name == name)
    }

    /// What a call of an operation is counted and logged as, and named in policies.
    fn class(&self, operation: &OperationInfo) -> RouteClass {
        RouteClass {
            service: self.info.signing_name,
            operation: operation.name,
        }
    }

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

/// An operation: its name, what was decided about it, and what runs.
pub struct Entry {
    /// The operation's name; another service may have one of the same name.
    pub name: &'static str,
    /// The rate limit for which a call counts against the caller's address.
    pub limit: Option<RateLimit>,
    /// Who may call.
    pub caller: CallerKind,
    /// Whether a call is recorded.
    pub audit: Audit,
    run: fn(RequestContext, Call) -> Running,
}

impl std::fmt::Debug for Entry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Entry")
            .field("name", &self.name)
            .field("limit", &self.limit)
            .field("caller", &self.caller)
            .field("audit", &self.audit)
            .finish_non_exhaustive()
    }
}

/// Who may call an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallerKind {
    /// Anyone; what the request holds proves who is meant, if anything must.
    Anyone,
    /// Who shows an access token, or the flow token of a sign-in under way, in the request: the operation reads it
    /// ([`engine::caller`]), since only its own members say where it stands.
    Token,
    /// An administrator, who signs with an access key.
    Administrator,
    /// An administrator, or who opened the studio by a link and signs with the temporary key that it gave.
    StudioLink,
}

impl CallerKind {
    /// Whether the request must be signed.
    pub const fn is_signed(self) -> bool {
        match self {
            Self::Anyone | Self::Token => false,
            Self::Administrator | Self::StudioLink => true,
        }
    }
}

/// Whether the calls of an operation are in the audit log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audit {
    /// The calls are not recorded.
    Unrecorded,
    /// Each that changes something is, as this action.
    Recorded(Action),
}

/// What an operation does with a checked request, and what is decided about it before it runs.
pub trait Handle: Operation<Request: Send> + 'static {
    /// The rate limit for which a call counts against the caller's address. Administrators, who sign their calls, have none.
    const LIMIT: Option<RateLimit>;
    /// Who may call.
    const CALLER: CallerKind;
    /// Whether a call is recorded.
    const AUDIT: Audit;

    /// Answers the request.
    fn handle(
        cx: &RequestContext,
        request: Self::Request,
    ) -> impl Future<Output = Result<Self::Response, Fault>> + Send;
}

impl Entry {
    /// The entry of an operation of a JSON service.
    pub(crate) const fn of<O: Handle>() -> Self {
        Self::new::<O>(|cx, call| run::<O>(cx, json::read(&call), write_json::<O>))
    }

    /// The entry of an operation of a REST service.
    pub(crate) const fn rest<O: Handle>() -> Self {
        assert!(
            O::LIMIT.is_none(),
            "limits are counted by the target header, which JSON services have"
        );
        Self::new::<O>(|cx, call| run::<O>(cx, rest::read(&call), write_json::<O>))
    }

    /// The entry of an operation of a query service.
    pub(crate) const fn query<O: Handle<Response: Encode>>() -> Self {
        assert!(
            O::LIMIT.is_none(),
            "limits are counted by the target header, which JSON services have"
        );
        Self::new::<O>(|cx, call| run::<O>(cx, query::read(&call), query::write::<O>))
    }

    const fn new<O: Handle>(run: fn(RequestContext, Call) -> Running) -> Self {
        assert!(
            O::SIGNED == O::CALLER.is_signed(),
            "the service model says otherwise whether calls are signed"
        );
        Self {
            name: O::NAME,
            limit: O::LIMIT,
            caller: O::CALLER,
            audit: O::AUDIT,
            run,
        }
    }
}

fn run<O: Handle>(
    cx: RequestContext,
    request: Result<O::Request, Fault>,
    write: fn(&O::Response) -> Result<Vec<u8>, Fault>,
) -> Running {
    Box::pin(async move { write(&O::handle(&cx, request?).await?) })
}

fn write_json<O: Operation>(response: &O::Response) -> Result<Vec<u8>, Fault> {
    if O::EMPTY_BODY {
        return Ok(Vec::new());
    }
    serde_json::to_vec(response)
        .map_err(|error| Fault::Internal(format!("{} cannot be written: {error}", O::NAME)))
}

/// The routes of these services.
pub fn routes<S>(services: Services) -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    App: FromRef<S>,
{
    let at_root = move |State(app): State<App>, request: Request| at_root(services, app, request);
    Router::new()
        .route("/", post(at_root).options(preflight))
        .merge(rest::routes(services))
}

/// `POST /`: JSON names its operation by a header, query by a parameter of a form.
async fn at_root(services: Services, app: App, request: Request) -> Response {
    if query::is_form(request.headers()) {
        query::answer(services, app, request).await
    } else {
        json::answer(services, app, request).await
    }
}

async fn preflight(headers: HeaderMap) -> Response {
    reply::with_cors(request::preflight(&headers, "POST, OPTIONS"))
}

/// The body of a request.
///
/// **Errors** SerializationException for one that is too large or breaks off.
async fn receive(body: Body) -> Result<Bytes, Fault> {
    to_bytes(body, BODY_LIMIT_BYTES).await.map_err(|_| {
        Fault::Protocol(
            exception::SERIALIZATION,
            "The request body is larger than 1 MiB or did not arrive whole.".into(),
        )
    })
}

/// The parameters of a query string or a form, in their order.
fn parameters(text: &[u8]) -> Vec<(String, String)> {
    form_urlencoded::parse(text).into_owned().collect()
}

/// Checks the signature of a call, and runs its operation.
async fn perform(
    app: App,
    service: &Service,
    operation: &OperationInfo,
    parts: &Parts,
    call: Call,
) -> Result<Vec<u8>, Fault> {
    let caller = match operation.signed {
        true => signer::signer(&app, service, operation, parts, &call.body).await?,
        false => Caller::Anyone,
    };
    let Some(entry) = service.operation(operation.name) else {
        return Err(Fault::Protocol(
            exception::UNKNOWN_OPERATION,
            format!(
                "{} is not available in this version of Loggia.",
                operation.name
            ),
        ));
    };
    let cx = RequestContext {
        app,
        caller,
        sdk: sdk(&parts.headers),
        request_id: RequestId::of(&parts.extensions),
        unproved: UnprovedSignIn::of(&parts.extensions),
        hides_users: false,
    };
    (entry.run)(cx, call).await
}
