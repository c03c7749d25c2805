//! `loggia operations`: every operation of the service model, and whether this program has it.

use crate::user_pools::SERVICE;
use shapes::OperationInfo;
use std::fmt::Write as _;

fn is_built(operation: &OperationInfo) -> bool {
    SERVICE
        .operations
        .iter()
        .any(|entry| entry.name == operation.name)
}

/// One line an operation.
pub fn text() -> String {
    SERVICE
        .modelled
        .iter()
        .fold(String::new(), |mut text, operation| {
            let (has, who) = (
                if is_built(operation) { "yes" } else { "no" },
                caller(operation),
            );
            writeln!(text, "{has:<4} {who:<14} {}", operation.name)
                .expect("writing to a String does not fail");
            text
        })
}

/// The table of README.md.
pub fn markdown() -> String {
    let built = SERVICE
        .modelled
        .iter()
        .filter(|operation| is_built(operation))
        .count();
    let mut table = format!(
        "{built} of {} operations\n\n| Operation | Caller | Supported |\n| --- | --- | --- |\n",
        SERVICE.modelled.len()
    );
    for operation in SERVICE.modelled {
        let has = if is_built(operation) { "yes" } else { "–" };
        writeln!(
            table,
            "| `{}` | {} | {has} |",
            operation.name,
            caller(operation)
        )
        .expect("writing to a String does not fail");
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
    fn every_operation_of_the_model_is_listed_once() {
        let text = text();
        assert_eq!(text.lines().count(), SERVICE.modelled.len());
        assert!(
            text.contains("yes  anyone         InitiateAuth\n"),
            "{text}"
        );
        assert!(markdown().contains("| `InitiateAuth` | anyone | yes |\n"));
    }
}
