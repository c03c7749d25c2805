//! How services of AWS are spoken to: what a service and an operation are to the protocols, and one file a protocol.
//!
//! Owns finding the operation, the signature, reading the request, the form of answers and errors. Must not know what any
//! operation does: each service is a [`Service`] with its list of [`Entry`], and the router hands the services in.

pub mod json;
mod sdk;
mod signer;

use axum::body::Bytes;
use engine::{audit::Action, fault::Fault, rate_limiter::RateLimit, request::RequestContext};
use shapes::idp::{Operation, OperationInfo};
use std::{future::Future, pin::Pin};

/// One service.
#[derive(Debug)]
pub struct Service {
    /// The protocol that it speaks.
    pub protocol: Protocol,
    /// What stands before the dot in `X-Amz-Target`.
    pub target: &'static str,
    /// The service's name in credential scopes.
    pub signing_name: &'static str,
    /// Every operation of the service model.
    pub modelled: &'static [OperationInfo],
    /// The operations that this build has.
    pub operations: &'static [Entry],
}

impl Service {
    /// The operation of this name, if this build has it.
    pub fn operation(&self, name: &str) -> Option<&'static Entry> {
        self.operations.iter().find(|entry| entry.name == name)
    }
}

/// The protocols that services speak.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protocol {
    /// JSON 1.1: [`json`].
    Json,
}

/// An operation at work; its result is the body of the answer.
type Running = Pin<Box<dyn Future<Output = Result<Vec<u8>, Fault>> + Send>>;

/// An operation: its name, what was decided about it, and what runs.
pub struct Entry {
    /// The operation's name, which is its own among those of its service only.
    pub name: &'static str,
    /// Which limit of the caller's address a call counts for.
    pub limit: Option<RateLimit>,
    /// Who may call.
    pub caller: CallerKind,
    /// Whether a call is recorded.
    pub audit: Audit,
    run: fn(RequestContext, Bytes) -> Running,
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
    /// Who shows an access token, or the flow token of a sign-in under way, in the request.
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
    /// They are not.
    Unrecorded,
    /// Each that changes something is, as this action.
    Recorded(Action),
}

/// What an operation does with a checked request, and what is decided about it before it runs.
pub trait Handle: Operation + 'static {
    /// Which limit of the caller's address a call counts for. Administrators sign their calls and are not held.
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
    /// The entry of an operation.
    pub(crate) const fn of<O: Handle>() -> Self
    where
        O::Request: Send,
    {
        assert!(
            O::SIGNED == O::CALLER.is_signed(),
            "the service model says otherwise whether calls are signed"
        );
        Self {
            name: O::NAME,
            limit: O::LIMIT,
            caller: O::CALLER,
            audit: O::AUDIT,
            run: run::<O>,
        }
    }
}

/// Reads the request, has it answered and writes the answer, both as JSON documents.
fn run<O: Handle>(cx: RequestContext, body: Bytes) -> Running
where
    O::Request: Send,
{
    Box::pin(async move {
        let request = shapes::decode::<O::Request>(&body)?;
        drop(body);
        let response = O::handle(&cx, request).await?;
        if O::EMPTY_BODY {
            return Ok(Vec::new());
        }
        serde_json::to_vec(&response)
            .map_err(|error| Fault::Internal(format!("{} cannot be written: {error}", O::NAME)))
    })
}
