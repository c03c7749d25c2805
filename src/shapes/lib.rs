//! Requests, responses, limits and exceptions of every service, generated from the published service models.
//!
//! Owns the shapes of each service (one generated module a service), what an operation and an exception are, and the
//! small interpreter that reads a request of any of the three protocols and checks it against its shapes in Cognito's
//! own wording. Must not know what any operation does, who may call it, or how a request comes and an answer is sent:
//! those are `api`'s and `engine`'s. `cargo xtask shapes` writes the generated modules.

mod blob;
mod check;
mod decode;
#[cfg(test)]
mod every_request;
mod json;
mod macros;
mod operation;
mod query;
mod rest;
mod scalar;
mod sensitive;
mod shape;
mod timestamp;
mod violation;

pub mod exception;
pub mod identity;
pub mod idp;
pub mod sts;
pub mod sync;

pub use blob::Blob;
pub use decode::{Decode, DecodeError, Encode, decode};
pub use exception::Exception;
pub use operation::{Http, Operation, OperationInfo, Protocol, ServiceInfo};
pub use query::decode_query;
pub use rest::{RestRequest, decode_rest};
pub use sensitive::Sensitive;
pub use serde_json::Value;
pub use shape::{Bounds, Kind, Location, Member, Pattern, Shape};
pub use timestamp::Timestamp;

/// The text given is not one of the names of an enumeration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnknownName;

impl std::fmt::Display for UnknownName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("this name is not in the value set")
    }
}

impl std::error::Error for UnknownName {}
