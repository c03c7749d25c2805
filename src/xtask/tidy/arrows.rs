//! Which crate may use which: the arrows of the architecture, and the libraries that one crate alone knows.

use serde_json::Value;

use crate::run::capture;
use crate::workspace::{Workspace, command};

/// What each crate of ours may use of ours. Nothing uses `server`, `bindgen`, `xtask` or `tests`.
const ARROWS: &[(&str, &[&str])] = &[
    ("wire", &[]),
    ("shapes", &[]),
    ("domain", &["wire", "shapes"]),
    ("sigv4", &[]),
    ("store", &["domain", "wire", "shapes"]),
    (
        "engine",
        &["domain", "store", "shapes", "wire", "sigv4", "theme"],
    ),
    (
        "api",
        &[
            "engine", "domain", "store", "shapes", "wire", "sigv4", "theme",
        ],
    ),
    (
        "web",
        &[
            "engine", "domain", "store", "shapes", "wire", "pages", "theme",
        ],
    ),
    (
        "server",
        &[
            "api", "web", "engine", "domain", "store", "shapes", "wire", "sigv4", "theme",
        ],
    ),
    ("pages", &["wire"]),
    ("theme", &["wire"]),
    ("studio", &["pages", "wire", "theme", "sigv4"]),
    ("spa", &["wire"]),
    ("bindgen", &[]),
    ("xtask", &[]),
    ("tests", &[]),
];

/// What the tests of a crate may use besides: pages are tested after calls of operations.
const TEST_ARROWS: &[(&str, &[&str])] = &[("web", &["api"])];

/// The feature of a crate that gives others what their tests start from.
const TESTING: &str = "testing";

/// Libraries that only some crates may know.
const ALLOWED_CRATES: &[(&str, &[&str])] = &[
    ("axum", &["api", "web", "server", "tests"]),
    ("reqwest", &["engine", "tests"]),
    ("sqlx", &["store"]),
    ("leptos", &["pages", "web", "studio"]),
    ("web-sys", &["pages", "spa", "studio"]),
    ("stylist", &["studio"]),
    ("gloo-net", &["pages", "studio"]),
    ("cssparser", &["theme"]),
    ("image", &["engine"]),
    ("color", &["theme"]),
    (
        "tokio",
        &["store", "engine", "api", "web", "server", "tests"],
    ),
];

pub(super) fn check(workspace: &Workspace) -> Result<Vec<String>, String> {
    let mut cargo = command("cargo", &workspace.root);
    let text = capture(cargo.args(["metadata", "--no-deps", "--format-version", "1"]))
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
    let mut breaches = Vec::new();
    for package in array(metadata, "packages") {
        let from = name(&package);
        let Some((_, allowed)) = ARROWS.iter().find(|(name, _)| *name == from) else {
            breaches.push(format!(
                "crate `{from}` has no arrows yet: add it to src/xtask/tidy/arrows.rs"
            ));
            continue;
        };
        for dependency in array(&package, "dependencies") {
            let to = name(&dependency);
            let ours = ARROWS.iter().any(|(name, _)| *name == to);
            // Tests of a judge may use anything of others, but nothing of ours that is not drawn.
            let development = dependency.get("kind").and_then(Value::as_str) == Some("dev")
                || is_for_testing(&package, &to);
            let tested = TEST_ARROWS.iter().find(|(name, _)| *name == from);
            let is_drawn = allowed.contains(&to.as_str())
                || development && tested.is_some_and(|(_, to_test)| to_test.contains(&to.as_str()));
            if ours && !is_drawn {
                breaches.push(format!("`{from}` must not use `{to}`"));
            }
            if let Some((_, crates)) = ALLOWED_CRATES.iter().find(|(name, _)| *name == to)
                && !development
                && !crates.contains(&from.as_str())
            {
                breaches.push(format!(
                    "`{from}` must not know `{to}`; only {} may",
                    crates.join(", ")
                ));
            }
        }
    }
    breaches
}

/// Whether a dependency is there with the feature [`TESTING`] only.
fn is_for_testing(package: &Value, dependency: &str) -> bool {
    let feature = format!("dep:{dependency}");
    let features = package.get("features").and_then(Value::as_object);
    let mut turning_on = features.into_iter().flatten().filter(|(_, turned_on)| {
        let mut turned_on = turned_on.as_array().into_iter().flatten();
        turned_on.any(|one| one.as_str() == Some(&feature))
    });
    turning_on.next().is_some_and(|(name, _)| name == TESTING) && turning_on.next().is_none()
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
        check("web", "api", None, &["`web` must not use `api`"]);
        check("web", "api", Some("dev"), &[]);
        check("api", "web", Some("dev"), &["`api` must not use `web`"]);
        check("spa", "tokio", Some("dev"), &[]);
        check(
            "new",
            "serde",
            None,
            &["crate `new` has no arrows yet: add it to src/xtask/tidy/arrows.rs"],
        );
    }

    #[test]
    fn what_the_feature_of_tests_turns_on_is_for_tests() {
        let check = |features: Value, expect: bool| {
            let package = serde_json::json!({ "features": features });
            assert_eq!(is_for_testing(&package, "axum"), expect, "{package}");
        };
        check(serde_json::json!({"testing": ["dep:axum"]}), true);
        check(serde_json::json!({"testing": ["dep:tower"]}), false);
        check(serde_json::json!({"axum": ["dep:axum"]}), false);
        let both = serde_json::json!({"testing": ["dep:axum"], "web": ["dep:axum"]});
        check(both, false);
    }
}
