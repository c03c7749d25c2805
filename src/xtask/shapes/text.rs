//! Writing of text, for every writer of a file.

use std::collections::BTreeSet;
use std::fmt::Write as _;

/// Those of the names that the text uses, for its `use`.
pub(super) fn used(text: &str, names: &[&str]) -> String {
    let words: BTreeSet<&str> = text
        .split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_')
        .collect();
    let used: Vec<&str> = names
        .iter()
        .copied()
        .filter(|name| words.contains(name))
        .collect();
    used.join(", ")
}

/// Appends to text, which cannot fail.
pub(super) fn push(out: &mut String, text: std::fmt::Arguments<'_>) {
    out.write_fmt(text)
        .expect("writing to a String does not fail");
}
