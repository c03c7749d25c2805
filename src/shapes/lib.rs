//! Cognito's requests, responses, limits and exceptions, generated from the published service models.
//!
//! Owns the shapes of each service (one generated folder a service) and the small interpreter that checks a request
//! body against them in Cognito's own wording. Must not know what any operation does, who may call it, or how an
//! answer is sent: those are the server's. `cargo xtask shapes` writes the generated folders.

mod blob;
mod check;
mod decode;
#[cfg(test)]
mod every_request;
mod json;
mod macros;
mod sensitive;
mod shape;
mod timestamp;
mod violation;

pub mod idp;

pub use blob::Blob;
pub use decode::{Decode, Invalid, decode};
pub use sensitive::Sensitive;
pub use serde_json::Value;
pub use shape::{Bounds, Kind, Member, Pattern, Shape};
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
