//! The services of AWS that this program answers: protocols, and one file an operation.
//!
//! Owns what each operation reads of its request and writes into its answer, and the words of every exception. Must not
//! decide anything (rules are `domain`'s) nor know the pages (`web`'s).

pub mod loggia;
pub mod operations;
pub mod protocol;
#[cfg(test)]
mod stories;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
mod theme_problems;
pub mod user_pools;

pub use protocol::json::error;

use axum::Router;
use axum::extract::FromRef;
use axum::http::HeaderMap;
use engine::{app::App, rate_limiter::RateLimit};
use protocol::json;

/// The services that answer.
pub const SERVICES: json::Services = &[&user_pools::SERVICE, &loggia::SERVICE];

/// The routes of all services.
pub fn routes<S>() -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    App: FromRef<S>,
{
    json::routes(SERVICES)
}

/// Which limit of its address a call counts for; `None` for most, and for what is no call of an operation.
pub fn limit(headers: &HeaderMap) -> Option<RateLimit> {
    let (service, operation) = json::named(SERVICES, headers)?;
    service.operation(operation.name)?.limit
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::Audit;

    #[test]
    fn what_is_recorded_is_named_as_its_operation() {
        let operations = SERVICES.iter().flat_map(|service| service.operations);
        for entry in operations {
            match entry.audit {
                Audit::Unrecorded => {}
                Audit::Recorded(action) => assert_eq!(action.name(), entry.name),
            }
        }
    }

    #[test]
    fn the_operations_are_sorted_and_modelled() {
        for service in SERVICES {
            assert!(service.operations.is_sorted_by_key(|entry| entry.name));
            for entry in service.operations {
                let info = service.modelled.iter().find(|info| info.name == entry.name);
                assert_eq!(
                    info.map(|info| info.signed),
                    Some(entry.caller.is_signed()),
                    "{}",
                    entry.name
                );
            }
        }
    }
}
