//! Token requests whose parameters stand in the query, as Cognito takes them and much public code sends them.
//!
//! RFC 6749 §3.2 has them in the body only: addresses end up in logs of proxies. So no client secret is read from the
//! query, and the operator is told once for each client ([`crate::query_clients`]).

use std::collections::BTreeMap;

/// The parameters that are never read from the query.
const BODY_ONLY: [&str; 1] = ["client_secret"];

/// Adds to a body's parameters those of the query that it lacks. Whether any were added.
pub(super) fn complete<'a>(
    body: &mut BTreeMap<&'a str, &'a str>,
    query: BTreeMap<&'a str, &'a str>,
) -> bool {
    let before = body.len();
    for (name, value) in query {
        if !BODY_ONLY.contains(&name) {
            body.entry(name).or_insert(value);
        }
    }
    body.len() > before
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_body_wins_and_a_secret_is_in_it_or_nowhere() {
        let check = |body: &[(&'static str, &'static str)],
                     query: &[(&'static str, &'static str)],
                     expect: &[(&str, &str)],
                     added: bool| {
            let mut form = body.iter().copied().collect();
            let outcome = complete(&mut form, query.iter().copied().collect());
            assert_eq!(
                (form, outcome),
                (expect.iter().copied().collect(), added),
                "{body:?} {query:?}"
            );
        };
        check(&[], &[], &[], false);
        check(
            &[("code", "body")],
            &[("code", "query"), ("grant_type", "g")],
            &[("code", "body"), ("grant_type", "g")],
            true,
        );
        check(
            &[("code", "body")],
            &[("code", "query")],
            &[("code", "body")],
            false,
        );
        check(&[], &[("client_secret", "s")], &[], false);
    }
}
