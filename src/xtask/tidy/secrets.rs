//! Refuses comparisons of secrets that end at the first difference, and so tell by their time how much was right.

use super::code::{code, is_name};
use super::files::sources;
use super::relative;
use crate::workspace::Workspace;

/// What `derive` makes comparisons of, or an order or a hash that go with them.
const COMPARISONS: &[&str] = &["PartialEq", "Eq", "PartialOrd", "Ord", "Hash"];
/// The names of fields that hold a secret, alone or behind `_`.
const SECRETS: &[&str] = &["secret", "password", "verifier", "pkcs8", "private_key"];
/// Types that hold text or bytes as they are.
const PLAIN: &[&str] = &[
    "String",
    "Vec<u8>",
    "&str",
    "&'static str",
    "[u8;",
    "Box<[u8]>",
];
/// Where a secret is for the eyes of whom it belongs to, or a shape of the service's model, and nothing compares it.
const SHOWN: &[&str] = &["src/wire/screen/", "src/shapes/idp/structure.rs"];

/// No type that hides itself from Debug or holds a secret as plain text derives a comparison, and no exposed secret is
/// compared by an operator.
pub(super) fn check(workspace: &Workspace) -> Result<Vec<String>, String> {
    let mut breaches = Vec::new();
    for (path, text) in sources(workspace, &["rs"]) {
        let path = relative(workspace, &path);
        let is_shown = SHOWN.iter().any(|place| path.starts_with(place));
        let problems = problems(&text, is_shown).into_iter();
        breaches.extend(problems.map(|(line, problem)| format!("{path}:{line}: {problem}")));
    }
    Ok(breaches)
}

/// What is wrong in a file, with its lines.
fn problems(text: &str, is_shown: bool) -> Vec<(usize, String)> {
    let hidden = hidden_types(text);
    let code = code(text);
    let lines: Vec<&str> = code.lines().collect();
    let mut problems = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        if let Some(name) = type_name(line)
            && derives_comparison(&lines[..at])
        {
            let plain = plain_secret(&lines[at..]).filter(|_| !is_shown);
            if hidden.contains(&name) {
                let problem = "hides itself and derives a comparison: write it with `subtle`, or leave it out";
                problems.push((at + 1, format!("`{name}` {problem}")));
            } else if let Some(field) = plain {
                let problem =
                    "is plain text in a type that derives a comparison: make it a `Secret`";
                problems.push((at + 1, format!("`{field}` of `{name}` {problem}")));
            }
        }
        if compares_exposed(line) {
            let problem = "an exposed secret is compared by an operator: use `matches`";
            problems.push((at + 1, problem.to_owned()));
        }
    }
    problems
}

/// The types whose Debug shows `***` in place of what they hold.
fn hidden_types(text: &str) -> Vec<&str> {
    let impls = text.split("Debug for ").skip(1);
    let hidden = impls.filter(|rest| {
        let body = rest.split("\n}").next().unwrap_or_default();
        body.contains("***")
    });
    let names = hidden.filter_map(|rest| rest.split(|letter| !is_name(letter)).next());
    names.collect()
}

/// The name of the type that begins on this line.
fn type_name(line: &str) -> Option<&str> {
    let mut words = line
        .split_whitespace()
        .skip_while(|word| word.starts_with("pub"));
    words
        .next()
        .filter(|word| ["struct", "enum"].contains(word))?;
    words.next()?.split(|letter| !is_name(letter)).next()
}

/// Whether the attributes at the end of these lines derive a comparison.
fn derives_comparison(before: &[&str]) -> bool {
    let attributes = before.iter().rev().take_while(|line| {
        let line = line.trim();
        !line.is_empty() && !line.starts_with('}') && !line.ends_with(';')
    });
    let mut derived = String::new();
    for line in attributes {
        derived.insert_str(0, line);
    }
    let lists = derived.split("#[derive(").skip(1);
    let names = lists.flat_map(|list| list.split(')').next().unwrap_or_default().split(','));
    names.map(str::trim).any(|name| COMPARISONS.contains(&name))
}

/// The first field of the type at the beginning of these lines that holds a secret as it is.
fn plain_secret<'a>(lines: &[&'a str]) -> Option<&'a str> {
    let fields = lines.iter().skip(1).take_while(|line| **line != "}");
    let fields = fields.filter_map(|line| line.trim().trim_start_matches("pub ").split_once(": "));
    let mut plain = fields.filter(|(name, value)| {
        let is_secret = SECRETS.iter().any(|secret| {
            let rest = name.strip_suffix(secret);
            rest.is_some_and(|rest| rest.is_empty() || rest.ends_with('_'))
        });
        let value = value
            .trim_start_matches("Option<")
            .trim_start_matches("Zeroizing<");
        is_secret && PLAIN.iter().any(|plain| value.starts_with(plain))
    });
    plain.next().map(|(name, _)| name)
}

/// Whether one side of `==` or `!=` is an exposed secret.
fn compares_exposed(line: &str) -> bool {
    ["==", "!="].iter().any(|operator| {
        line.match_indices(operator).any(|(at, _)| {
            let left = line[..at].trim_end();
            let right = line[at + operator.len()..].trim_start_matches([' ', '*', '&']);
            let end = right.find(|letter: char| !is_name(letter) && letter != '.');
            let (path, rest) = right.split_at(end.unwrap_or(right.len()));
            left.ends_with(".expose()") || (path.ends_with(".expose") && rest.starts_with("()"))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::problems;

    #[track_caller]
    fn check(text: &str, expect: &[usize]) {
        let problems = problems(text, false);
        let lines: Vec<usize> = problems.iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, expect, "{problems:?}");
    }

    #[test]
    fn what_hides_itself_derives_no_comparison() {
        let debug = "impl fmt::Debug for Key {\n    fn fmt() {\n        f.write_str(\"Key(***)\")\n    }\n}";
        check(
            &format!("#[derive(Clone, PartialEq)]\npub struct Key(String);\n{debug}"),
            &[2],
        );
        check(
            &format!("#[derive(\n    Hash,\n)]\n#[serde(x)]\nenum Key {{\n    A,\n}}\n{debug}"),
            &[5],
        );
        check(
            &format!("#[derive(Clone)]\nstruct Key(String);\n{debug}"),
            &[],
        );
        check(
            &format!(
                "#[derive(PartialEq)]\nstruct Other(String);\n\n#[derive(Clone)]\n#[cfg_attr(test, derive(PartialEq))]\nstruct Key;\n{debug}"
            ),
            &[],
        );
    }

    #[test]
    fn a_secret_that_is_compared_is_no_plain_text() {
        check(
            "#[derive(PartialEq)]\nstruct A {\n    pub client_secret: Option<String>,\n}",
            &[2],
        );
        check(
            "#[derive(Eq)]\nstruct A {\n    pkcs8: Zeroizing<Vec<u8>>,\n}",
            &[2],
        );
        check(
            "#[derive(PartialEq)]\nstruct A {\n    secret: Secret,\n    secret_id: String,\n}",
            &[],
        );
        check("#[derive(Clone)]\nstruct A {\n    secret: String,\n}", &[]);
    }

    #[test]
    fn exposed_secrets_are_not_compared_by_operators() {
        check("if key.expose() == other {}", &[1]);
        check("if *other != key.secret.expose() {}", &[1]);
        check("if a == b && key.matches(other) {}", &[]);
        check(
            "if hash(key.expose()) == other && other == hash(key.expose()) {}",
            &[],
        );
    }
}
