//! The API of AWS Security Token Service: one file an operation.
//!
//! Owns what each operation reads of its request and writes into its answer. Must not know the protocol (that is
//! `protocol`).

mod get_caller_identity;

use crate::protocol::{Entry, Service};
use shapes::{
    exception,
    sts::{self, operation},
};

/// The service and the operations that this build has.
pub const SERVICE: Service = Service {
    info: sts::SERVICE,
    violation: exception::VALIDATION,
    operations: &[Entry::query::<operation::GetCallerIdentity>()],
};
