//! Rules about single files: length, opening, nothing left open, nothing of one machine.

use std::path::{Path, PathBuf};

use super::{has_word, relative};
use crate::workspace::{Workspace, files};

const LONGEST: usize = 500;
/// What people write and read; generated and downloaded files are neither.
const SOURCES: &[&str] = &["rs", "js", "mjs", "ts", "css", "html", "py", "sql", "sh"];

/// The files of these kinds, with their text.
pub(super) fn sources(workspace: &Workspace, extensions: &[&str]) -> Vec<(PathBuf, String)> {
    let wanted = |path: &Path| {
        path.extension()
            .is_some_and(|extension| extensions.iter().any(|each| extension == *each))
    };
    files(&workspace.root)
        .into_iter()
        .filter(|path| wanted(path))
        .filter_map(|path| std::fs::read_to_string(&path).ok().map(|text| (path, text)))
        .collect()
}

/// The generated crate: its folders are written by `cargo xtask shapes`.
fn generated(workspace: &Workspace, path: &Path) -> bool {
    path.starts_with(workspace.path("src/shapes"))
}

pub(super) fn length(workspace: &Workspace) -> Result<Vec<String>, String> {
    let all = sources(workspace, SOURCES);
    let long = all
        .iter()
        .filter(|(path, _)| !generated(workspace, path))
        .filter_map(|(path, text)| {
            let lines = text.lines().count();
            (lines > LONGEST).then(|| format!("{} has {lines} lines", relative(workspace, path)))
        });
    Ok(long.collect())
}

pub(super) fn opening(workspace: &Workspace) -> Result<Vec<String>, String> {
    let first = ["lib.rs", "main.rs"];
    let all = sources(workspace, &["rs"]);
    let bare = all.iter().filter(|(path, text)| {
        path.file_name()
            .is_some_and(|name| first.iter().any(|each| name == *each))
            && !text.starts_with("//!")
    });
    Ok(bare
        .map(|(path, _)| format!("{} does not open with `//!`", relative(workspace, path)))
        .collect())
}

pub(super) fn left_open(workspace: &Workspace) -> Result<Vec<String>, String> {
    // Put together here, so that this file does not break its own rule.
    let words = [
        concat!("TO", "DO"),
        concat!("FIX", "ME"),
        concat!("XX", "X"),
        concat!("HA", "CK"),
    ];
    let mut breaches = Vec::new();
    for (path, text) in sources(workspace, SOURCES) {
        for (at, line) in text.lines().enumerate() {
            if words.iter().any(|word| has_word(line, word))
                || line.trim_start().starts_with(concat!("#[ig", "nore"))
            {
                breaches.push(format!(
                    "{}:{}: {}",
                    relative(workspace, &path),
                    at + 1,
                    line.trim()
                ));
            }
        }
    }
    Ok(breaches)
}

pub(super) fn machine_paths(workspace: &Workspace) -> Result<Vec<String>, String> {
    let places = [
        concat!("/wo", "rk/"),
        concat!("/ro", "ot/"),
        concat!("/Us", "ers/"),
    ];
    let more = ["toml", "md", "json", "yml", "yaml", "lock", "run"];
    let mut breaches = Vec::new();
    for (path, text) in sources(workspace, &[SOURCES, &more].concat()) {
        for (at, line) in text.lines().enumerate() {
            let is_place = places.iter().any(|place| {
                line.match_indices(place).any(|(start, _)| {
                    // "/framework/" and "https://example.org/…" are not such places.
                    let before = line[..start].chars().next_back();
                    before.is_none_or(|letter| {
                        !letter.is_alphanumeric() && !matches!(letter, '.' | '_' | '-' | '/')
                    })
                })
            });
            if is_place {
                breaches.push(format!("{}:{}", relative(workspace, &path), at + 1));
            }
        }
    }
    Ok(breaches)
}

pub(super) fn lock_addresses(workspace: &Workspace) -> Result<Vec<String>, String> {
    let locks = sources(workspace, &["json"]);
    let marked = locks.iter().filter(|(path, text)| {
        path.file_name()
            .is_some_and(|name| name == "package-lock.json")
            && text.contains("\"resolved\": \"http")
    });
    Ok(marked
        .map(|(path, _)| {
            format!(
                "{}: make it with npm install --omit-lockfile-registry-resolved",
                relative(workspace, path)
            )
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::write;

    #[test]
    fn each_rule_finds_its_breach() {
        let root = std::env::temp_dir().join(format!("loggia-tidy-{}", std::process::id()));
        let workspace = Workspace {
            root: root.clone(),
            cache: root.clone(),
        };
        write(
            &root.join("src/a/lib.rs"),
            format!("fn a() {{}} // {}: later\n", concat!("TO", "DO")),
        )
        .unwrap();
        write(&root.join("src/a/long.rs"), "//\n".repeat(501)).unwrap();
        write(&root.join("src/shapes/long.rs"), "//\n".repeat(501)).unwrap();
        write(
            &root.join("x.toml"),
            format!(
                "a = \"{}x\"\nb = \"https://e.org{}x\"\n",
                concat!("/ro", "ot/"),
                concat!("/ro", "ot/")
            ),
        )
        .unwrap();
        write(
            &root.join("t/package-lock.json"),
            "{ \"resolved\": \"https://registry\" }",
        )
        .unwrap();
        assert_eq!(length(&workspace).unwrap(), ["src/a/long.rs has 501 lines"]);
        assert_eq!(
            opening(&workspace).unwrap(),
            ["src/a/lib.rs does not open with `//!`"]
        );
        assert_eq!(left_open(&workspace).unwrap().len(), 1);
        assert_eq!(machine_paths(&workspace).unwrap(), ["x.toml:1"]);
        assert_eq!(lock_addresses(&workspace).unwrap().len(), 1);
        std::fs::remove_dir_all(&root).unwrap();
    }
}
