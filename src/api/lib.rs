//! The services of AWS that this program answers: protocols, and one file an operation.
//!
//! Owns what each operation reads of its request and writes into its answer, and the words of every exception. Must not
//! decide anything (rules are `domain`'s) nor know the pages (`web`'s).

pub mod identity_pools;
pub mod loggia;
pub mod operations;
pub mod protocol;
#[cfg(test)]
mod stories;
pub mod sts;
pub mod sync;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
mod theme_problems;
pub mod user_pools;

use axum::Router;
use axum::extract::{FromRef, Request, State};
use axum::http::HeaderMap;
use axum::middleware::Next;
use axum::response::Response;
use engine::{app::App, fault::Fault, rate_limiter::RateLimit};
use protocol::{Services, json, query};

/// The services that answer.
pub const SERVICES: Services = &[
    &user_pools::SERVICE,
    &identity_pools::SERVICE,
    &sync::SERVICE,
    &sts::SERVICE,
    &loggia::SERVICE,
];

/// The answer to a fault in the form of user pools, for what is no operation.
pub fn error(fault: &Fault) -> Response {
    json::error(&user_pools::SERVICE, fault)
}

/// Answers `GET /` where its query string names an operation; the page that is there is everybody else's.
pub async fn by_query_string(State(app): State<App>, request: Request, next: Next) -> Response {
    if query::is_query_string(&request) {
        return query::answer(SERVICES, app, request).await;
    }
    next.run(request).await
}

/// The routes of all services.
pub fn routes<S>() -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    App: FromRef<S>,
{
    protocol::routes(SERVICES)
}

/// The rate limit for which a call counts against its address; `None` for most operations, and for anything else.
pub fn limit(headers: &HeaderMap) -> Option<RateLimit> {
    let (service, operation) = json::find_operation(SERVICES, headers)?;
    service.operation(operation.name)?.limit
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::{Audit, CallerKind};

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
    fn whatever_a_person_may_call_counts_for_an_address() {
        // These read or take away, by a token that was already proved; they send nothing.
        let free = [
            "DeleteUser",
            "DeleteUserAttributes",
            "GetUser",
            "GlobalSignOut",
            "SetUserMFAPreference",
        ];
        let operations = SERVICES.iter().flat_map(|service| service.operations);
        let people = operations
            .filter(|entry| matches!(entry.caller, CallerKind::Anyone | CallerKind::Token));
        let names: Vec<_> = people
            .filter(|entry| entry.limit.is_none())
            .map(|entry| entry.name)
            .collect();
        assert_eq!(names, free);
    }

    #[test]
    fn every_service_of_aws_is_in_the_tables() {
        let own = loggia::SERVICE.info.signing_name;
        let names = |services: Services| services.iter().map(|service| service.info.signing_name);
        let answering = names(SERVICES).filter(|name| *name != own);
        assert!(answering.eq(names(operations::SERVICES)));
    }

    #[test]
    fn the_operations_are_sorted_and_modelled() {
        for service in SERVICES {
            assert!(service.operations.is_sorted_by_key(|entry| entry.name));
            for entry in service.operations {
                let info = service.info.operation(entry.name);
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
