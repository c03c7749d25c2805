//! Every file of `hostile` has the outcome that `expected.toml` says, and every file of `benign` is taken.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use theme::{Problem, Severity, Theme, css};
use toml::Table;

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// The files of a folder with what is in them, but for the table.
fn files(name: &str) -> BTreeMap<String, String> {
    let entries = fs::read_dir(folder(name)).expect("the folder is there");
    let files = entries.map(|entry| {
        let path = entry.expect("a readable folder").path();
        let name = path.file_name().expect("a file");
        let name = name.to_str().expect("an ASCII name").to_owned();
        (name, fs::read_to_string(path).expect("UTF-8"))
    });
    files.filter(|(name, _)| !name.ends_with(".toml")).collect()
}

/// Compares problems with what the table says of them: line, path where it has one, a part of the reason.
fn compare(name: &str, problems: &[Problem], expected: &Table, key: &str) {
    let expected = expected[key].as_array().expect("a list");
    assert_eq!(problems.len(), expected.len(), "{name}: {problems:#?}");
    for (problem, expected) in problems.iter().zip(expected) {
        let line = expected["line"].as_integer().expect("a number");
        assert_eq!(i64::from(problem.line), line, "{name}: {problem}");
        assert!(problem.column > 0, "{name}: {problem}");
        if let Some(path) = expected.get("path") {
            assert_eq!(
                problem.path,
                path.as_str().expect("a text"),
                "{name}: {problem}"
            );
        }
        let says = expected["says"].as_str().expect("a text");
        assert!(problem.reason.contains(says), "{name}: {problem}");
    }
}

#[test]
fn each_hostile_file_has_the_outcome_that_is_written_down() {
    let table = fs::read_to_string(folder("hostile").join("expected.toml")).unwrap();
    let table: Table = table.parse().unwrap();
    let files = files("hostile");
    let names: Vec<_> = table.keys().collect();
    let mut listed: Vec<_> = names.iter().map(|name| name.as_str()).collect();
    listed.sort_unstable();
    assert_eq!(files.keys().map(String::as_str).collect::<Vec<_>>(), listed);
    assert!(files.len() >= 60, "{}", files.len());
    for (name, text) in &files {
        let expected = table[name].as_table().unwrap();
        if name.ends_with(".json") {
            let (theme, problems) = Theme::read(text);
            compare(name, &problems, expected, "problems");
            assert_eq!(theme.css(), expected["css"].as_str().unwrap(), "{name}");
            assert_eq!(Theme::read(&theme.write()), (theme, Vec::new()), "{name}");
        } else if let Some(written) = expected.get("written") {
            let sheet = css::check(text).unwrap_or_else(|problems| panic!("{name}: {problems:?}"));
            assert_eq!(sheet.write(), written.as_str().unwrap(), "{name}");
        } else {
            let problems = css::check(text).expect_err(name);
            compare(name, &problems, expected, "refused");
            assert!(
                problems.iter().all(|each| each.severity == Severity::Error),
                "{name}"
            );
        }
    }
}

/// The template that the console offers for download, with every class and every default, and a sheet with what
/// deployed infrastructure code sets besides.
#[test]
fn each_benign_sheet_is_taken_and_keeps_its_meaning() {
    let files = files("benign");
    for name in ["classic-template", "deployed"] {
        let sheet = css::check(&files[&format!("{name}.css")])
            .unwrap_or_else(|problems| panic!("{name}: {problems:?}"));
        let expected = files[&format!("{name}.min.css")].trim_end();
        assert_eq!(sheet.write(), expected, "{name}");
    }
    let classes = files["classic-template.css"]
        .matches("-customizable")
        .count();
    assert_eq!(classes, 18);
}

#[test]
fn a_full_document_is_taken() {
    let (theme, problems) = Theme::read(&files("benign")["full.json"]);
    assert_eq!(problems, []);
    assert_eq!(Theme::read(&theme.write()), (theme.clone(), Vec::new()));
    assert!(theme::contrast(&theme).iter().all(theme::Pair::passes));
    let css = theme.css();
    for part in [
        "--lg-radius-control:4px",
        "--lg-control:3.25rem",
        "--lg-accent-hover:oklch(",
        "--lg-font:ui-rounded",
        "--lg-arch:var(--lg-page)",
    ] {
        assert!(css.contains(part), "{part} in {css}");
    }
}
