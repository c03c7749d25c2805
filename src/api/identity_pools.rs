//! The API of identity pools: one file an operation.
//!
//! Owns what each operation reads of its request and writes into its answer. Must not know the protocol (that is
//! `protocol`).

mod list_identity_pools;

use crate::protocol::{Entry, Service};
use shapes::{
    exception,
    identity::{self, operation},
};

/// The service and the operations that this build has.
///
/// **Source** messages that clients report: broken limits are a ValidationException, which the model does not list.
pub const SERVICE: Service = Service {
    info: identity::SERVICE,
    violation: exception::VALIDATION,
    operations: &[Entry::of::<operation::ListIdentityPools>()],
};
