//! Modules that use one another in a circle, and modules that use the roof of their crate.
//!
//! Read are the paths that begin with `crate::`, `super::` or `self::`, tests left out, and followed through the modules
//! that only hand a name on. A folder counts as one module beside its neighbours, so
//! that parent and child may use one another, and whatever stands between two folders is seen.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::relative;
use crate::workspace::{Workspace, read};

mod source;

/// Where crates are, and what `mod` in a crate's first file begins from.
const CRATES: &str = "src";

/// A module: the names from the crate's root on; the root itself has none.
type Name = Vec<String>;

/// A crate's modules, with the paths that each uses.
struct Modules {
    files: BTreeMap<Name, PathBuf>,
    /// What each gives a name by `use`; `None` for what is no module's.
    imports: BTreeMap<Name, Vec<(String, Option<Name>)>>,
    uses: Vec<(Name, Name)>,
}

/// No circle among the modules of any crate.
pub(super) fn check(workspace: &Workspace) -> Result<Vec<String>, String> {
    let mut breaches = Vec::new();
    for (name, modules) in crates(workspace)? {
        for circle in modules.circles() {
            let circle = circle.join(", ");
            breaches.push(format!("{CRATES}/{name}: {circle} use one another"));
        }
    }
    Ok(breaches)
}

/// No module uses what its crate's first file holds.
pub(super) fn check_roofs(workspace: &Workspace) -> Result<Vec<String>, String> {
    let mut breaches = Vec::new();
    for (_, modules) in crates(workspace)? {
        let mut users: BTreeSet<&Name> = BTreeSet::new();
        for (from, path) in &modules.uses {
            let is_roof = path
                .first()
                .is_some_and(|first| !modules.files.contains_key(std::slice::from_ref(first)));
            if is_roof && !from.is_empty() {
                users.insert(from);
            }
        }
        for user in users {
            let file = relative(workspace, &modules.files[user]);
            breaches.push(format!("{file} uses the first file of its crate"));
        }
    }
    Ok(breaches)
}

/// The modules of every crate of ours that is a library.
fn crates(workspace: &Workspace) -> Result<Vec<(String, Modules)>, String> {
    let folder = workspace.path(CRATES);
    let entries = std::fs::read_dir(&folder).map_err(|error| format!("{CRATES}: {error}"))?;
    let mut folders: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    folders.sort();
    let mut libraries = Vec::new();
    for folder in folders {
        let roots = ["lib.rs", "main.rs"].map(|file| folder.join(file));
        let Some(root) = roots.into_iter().find(|file| file.is_file()) else {
            continue;
        };
        let name = folder.file_name().unwrap_or_default().to_string_lossy();
        let mut modules = Modules {
            files: BTreeMap::new(),
            imports: BTreeMap::new(),
            uses: Vec::new(),
        };
        modules.read(Name::new(), root, &folder)?;
        let uses = std::mem::take(&mut modules.uses).into_iter();
        modules.uses = uses
            .filter_map(|(from, path)| Some((from, modules.origin(path)?)))
            .collect();
        libraries.push((name.into_owned(), modules));
    }
    Ok(libraries)
}

impl Modules {
    /// Reads a module's file and those below it, which are in `folder`.
    fn read(&mut self, name: Name, file: PathBuf, folder: &Path) -> Result<(), String> {
        let source = source::Source::of(&read(&file)?);
        self.files.insert(name.clone(), file);
        self.imports.insert(name.clone(), source.imports(&name));
        let uses = source.paths(&name).into_iter();
        self.uses.extend(uses.map(|path| (name.clone(), path)));
        for child in source.modules() {
            let below = folder.join(&child);
            let file = folder.join(format!("{child}.rs"));
            // One that another place holds is no part of this crate's folders.
            if !file.is_file() {
                continue;
            }
            let mut name = name.clone();
            name.push(child);
            self.read(name, file, &below)?;
        }
        Ok(())
    }

    /// The path to where a thing stands, past the modules that only hand it on; `None` if no module of the crate has it.
    fn origin(&self, mut path: Name) -> Option<Name> {
        let mut passed = BTreeSet::new();
        // A module and what it holds may have one name: no path is followed twice.
        while passed.insert(path.clone()) {
            let mut ends = (0..=path.len()).rev();
            let end = ends.find(|end| self.files.contains_key(&path[..*end]))?;
            let Some((name, rest)) = path[end..].split_first() else {
                break;
            };
            let mut imports = self.imports.get(&path[..end]).into_iter().flatten();
            match imports.find(|(import, _)| import == name) {
                Some((_, Some(origin))) => path = [origin, rest].concat(),
                Some((_, None)) => return None,
                None => break,
            }
        }
        Some(path)
    }

    /// The circles among modules that stand beside one another, each sorted.
    fn circles(&self) -> Vec<Vec<String>> {
        let mut parents: BTreeSet<&[String]> = BTreeSet::new();
        parents.extend(
            self.files
                .keys()
                .filter_map(|name| Some(name.split_last()?.1)),
        );
        let beside = |parent| circles(&self.beside(parent));
        parents.into_iter().flat_map(beside).collect()
    }

    /// What each child of a module uses of its other children, whatever below it does so.
    fn beside(&self, parent: &[String]) -> BTreeMap<String, BTreeSet<String>> {
        let child = |path: &[String]| {
            let rest = path.strip_prefix(parent)?;
            let child = [parent, rest.get(..1)?].concat();
            self.files.contains_key(&child).then(|| child.join("::"))
        };
        let mut edges: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (from, path) in &self.uses {
            if let (Some(from), Some(to)) = (child(from), child(path))
                && from != to
            {
                edges.entry(from).or_default().insert(to);
            }
        }
        edges
    }
}

/// The groups of which each member reaches each other one.
fn circles(edges: &BTreeMap<String, BTreeSet<String>>) -> Vec<Vec<String>> {
    let reach = |from: &String| {
        let mut reached: BTreeSet<&String> = BTreeSet::new();
        let mut waiting: Vec<&String> = edges.get(from).into_iter().flatten().collect();
        while let Some(next) = waiting.pop() {
            if reached.insert(next) {
                waiting.extend(edges.get(next).into_iter().flatten());
            }
        }
        reached
    };
    let reached: BTreeMap<&String, BTreeSet<&String>> =
        edges.keys().map(|from| (from, reach(from))).collect();
    let mut groups: BTreeSet<Vec<String>> = BTreeSet::new();
    for (from, to) in &reached {
        let back = |other: &&&String| reached.get(**other).is_some_and(|back| back.contains(from));
        let group: Vec<String> = to.iter().filter(back).map(|one| (*one).clone()).collect();
        if group.len() > 1 {
            groups.insert(group);
        }
    }
    groups.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::write;

    fn name(path: &str) -> Name {
        let parts = path.split("::").filter(|part| !part.is_empty());
        parts.map(str::to_owned).collect()
    }

    #[track_caller]
    fn check(modules: &[&str], uses: &[(&str, &str)], expect: &[&[&str]]) {
        let modules = Modules {
            files: modules
                .iter()
                .map(|path| (name(path), PathBuf::new()))
                .collect(),
            imports: BTreeMap::new(),
            uses: uses
                .iter()
                .map(|(from, to)| (name(from), name(to)))
                .collect(),
        };
        assert_eq!(modules.circles(), expect);
    }

    #[test]
    fn circles_are_found_between_neighbours_and_their_folders() {
        let modules = ["", "a", "a::x", "a::y", "b", "c"];
        check(&modules, &[("a", "b::B"), ("b", "c"), ("a", "a::x")], &[]);
        check(
            &modules,
            &[("a", "b::B"), ("b", "c"), ("c", "a::A")],
            &[&["a", "b", "c"]],
        );
        check(&modules, &[("a::x", "b"), ("b", "a::A")], &[&["a", "b"]]);
        check(&modules, &[("a::x", "a::A"), ("a", "a::x::X")], &[]);
        let within = [("a::x", "a::y::Y"), ("a::y", "a::x::X")];
        check(&modules, &within, &[&["a::x", "a::y"]]);
    }

    #[test]
    fn paths_to_neighbours_are_followed() {
        let root = std::env::temp_dir().join(format!("loggia-circles-{}", std::process::id()));
        let workspace = Workspace {
            cache: root.clone(),
            root: root.clone(),
        };
        let check = |x: &str, y: &str, b: &str, expect: &[&str]| {
            let a = "mod x;\nmod y;\npub use y::Y;\nuse x::X;\npub struct A;";
            let files = [
                ("lib", "mod a;\nmod b;"),
                ("a", a),
                ("a/x", x),
                ("a/y", y),
                ("b", b),
            ];
            for (name, text) in files {
                let path = workspace.path(&format!("src/ours/{name}.rs"));
                write(&path, text).expect("a file is written");
            }
            assert_eq!(
                super::check(&workspace).expect("it is read"),
                expect,
                "{x} {y} {b}"
            );
        };
        let siblings = &["src/ours: a::x, a::y use one another"];
        let x = "use super::y;";
        check(x, "use super::A;", "", &[]);
        check(x, "use super::x::f;", "", siblings);
        check(x, "fn f() { self::super::x::f(); }", "", siblings);
        // By a name that their parent hands on.
        check("fn f() { super::Y; }", "use super::X;", "", siblings);
        let b = "use super::a::A;";
        check(x, "", b, &[]);
        let folders = &["src/ours: a, b use one another"];
        check(x, "fn f() { super::super::b::f(); }", b, folders);
        std::fs::remove_dir_all(&root).ok();
    }
}
