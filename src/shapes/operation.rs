//! What an operation and a service are, whatever the service.

use crate::{Decode, Exception};

/// One operation of a service.
pub trait Operation {
    /// The name on the wire and in the service model.
    const NAME: &'static str;
    /// Whether the call carries a SigV4 signature; the others are public.
    const SIGNED: bool;
    /// Whether the answer has no body at all, because the model has no output shape.
    const EMPTY_BODY: bool;
    /// The exceptions the model lists for the operation.
    const ERRORS: &'static [Exception];
    /// The method and path by which it is called; REST services have one for each operation.
    const HTTP: Http = Http {
        method: "POST",
        uri: "/",
    };
    /// What is sent.
    type Request: Decode;
    /// What is answered.
    type Response: serde::Serialize;
}

/// The method and path by which an operation is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Http {
    /// The method in upper case.
    pub method: &'static str,
    /// The path. **Shape**: a segment `{Name}` stands for one segment that the caller chooses.
    pub uri: &'static str,
}

/// An operation as data: what can be said of it without its types.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OperationInfo {
    /// The name on the wire and in the service model.
    pub name: &'static str,
    /// Whether the call carries a SigV4 signature.
    pub signed: bool,
    /// Whether the answer has no body at all.
    pub empty_body: bool,
    /// The exceptions the model lists for the operation.
    pub errors: &'static [Exception],
    /// The method and path by which it is called.
    pub http: Http,
}

impl OperationInfo {
    /// The operation `O` as data.
    pub const fn of<O: Operation>() -> Self {
        Self {
            name: O::NAME,
            signed: O::SIGNED,
            empty_body: O::EMPTY_BODY,
            errors: O::ERRORS,
            http: O::HTTP,
        }
    }
}

/// A service as its model describes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ServiceInfo {
    /// The name people know it by.
    pub title: &'static str,
    /// The name in credential scopes, and before the colon in the name of an action.
    pub signing_name: &'static str,
    /// How requests and answers are written.
    pub protocol: Protocol,
    /// Every operation, in alphabetical order.
    pub operations: &'static [OperationInfo],
    /// Every exception that an operation lists, in alphabetical order.
    pub exceptions: &'static [Exception],
}

impl ServiceInfo {
    /// The operation of that name.
    pub fn operation(&self, name: &str) -> Option<&'static OperationInfo> {
        self.operations.iter().find(|info| info.name == name)
    }

    /// The header `X-Amz-Target` that names an operation; none where the protocol has no such header.
    pub fn target(&self, operation: &str) -> Option<String> {
        match self.protocol {
            Protocol::Json { target } => Some(format!("{target}.{operation}")),
            Protocol::RestJson | Protocol::Query { .. } => None,
        }
    }
}

/// How a service writes its requests and answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protocol {
    /// AWS JSON 1.1: one path, the operation named by a header.
    Json {
        /// What stands before the dot in `X-Amz-Target`.
        target: &'static str,
    },
    /// AWS REST-JSON 1: a method and a path for each operation.
    RestJson,
    /// AWS query: form parameters, and XML as the answer.
    Query {
        /// The parameter `Version` of every request.
        version: &'static str,
        /// The XML namespace of every answer.
        namespace: &'static str,
    },
}
