//! What a file says of modules: those that it declares, and the paths into its own crate.

use crate::tidy::code::{code, is_name};
use std::iter::Peekable;
use std::ops::Range;
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

    /// What `use` gives a name in the module where the file stands, to others and to those below: the name, and the path
    /// that it stands for; `None` for what no module of the crate holds.
    pub(super) fn imports(&self, module: &[String]) -> Vec<(String, Option<Vec<String>>)> {
        let children = self.modules();
        let mut imports = Vec::new();
        for (at, word) in self.0.match_indices("use ") {
            let before = self.0[..at].rsplit('\n').next().unwrap_or_default();
            // What the root uses itself is not for the modules below it.
            let is_for_others = before.starts_with("pub");
            if !(is_for_others || before.is_empty() && !module.is_empty()) {
                continue;
            }
            for Leaf { mut name, mut path } in leaves(&self.0[at + word.len()..]) {
                if path.last().is_some_and(|last| last == "self") {
                    path.pop();
                    if name == "self" {
                        name = path.last().cloned().unwrap_or_default();
                    }
                }
                let first = path.first().map(String::as_str).unwrap_or_default();
                let origin = if ANCHORS.contains(&first) {
                    Some(from_root(module, &path))
                } else if children.iter().any(|child| child == first) {
                    Some([module, &path].concat())
                } else {
                    None
                };
                imports.push((name, origin));
            }
        }
        imports
    }

    /// The paths into its own crate, each from the crate's root on, from the module where the file stands; a tree gives
    /// each of its leaves.
    pub(super) fn paths(&self, module: &[String]) -> Vec<Vec<String>> {
        let inline = self.blocks("mod ");
        let macros = self.blocks("macro_rules! ");
        let mut starts: Vec<(usize, &str)> = Vec::new();
        for anchor in ANCHORS {
            starts.extend(self.0.match_indices(anchor));
        }
        starts.sort_unstable();
        let mut paths = Vec::new();
        for (at, anchor) in starts {
            let before = self.0[..at].chars().next_back();
            // `$crate::` stands in macros and is another crate's own; `super::super::` is one path.
            let is_start = before.is_none_or(|letter| !is_name(letter) && !"$:".contains(letter));
            let is_path = self.0[at + anchor.len()..].starts_with("::");
            let within = |(_, block): &&(String, Range<usize>)| block.contains(&at);
            // In a macro it begins wherever the macro is used.
            let is_elsewhere = anchor != "crate" && macros.iter().any(|each| within(&each));
            if !is_start || !is_path || is_elsewhere {
                continue;
            }
            let names = inline.iter().filter(within).map(|(name, _)| name.clone());
            let module: Vec<String> = module.iter().cloned().chain(names).collect();
            let leaves = leaves(&self.0[at..]).into_iter();
            paths.extend(leaves.map(|leaf| from_root(&module, &leaf.path)));
        }
        paths
    }

    /// The items with braces that begin with a word: the name of each, and where it stands.
    fn blocks(&self, word: &str) -> Vec<(String, Range<usize>)> {
        let starts = self.0.match_indices(word).map(|(at, _)| at);
        let blocks = starts.filter_map(|at| {
            if self.0[..at].ends_with(is_name) {
                return None;
            }
            let (name, _) = self.0[at + word.len()..].split_once('{')?;
            let name = name.trim();
            if !name.chars().all(is_name) {
                return None;
            }
            let mut depth = 0_usize;
            let open = at + self.0[at..].find('{')?;
            let length = self.0[open..].find(|letter| {
                match letter {
                    '{' => depth += 1,
                    '}' => depth -= 1,
                    _ => {}
                }
                depth == 0
            })?;
            Some((name.to_owned(), open..open + length))
        });
        blocks.collect()
    }
}

/// What a path into its own crate begins with.
const ANCHORS: [&str; 3] = ["crate", "self", "super"];

/// A leaf of a `use` tree, or a path in code.
struct Leaf {
    /// What it is called: its last name, or the one after `as`.
    name: String,
    path: Vec<String>,
}

/// A path that begins with one of [`ANCHORS`], from the crate's root on, as the module means it.
fn from_root(module: &[String], path: &[String]) -> Vec<String> {
    let (mut module, mut rest) = (module, path);
    while let Some((first, after)) = rest.split_first() {
        match first.as_str() {
            "crate" => module = &[],
            "self" => {}
            "super" => module = module.split_last().map_or(&[], |(_, parent)| parent),
            _ => break,
        }
        rest = after;
    }
    [module, rest].concat()
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

/// The leaves of the tree or path with which a text begins.
fn leaves(text: &str) -> Vec<Leaf> {
    let mut leaves = Vec::new();
    tree(&mut text.chars().peekable(), &[], &mut leaves);
    leaves
}

/// One branch of a `use` tree, or a path in code.
fn tree(letters: &mut Peekable<Chars<'_>>, before: &[String], leaves: &mut Vec<Leaf>) {
    skip_spaces(letters);
    if letters.next_if_eq(&'{').is_some() {
        loop {
            skip_spaces(letters);
            match letters.peek() {
                Some('}') | None => break,
                Some(_) => tree(letters, before, leaves),
            }
            // To the next branch.
            while letters
                .next_if(|letter| !matches!(letter, ',' | '}'))
                .is_some()
            {}
            letters.next_if_eq(&',');
        }
        letters.next();
        return;
    }
    let name = word(letters);
    // A macro is no module's: it stands wherever the compiler met it.
    if letters.peek() == Some(&'!') {
        return;
    }
    let mut path = before.to_vec();
    path.extend((!name.is_empty()).then_some(name));
    let Some(last) = path.last() else {
        return;
    };
    let is_end = path.len() == before.len();
    if !is_end && letters.next_if_eq(&':').is_some() && letters.next_if_eq(&':').is_some() {
        tree(letters, &path, leaves);
        return;
    }
    skip_spaces(letters);
    let name = if !is_end && word(letters) == "as" {
        skip_spaces(letters);
        word(letters)
    } else {
        last.clone()
    };
    leaves.push(Leaf { name, path });
}

/// The name that comes next, or the star in place of all names.
fn word(letters: &mut Peekable<Chars<'_>>) -> String {
    let mut word = String::new();
    while let Some(letter) = letters.next_if(|letter| is_name(*letter) || *letter == '*') {
        word.push(letter);
    }
    word
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
        assert_eq!(
            paths(&source, ""),
            ["a::A", "a::self", "b", "b::B", "b::B", "d::*"]
        );
    }

    #[test]
    fn paths_begin_where_the_file_or_its_inner_module_stands() {
        let source = Source::of(
            "use super::{a::A, b};\nfn f(this: &self::Local) { super::super::c(); self.x; super_c::d(); }\n\
             mod inner {\n    use super::E;\n    use super::super::f;\n    use self::G;\n}\n\
             macro_rules! ours {\n    ($name:ident) => {\n        impl super::$name for crate::H {}\n    };\n}\n\
             use super::i as j;\n",
        );
        assert_eq!(
            paths(&source, "m::n"),
            [
                "m::a::A",
                "m::b",
                "m::n::Local",
                "c",
                "m::n::E",
                "m::f",
                "m::n::inner::G",
                "H",
                "m::i"
            ]
        );
    }

    #[test]
    fn a_name_stands_for_what_it_was_imported_from() {
        let source = Source::of(
            "mod a;\nmod b;\npub use a::{A, B as C};\npub(super) use super::d::{self, E};\nuse b::F;\n\
             use other_crate::G;\nfn f() {\n    use b::H;\n}\n",
        );
        let imports = |module: &str| -> Vec<(String, String)> {
            let imports = source.imports(&name(module)).into_iter();
            let origin = |origin: Option<Vec<String>>| origin.unwrap_or_default().join("::");
            imports.map(|(name, path)| (name, origin(path))).collect()
        };
        let pairs = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
            let pairs = pairs.iter();
            let owned = |(name, path): &(&str, &str)| ((*name).to_owned(), (*path).to_owned());
            pairs.map(owned).collect()
        };
        let for_others = [
            ("A", "m::a::A"),
            ("C", "m::a::B"),
            ("d", "d"),
            ("E", "d::E"),
        ];
        let own = [("F", "m::b::F"), ("G", "")];
        assert_eq!(imports("m"), pairs(&[for_others.as_slice(), &own].concat()));
        let of_root = [("A", "a::A"), ("C", "a::B"), ("d", "d"), ("E", "d::E")];
        assert_eq!(imports(""), pairs(&of_root));
    }

    fn name(path: &str) -> Vec<String> {
        let parts = path.split("::").filter(|part| !part.is_empty());
        parts.map(str::to_owned).collect()
    }

    fn paths(source: &Source, module: &str) -> Vec<String> {
        let paths = source.paths(&name(module)).into_iter();
        paths.map(|path| path.join("::")).collect()
    }
}
