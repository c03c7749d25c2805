//! What a file says of modules: those that it declares, and the paths into its own crate.

use crate::tidy::code::{code, is_name};
use std::iter::Peekable;
use std::str::Chars;

/// A file without its comments and tests.
pub(super) struct Source(String);

impl Source {
    /// Reads a file's text.
    pub(super) fn of(text: &str) -> Self {
        let text = code(text);
        let mut code = String::with_capacity(text.len());
        let mut lines = text.lines();
        while let Some(line) = lines.next() {
            if is_for_tests(line) {
                skip_item(&mut lines);
            } else {
                code.push_str(line);
                code.push('\n');
            }
        }
        Self(code)
    }

    /// The modules in files of their own that it declares.
    pub(super) fn modules(&self) -> Vec<String> {
        let declared = self.0.lines().filter_map(|line| {
            let words = line.trim().strip_suffix(';')?;
            let (before, name) = words.rsplit_once("mod ")?;
            let is_visibility = before.is_empty() || before.starts_with("pub");
            is_visibility.then(|| name.to_owned())
        });
        declared.collect()
    }

    /// What it gives under its own name: the name, and the path that it stands for.
    pub(super) fn exports(&self) -> Vec<(String, Vec<String>)> {
        let mut paths = Vec::new();
        for word in ["pub use ", "pub(crate) use "] {
            for (at, _) in self.0.match_indices(word) {
                let mut letters = self.0[at + word.len()..].chars().peekable();
                tree(&mut letters, &[], &mut paths);
            }
        }
        let named = |path: Vec<String>| Some((path.last()?.clone(), path));
        paths.into_iter().filter_map(named).collect()
    }

    /// The paths that begin with `crate::`, without that; a tree gives each of its leaves.
    pub(super) fn paths(&self) -> Vec<Vec<String>> {
        let mut paths = Vec::new();
        for (at, word) in self.0.match_indices("crate::") {
            let before = self.0[..at].chars().next_back();
            // `$crate::` stands in macros and is another crate's own.
            if before.is_none_or(|letter| letter != '$' && !is_name(letter)) {
                let mut letters = self.0[at + word.len()..].chars().peekable();
                tree(&mut letters, &[], &mut paths);
            }
        }
        paths
    }
}

/// Whether an attribute keeps an item to tests and to what tests of other crates start from.
fn is_for_tests(line: &str) -> bool {
    let line = line.trim();
    line.starts_with("#[cfg(test)") || line.starts_with("#[cfg(any(test,")
}

/// Leaves out the item that follows: to its semicolon, or to the end of its braces.
fn skip_item<'a>(lines: &mut impl Iterator<Item = &'a str>) {
    let mut depth = 0_usize;
    for line in lines {
        if line.trim_start().starts_with("#[") {
            continue;
        }
        depth += line.matches('{').count();
        depth = depth.saturating_sub(line.matches('}').count());
        if depth == 0 {
            return;
        }
    }
}

/// One branch of a `use` tree, or a path in code.
fn tree(letters: &mut Peekable<Chars<'_>>, before: &[String], paths: &mut Vec<Vec<String>>) {
    skip_spaces(letters);
    if letters.next_if_eq(&'{').is_some() {
        loop {
            skip_spaces(letters);
            match letters.peek() {
                Some('}') | None => break,
                Some(_) => tree(letters, before, paths),
            }
            // Past ` as name`, to the next branch.
            while letters
                .next_if(|letter| !matches!(letter, ',' | '}'))
                .is_some()
            {}
            letters.next_if_eq(&',');
        }
        letters.next();
        return;
    }
    let mut name = String::new();
    while let Some(letter) = letters.next_if(|letter| is_name(*letter) || *letter == '*') {
        name.push(letter);
    }
    // A macro is no module's: it stands wherever the compiler met it.
    if letters.peek() == Some(&'!') {
        return;
    }
    if name.is_empty() {
        paths.extend((!before.is_empty()).then(|| before.to_vec()));
        return;
    }
    let path = [before, &[name]].concat();
    if letters.next_if_eq(&':').is_some() && letters.next_if_eq(&':').is_some() {
        tree(letters, &path, paths);
    } else {
        paths.push(path);
    }
}

fn skip_spaces(letters: &mut Peekable<Chars<'_>>) {
    while letters.next_if(|letter| letter.is_whitespace()).is_some() {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_trees_and_code_are_found_and_tests_are_not() {
        let source = Source::of(
            "//! Of [`crate::nothing`].\nmod a;\npub(crate) mod b;\n#[cfg(test)]\nmod stories;\n\
             use crate::{\n    a::{A, self as other},\n    b,\n};\n\
             fn f() -> crate::b::B<u8> { crate::b::B::<u8>::new(); crate::macro_of_ours!(); other_crate::x(); \"crate::text\"; r#\"crate::raw\"#; '\"' }\n\
             #[cfg(test)]\nmod tests {\n    use crate::c;\n    fn g() {}\n}\nuse crate::d::*;\n",
        );
        assert_eq!(source.modules(), ["a", "b"]);
        let paths: Vec<String> = source.paths().iter().map(|path| path.join("::")).collect();
        assert_eq!(paths, ["a::A", "a::self", "b", "b::B", "b::B", "d::*"]);
    }
}
