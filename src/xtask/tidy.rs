//! The rules of the house that no compiler knows, each a function from the checkout to what breaks it.
//!
//! Owns rules about files and folders. Must not know how anything is built or run.

mod arrows;
mod circles;
mod code;
mod files;
mod locales;
mod operations;
mod proxies;
mod secrets;
mod styles;
mod words;

use crate::workspace::Workspace;

/// A rule: how it reads, and what breaks it (each line names a file).
type Rule = (&'static str, fn(&Workspace) -> Result<Vec<String>, String>);

const RULES: &[Rule] = &[
    ("crates use only what their arrows allow", arrows::check),
    (
        "no modules of a crate use one another in a circle",
        circles::check,
    ),
    (
        "no module uses the first file of its crate",
        circles::check_roofs,
    ),
    ("no file is longer than 500 lines", files::length),
    (
        "every folder's first file says what it owns",
        files::opening,
    ),
    ("nothing is left open in the sources", files::left_open),
    (
        "no identifier is a word of the list in src/xtask/tidy/words.rs",
        words::check,
    ),
    (
        "no secret is compared in a time that tells of it",
        secrets::check,
    ),
    ("no file names a place of one machine", files::machine_paths),
    (
        "no package-lock.json records a download address",
        files::lock_addresses,
    ),
    ("every operation is listed, in order", operations::listed),
    (
        "every operation has a success and a refusal test",
        operations::tested,
    ),
    (
        "every style sheet of a component has its component",
        styles::components,
    ),
    ("every class of the style sheets is used", styles::classes),
    ("all locales have the same keys", locales::check),
    (
        "Trunk.toml forwards every path of the server",
        proxies::check,
    ),
];

/// Checks every rule; gives how many there are.
///
/// **Errors** every breach of every rule, so that they can be mended in one go.
pub(crate) fn check(workspace: &Workspace) -> Result<usize, String> {
    let mut breaches = Vec::new();
    for (rule, check) in RULES {
        let problems = check(workspace)?;
        if !problems.is_empty() {
            breaches.push(format!("rule broken: {rule}\n  {}", problems.join("\n  ")));
        }
    }
    if breaches.is_empty() {
        Ok(RULES.len())
    } else {
        Err(breaches.join("\n"))
    }
}

/// The path as people write it: below the root.
fn relative(workspace: &Workspace, path: &std::path::Path) -> String {
    path.strip_prefix(&workspace.root)
        .unwrap_or(path)
        .to_string_lossy()
        .into_owned()
}

/// Does `text` hold `word` with no letter, digit, `-` or `_` next to it?
fn has_word(text: &str, word: &str) -> bool {
    let part = |letter: Option<char>| {
        letter.is_some_and(|letter| letter.is_alphanumeric() || letter == '-' || letter == '_')
    };
    text.match_indices(word).any(|(at, _)| {
        !part(text[..at].chars().next_back()) && !part(text[at + word.len()..].chars().next())
    })
}

#[cfg(test)]
mod tests {
    use super::has_word;

    #[test]
    fn a_word_stands_alone() {
        assert!(has_word("class=\"lg-field big\"", "lg-field"));
        assert!(!has_word("class=\"lg-field-label\"", "lg-field"));
        assert!(has_word("lg-field-label lg-field", "lg-field"));
        assert!(!has_word("", "lg-field"));
    }
}
