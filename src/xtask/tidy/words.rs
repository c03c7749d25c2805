//! Refuses identifiers that are words which name nothing.

use super::code::{code, is_name};
use super::files::sources;
use super::relative;
use crate::workspace::Workspace;

/// Words that are the name of no value, type, module or function.
///
/// Participles say what was done to a thing and not what it is, so one word stood for a request, a stored row and an
/// answer alike; a boolean (`is_found`) or a noun behind it (`stored_key`) makes a name of one. The others are words of
/// this project's own where OAuth, Cognito or Rust has one. What the outside uses as a name is not among them: `visit`
/// is serde's, and HTTP's `FOUND` is a constant.
const WORDS: &[&str] = &[
    "asked", "given", "kept", "found", "shown", "told", "met", "drawn", "answered", "granted",
    "ended", "founded", "rolled", "wish", "nobody", "door", "trouble", "flaw", "claimant",
    "enliven", "wander", "whose",
];

/// Words that name a variant (`Next::Refused`, `Username::Taken`) and nothing else: no value, module or function.
const VARIANTS: &[&str] = &["refused", "taken"];

/// No identifier is one of the words, in snake case or camel case, tests included.
pub(super) fn check(workspace: &Workspace) -> Result<Vec<String>, String> {
    let mut breaches = Vec::new();
    for (path, text) in sources(workspace, &["rs"]) {
        let path = relative(workspace, &path);
        let uses = uses(&text).into_iter();
        breaches.extend(
            uses.map(|(line, word)| {
                format!("{path}:{line}: `{word}` names nothing: say what it is")
            }),
        );
    }
    Ok(breaches)
}

/// The identifiers that are one of the words, with their lines.
fn uses(text: &str) -> Vec<(usize, String)> {
    let code = code(text);
    let lines = code.lines().enumerate();
    let names = lines.flat_map(|(at, line)| {
        let names = line.split(|letter| !is_name(letter));
        names.map(move |name| (at + 1, name))
    });
    names
        .filter(|(_, name)| WORDS.iter().any(|word| is_word(name, word)) || VARIANTS.contains(name))
        .map(|(line, name)| (line, name.to_owned()))
        .collect()
}

/// Whether an identifier is this word, as a value or as a type is written.
fn is_word(name: &str, word: &str) -> bool {
    name.strip_prefix(|letter: char| word.starts_with(letter.to_ascii_lowercase()))
        .is_some_and(|rest| rest == &word[1..])
}

#[cfg(test)]
mod tests {
    use super::uses;

    #[track_caller]
    fn check(text: &str, expect: &[(usize, &str)]) {
        let actual = uses(text);
        let actual: Vec<_> = actual
            .iter()
            .map(|(line, name)| (*line, name.as_str()))
            .collect();
        assert_eq!(actual, expect);
    }

    #[test]
    fn a_word_is_refused_wherever_it_is_a_name() {
        check("let found = 1;", &[(1, "found")]);
        check(
            "mod kept;\n\nstruct Given {\n    shown: u8,\n}",
            &[(1, "kept"), (3, "Given"), (4, "shown")],
        );
        check(
            "let text = \"\n\";\nfn nobody(asked: &str) {}",
            &[(3, "nobody"), (3, "asked")],
        );
        check(
            "#[cfg(test)]\nmod tests {\n    fn door() {}\n}",
            &[(3, "door")],
        );
    }

    #[test]
    fn a_variant_may_have_what_no_value_may() {
        check("fn refused() -> Taken { Next::Refused }", &[(1, "refused")]);
        check("let taken = Username::Taken;", &[(1, "taken")]);
        check(
            "let answered = Answered;",
            &[(1, "answered"), (1, "Answered")],
        );
    }

    #[test]
    fn booleans_nouns_constants_texts_and_comments_may_have_it() {
        check(
            "let is_found = stored_flow.is_shown || RuleMet && kept_keys;",
            &[],
        );
        check("StatusCode::FOUND; Error::NotFound; fn not_found() {}", &[]);
        check("// found\n/// Given.\nlet a = \"kept\"; // told", &[]);
        check("let b = r#\"asked\"#; format!(\"nobody\")", &[]);
    }
}
