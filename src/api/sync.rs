//! The API of Cognito Sync: one file an operation.
//!
//! Owns what each operation reads of its request and writes into its answer. Must not know the protocol (that is
//! `protocol`).

mod list_identity_pool_usage;

use crate::protocol::{Entry, Service};
use shapes::sync::{self, exception, operation};

/// The service and the operations that this build has.
pub const SERVICE: Service = Service {
    info: sync::SERVICE,
    violation: exception::INVALID_PARAMETER,
    operations: &[Entry::rest::<operation::ListIdentityPoolUsage>()],
};
