//! `loggia operations`: every operation of every service model, and whether this program has it.

use crate::{identity_pools, protocol::Service, sts, sync, user_pools};
use shapes::OperationInfo;
use std::fmt::Write as _;

/// The services of AWS, in the order of README.md.
pub(crate) const SERVICES: &[&Service] = &[
    &user_pools::SERVICE,
    &identity_pools::SERVICE,
    &sync::SERVICE,
    &sts::SERVICE,
];

/// The operations of a service, each with whether this program has it.
fn operations(service: &Service) -> impl Iterator<Item = (&'static OperationInfo, bool)> {
    let is_built = |info: &OperationInfo| {
        let mut entries = service.operations.iter();
        entries.any(|entry| entry.name == info.name)
    };
    let all = service.info.operations.iter();
    all.map(move |info| (info, is_built(info)))
}

/// One line an operation, which is named by its service and its own name.
pub fn text() -> String {
    let mut text = String::new();
    for service in SERVICES {
        for (operation, is_built) in operations(service) {
            writeln!(
                text,
                "{:<16} {:<4} {:<14} {}",
                service.info.signing_name,
                if is_built { "yes" } else { "no" },
                caller(operation),
                operation.name
            )
            .expect("writing to a String does not fail");
        }
    }
    text
}

/// The tables of README.md, one for each service.
pub fn markdown() -> String {
    let counts = SERVICES.iter().map(|service| {
        let built = operations(service).filter(|(_, is_built)| *is_built);
        (built.count(), service.info.operations.len())
    });
    let (built, all) = counts
        .clone()
        .fold((0, 0), |(built, all), (more, of)| (built + more, all + of));
    let mut table = format!("{built} of {all} operations\n");
    for (service, (built, all)) in SERVICES.iter().zip(counts) {
        write!(
            table,
            "\n### {} (`{}`)\n\n{built} of {all} operations\n\n| Operation | Caller | Supported |\n| --- | --- | --- |\n",
            service.info.title, service.info.signing_name
        )
        .expect("writing to a String does not fail");
        for (operation, is_built) in operations(service) {
            let has = if is_built { "yes" } else { "–" };
            writeln!(
                table,
                "| `{}` | {} | {has} |",
                operation.name,
                caller(operation)
            )
            .expect("writing to a String does not fail");
        }
    }
    table
}

const fn caller(operation: &OperationInfo) -> &'static str {
    if operation.signed {
        "administrator"
    } else {
        "anyone"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_of_the_models_is_listed_once() {
        let text = text();
        let all = SERVICES.iter().map(|service| service.info.operations.len());
        assert_eq!(text.lines().count(), all.sum::<usize>());
        assert!(
            text.contains("yes  anyone         InitiateAuth\n"),
            "{text}"
        );
        assert!(
            text.contains("cognito-sync     no   administrator  ListRecords\n"),
            "{text}"
        );
        assert!(markdown().contains("| `InitiateAuth` | anyone | yes |\n"));
        for service in SERVICES {
            let count = format!(" of {} operations\n", service.info.operations.len());
            assert!(markdown().contains(&count), "{}", service.info.title);
        }
    }
}
