//! `loggia operations`: every operation of every service model, and whether this program has it.

use crate::{api::Entry, user_pools};
use shapes::{OperationInfo, ServiceInfo, identity, idp, sts, sync};
use std::fmt::Write as _;

/// The services of AWS, each with the operations of it that this program has.
const SERVICES: &[(&ServiceInfo, &[Entry])] = &[
    (&idp::SERVICE, user_pools::SERVICE.operations),
    (&identity::SERVICE, &[]),
    (&sync::SERVICE, &[]),
    (&sts::SERVICE, &[]),
];

/// The operations of a service, each with whether this program has it.
fn operations(
    (service, entries): &(&'static ServiceInfo, &'static [Entry]),
) -> impl Iterator<Item = (&'static OperationInfo, bool)> + use<> {
    let entries = *entries;
    let is_built = move |info: &OperationInfo| entries.iter().any(|entry| entry.name == info.name);
    let all = service.operations.iter();
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
                service.0.signing_name,
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
        (built.count(), service.0.operations.len())
    });
    let (built, all) = counts
        .clone()
        .fold((0, 0), |(built, all), (more, of)| (built + more, all + of));
    let mut table = format!("{built} of {all} operations\n");
    for (service, (built, all)) in SERVICES.iter().zip(counts) {
        write!(
            table,
            "\n### {} (`{}`)\n\n{built} of {all} operations\n\n| Operation | Caller | Supported |\n| --- | --- | --- |\n",
            service.0.title, service.0.signing_name
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
        let all = SERVICES.iter().map(|(service, _)| service.operations.len());
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
        for (service, _) in SERVICES {
            let count = format!(" of {} operations\n", service.operations.len());
            assert!(markdown().contains(&count), "{}", service.title);
        }
    }
}
