//! What becomes of each kind of mistake in a document.

use super::*;
use crate::problem::{self, MOST_PROBLEMS};
use crate::setting::{Density, Mode};

/// Reads a document, and compares what is wrong: line, column, path, a part of the reason.
fn check(text: &str, expect: &[(u32, u32, &str, &str)]) -> Theme {
    let (theme, problems) = Theme::read(text);
    problem::compare(&problems, expect);
    theme
}

#[test]
fn each_wrong_part_falls_to_its_default_alone() {
    let theme = check(
        "{\n  \"mode\": \"dim\",\n  \"density\": \"roomy\",\n  \"radius\": 33,\n  \"light\": {\n    \"card\": 7,\n    \"page\": \"#fff8\", \"ink\": \"#222\"\n  },\n  \"dark\": [],\n  \"css\": \"x\"\n}",
        &[
            (2, 11, "mode", "“dim” is not known here"),
            (4, 13, "radius", "“33” is no radius"),
            (6, 13, "light.card", "This is a number"),
            (7, 13, "light.page", "“#fff8” is translucent"),
            (9, 11, "dark", "This is a list"),
            (10, 3, "css", "“css” is not known"),
        ],
    );
    assert_eq!((theme.mode, theme.density), (Mode::Auto, Density::Roomy));
    assert_eq!(theme.light.get(Role::Text).unwrap().hex(), "#222222");
    assert_eq!(theme.light.get(Role::Card), None);
}

#[test]
fn what_is_no_json_is_the_default_theme() {
    for (text, line, column, reason) in [
        ("", 1, 1, "The JSON ends too early."),
        (
            "{\"mode\": \"dark\",\n}",
            2,
            1,
            "This is not JSON: trailing comma",
        ),
        ("[1]", 1, 1, "A theme is a JSON object"),
        ("{\"radius\": NaN}", 1, 12, "This is not JSON"),
        ("{} {}", 1, 4, "This is not JSON: trailing characters"),
        ("{\"mode\": \"dark\"", 1, 15, "The JSON ends too early."),
    ] {
        let theme = check(text, &[(line, column, "", reason)]);
        assert_eq!(theme, Theme::default(), "{text}");
    }
}

#[test]
fn doubled_keys_and_broken_texts_are_named() {
    let theme = check(
        r#"{"mode":"dark","mode":"light","font":"\ud800","\udfff":1,"$schema":2,"version":2,"radius":1e999}"#,
        &[
            (1, 16, "mode", "“mode” is set twice"),
            (1, 38, "font", "This text has half"),
            (1, 47, "", "This key is no valid text"),
            (1, 68, "$schema", "This is a number"),
            (1, 80, "version", "Version “2” is not known"),
            (1, 91, "radius", "“1e999” is no radius"),
        ],
    );
    assert_eq!(theme.mode, Mode::Light);
}

#[test]
fn junk_costs_little_and_tells_little() {
    check(&"[".repeat(1_000_000), &[(1, 1, "", "A theme has at most")]);
    let deep = format!("{{\"light\":{}{}}}", "[".repeat(30_000), "]".repeat(30_000));
    check(&deep, &[(1, 10, "light", "This is a list")]);
    let keys: Vec<_> = (0..5000).map(|number| format!("\"{number}\":0")).collect();
    let (_, problems) = Theme::read(&format!("{{{}}}", keys.join(",")));
    assert_eq!(problems.len(), MOST_PROBLEMS);
    let (_, problems) = Theme::read(&format!("{{\"{}\":0}}", "k".repeat(60_000)));
    assert!(problems[0].to_string().len() < 600);
}

#[test]
fn a_mark_at_the_start_of_the_file_is_no_error() {
    check("\u{feff}{\"mode\":\"dark\"}", &[]);
}
