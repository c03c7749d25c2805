//! Which crate may use which: the arrows of the architecture, and the libraries that one crate alone knows.

use serde_json::Value;

use crate::run::ask;
use crate::workspace::{Workspace, command};

/// What each crate of ours may use of ours. Nothing uses `server`, `xtask` or `tests`.
const ARROWS: &[(&str, &[&str])] = &[
    ("wire", &[]),
    ("shapes", &[]),
    ("domain", &["wire", "shapes"]),
    ("sigv4", &[]),
    ("store", &["domain", "wire", "shapes"]),
    (
        "server",
        &[
            "wire", "shapes", "domain", "store", "sigv4", "pages", "theme",
        ],
    ),
    ("pages", &["wire"]),
    ("theme", &["wire"]),
    ("studio", &["pages", "wire", "theme", "sigv4"]),
    ("spa", &["wire"]),
    ("xtask", &[]),
    ("tests", &[]),
];

/// Libraries that only some crates may know.
const KEPT_TO: &[(&str, &[&str])] = &[
    ("axum", &["server", "tests"]),
    ("sqlx", &["store"]),
    ("leptos", &["pages", "server", "studio"]),
    ("web-sys", &["pages", "spa", "studio"]),
    ("stylist", &["studio"]),
    ("gloo-net", &["pages", "studio"]),
    ("cssparser", &["theme"]),
    ("image", &["server"]),
    ("color", &["theme"]),
    ("tokio", &["store", "server", "tests"]),
];

pub(super) fn check(workspace: &Workspace) -> Result<Vec<String>, String> {
    let mut cargo = command("cargo", &workspace.root);
    let text = ask(cargo.args(["metadata", "--no-deps", "--format-version", "1"]))
        .ok_or("`cargo metadata` fails; run it to see why")?;
    let metadata: Value =
        serde_json::from_str(&text).map_err(|error| format!("cargo metadata: {error}"))?;
    Ok(breaches(&metadata))
}

fn breaches(metadata: &Value) -> Vec<String> {
    let array = |value: &Value, key: &str| {
        value
            .get(key)
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default()
    };
    let name = |value: &Value| {
        value
            .get("name")
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned()
    };
    let mut found = Vec::new();
    for package in array(metadata, "packages") {
        let from = name(&package);
        let Some((_, allowed)) = ARROWS.iter().find(|(name, _)| *name == from) else {
            found.push(format!(
                "crate `{from}` has no arrows yet: add it to src/xtask/tidy/arrows.rs"
            ));
            continue;
        };
        for dependency in array(&package, "dependencies") {
            let to = name(&dependency);
            let ours = ARROWS.iter().any(|(name, _)| *name == to);
            // Tests of a judge may use anything of others, but nothing of ours that is not drawn.
            let development = dependency.get("kind").and_then(Value::as_str) == Some("dev");
            if ours && !allowed.contains(&to.as_str()) {
                found.push(format!("`{from}` must not use `{to}`"));
            }
            if let Some((_, keepers)) = KEPT_TO.iter().find(|(name, _)| *name == to)
                && !development
                && !keepers.contains(&from.as_str())
            {
                found.push(format!(
                    "`{from}` must not know `{to}`; only {} may",
                    keepers.join(", ")
                ));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(from: &str, to: &str, kind: Option<&str>, expect: &[&str]) {
        let metadata = serde_json::json!({
            "packages": [{ "name": from, "dependencies": [{ "name": to, "kind": kind }] }]
        });
        assert_eq!(breaches(&metadata), expect);
    }

    #[test]
    fn an_arrow_that_is_not_drawn_is_refused() {
        check("server", "store", None, &[]);
        check("wire", "domain", None, &["`wire` must not use `domain`"]);
        check(
            "domain",
            "server",
            Some("dev"),
            &["`domain` must not use `server`"],
        );
        check(
            "domain",
            "sqlx",
            None,
            &["`domain` must not know `sqlx`; only store may"],
        );
        check("spa", "tokio", Some("dev"), &[]);
        check(
            "new",
            "serde",
            None,
            &["crate `new` has no arrows yet: add it to src/xtask/tidy/arrows.rs"],
        );
    }
}
