//! One request: who calls, by which SDK, under which id; and what protocols and router tell one another about it.

use crate::{app::App, triggers::Invoker};
use domain::id::PoolId;
use http::{Extensions, HeaderMap, HeaderValue, Response, StatusCode, header};
use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicU8, Ordering},
    },
};

/// The largest request body: what Cognito's largest request needs, with room.
pub const BODY_LIMIT_BYTES: usize = 1024 * 1024;

/// How long a browser may keep a preflight answer, in seconds.
///
/// **Source** headers captured from Cognito's answers to browsers.
const PREFLIGHT_AGE: &str = "172800";

/// The SDK of a request that names none, in events of functions.
const UNKNOWN_SDK: &str = "aws-sdk-unknown-unknown";

/// What is known of one request besides what it asks.
#[derive(Debug, Clone)]
pub struct RequestContext {
    /// What requests are answered with.
    pub app: App,
    /// Who signed it.
    pub caller: Caller,
    /// The SDK by which it came, as events of functions name it: `aws-sdk-<language>-<version>`.
    pub sdk: Option<String>,
    /// The id under which it is logged and answered.
    pub request_id: Option<String>,
    /// Whether it begins or ends a sign-in that proved nothing.
    pub unproved: UnprovedSignIn,
    /// Whether nothing tells which users exist, whatever the client is set to: no page does.
    pub hides_users: bool,
}

impl RequestContext {
    /// The context of a request without a signature and without an SDK.
    pub fn new(app: App, request_id: Option<String>) -> Self {
        Self {
            app,
            caller: Caller::Anyone,
            sdk: None,
            request_id,
            unproved: UnprovedSignIn::default(),
            hides_users: false,
        }
    }

    /// Calls pools' functions in the course of this request.
    pub fn invoker(&self) -> Invoker<'_> {
        Invoker {
            triggers: &self.app.triggers,
            sdk: self.sdk.as_deref().unwrap_or(UNKNOWN_SDK),
            now: self.app.now(),
        }
    }
}

/// The owner of the access key that signed a request. The user behind an access token is read by [`crate::caller`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Caller {
    /// Nobody: the request is not signed.
    Anyone,
    /// An administrator, by the id of the access key.
    Administrator(String),
    /// The holder of a link into the studio.
    StudioLink {
        /// The id of the temporary key that it was redeemed for.
        id: String,
        /// The pools that it is for; empty for all.
        pools: Vec<PoolId>,
    },
}

impl Caller {
    /// The id of the access key.
    pub fn access_key_id(&self) -> Option<&str> {
        match self {
            Self::Anyone => None,
            Self::Administrator(id) | Self::StudioLink { id, .. } => Some(id),
        }
    }

    /// Whether the signer may see and change things of this pool.
    pub fn reaches(&self, pool: &PoolId) -> bool {
        match self {
            Self::Anyone | Self::Administrator(_) => true,
            Self::StudioLink { pools, .. } => pools.is_empty() || pools.contains(pool),
        }
    }
}

/// The id under which a request is logged and answered; in the request's extensions.
#[derive(Debug, Clone)]
pub struct RequestId(pub String);

impl RequestId {
    /// The id of a request with these extensions; none where it did not come through the whole router.
    pub fn of(extensions: &Extensions) -> Option<String> {
        extensions.get::<Self>().map(|id| id.0.clone())
    }
}

/// What a request is counted and logged as, where its path does not tell: an operation of a service. A handler puts it
/// into its response's extensions.
#[derive(Debug, Clone, Copy)]
pub struct RouteClass {
    /// The service as signatures name it: `cognito-idp`.
    pub service: &'static str,
    /// The operation, whose name another service may have too: `TagResource`.
    pub operation: &'static str,
}

/// **Shape** `cognito-idp:SignUp`, as policies name actions.
impl fmt::Display for RouteClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.service, self.operation)
    }
}

/// Whether a request begins a sign-in that anybody may begin, since nothing is proved by it, or ends one; in the
/// request's extensions, and shared with whoever put it there. What is begun and never ended counts against the address.
#[derive(Debug, Clone, Default)]
pub struct UnprovedSignIn(Arc<AtomicU8>);

impl UnprovedSignIn {
    const BEGUN: u8 = 1;
    const ENDED: u8 = 2;

    /// That of a request with these extensions; one that nobody reads where it did not come through the whole router.
    pub fn of(extensions: &Extensions) -> Self {
        extensions.get::<Self>().cloned().unwrap_or_default()
    }

    /// Notes that the request begins one.
    pub fn begin(&self) {
        self.0.store(Self::BEGUN, Ordering::Relaxed);
    }

    /// Notes that the request ends one.
    pub fn end(&self) {
        self.0.store(Self::ENDED, Ordering::Relaxed);
    }

    /// Whether the request begins one.
    pub fn is_begun(&self) -> bool {
        self.0.load(Ordering::Relaxed) == Self::BEGUN
    }

    /// Whether the request ends one.
    pub fn is_ended(&self) -> bool {
        self.0.load(Ordering::Relaxed) == Self::ENDED
    }
}

/// Marks an answer, in its extensions, as one to a wrong guess of a secret.
#[derive(Debug, Clone, Copy)]
pub struct FailedGuess;

/// The CORS preflight answer; the caller adds its own headers. Amplify sends `x-amz-user-agent`, so every header that the
/// browser names is allowed.
///
/// **Source** Fetch standard, "CORS-preflight request".
pub fn preflight<B: Default>(headers: &HeaderMap, methods: &'static str) -> Response<B> {
    let mut response = Response::new(B::default());
    *response.status_mut() = StatusCode::NO_CONTENT;
    let out = response.headers_mut();
    out.insert(
        header::ACCESS_CONTROL_ALLOW_METHODS,
        HeaderValue::from_static(methods),
    );
    if let Some(names) = headers.get(header::ACCESS_CONTROL_REQUEST_HEADERS) {
        out.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, names.clone());
    }
    out.insert(
        header::ACCESS_CONTROL_MAX_AGE,
        HeaderValue::from_static(PREFLIGHT_AGE),
    );
    out.insert(
        header::VARY,
        HeaderValue::from_static("Access-Control-Request-Headers"),
    );
    response
}
