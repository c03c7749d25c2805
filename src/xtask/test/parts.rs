//! The parts of the test run. Of those that can start, the first in this list is started first: what much else waits for
//! stands before what nothing waits for.

use super::{BuildFolder, Part, native, suites};
use crate::{pages, shapes, size, spa, studio, support_table, trunk};

pub(super) const PARTS: &[Part] = &[
    Part {
        name: "format",
        about: "rustfmt finds nothing to change",
        needs: &[],
        uses: None,
        run: suites::format,
    },
    Part {
        name: "tidy",
        about: "the rules of the house that no compiler knows",
        needs: &[],
        uses: None,
        run: suites::tidy,
    },
    Part {
        name: "shapes",
        about: "src/shapes is what the service models say",
        needs: &[],
        uses: None,
        run: |_| shapes::run(true),
    },
    Part {
        name: "tools",
        about: "what building needs is there, or is installed",
        needs: &[],
        uses: None,
        run: suites::tools,
    },
    Part {
        name: "lint",
        about: "clippy on every target, warnings as errors",
        needs: &[],
        uses: Some(BuildFolder::Native),
        run: suites::lint,
    },
    Part {
        name: "pages",
        about: "the hosted pages build for the browser",
        needs: &["tools"],
        uses: Some(BuildFolder::Wasm),
        run: |context| pages::build(context.workspace, context.runner, context.tools()?),
    },
    Part {
        name: "spa",
        about: "the npm package builds and packs",
        needs: &["tools"],
        uses: Some(BuildFolder::Wasm),
        run: |context| spa::build(context.workspace, context.runner, context.tools()?),
    },
    Part {
        name: "studio",
        about: "the designer's preview builds",
        needs: &["tools"],
        uses: Some(BuildFolder::Wasm),
        run: |context| studio::build(context.workspace, context.runner, context.tools()?),
    },
    Part {
        name: "drivers",
        about: "Chromium, PostgreSQL, Python and the packages of the test clients are there, or are installed",
        needs: &["tools"],
        uses: None,
        run: suites::drivers,
    },
    Part {
        name: "build",
        about: "the program, every test and every example",
        needs: &["pages", "spa", "studio"],
        uses: Some(BuildFolder::Native),
        run: native::build,
    },
    Part {
        name: "browser",
        about: "the hosted pages in Chromium",
        needs: &["build", "drivers"],
        uses: None,
        run: suites::browser,
    },
    Part {
        name: "native",
        about: "unit tests and stories; SQLite and PostgreSQL",
        needs: &["build", "drivers"],
        uses: None,
        run: native::run,
    },
    Part {
        name: "clients",
        about: "SDKs of other languages and the packed npm package",
        needs: &["build", "drivers"],
        uses: None,
        run: suites::clients,
    },
    Part {
        name: "lint-browser",
        about: "clippy on what runs in the browser only",
        needs: &["tools"],
        uses: Some(BuildFolder::Native),
        run: suites::lint_browser,
    },
    Part {
        name: "docs",
        about: "the documentation, warnings as errors, and its examples",
        needs: &["build"],
        uses: Some(BuildFolder::Native),
        run: suites::docs,
    },
    Part {
        name: "trunk",
        about: "Trunk builds pages and studio, with the same bytes as `cargo xtask`",
        needs: &["pages", "studio"],
        uses: Some(BuildFolder::Wasm),
        run: |context| trunk::check(context.workspace, context.runner, context.tools()?),
    },
    Part {
        name: "readme",
        about: "README.md's table lists the operations the program has",
        needs: &["build"],
        uses: None,
        run: |context| support_table::check(context.workspace),
    },
    Part {
        name: "size",
        about: "what /login loads and the npm package, against their budgets",
        needs: &["build"],
        uses: None,
        run: |context| size::size(context.workspace),
    },
];

/// All parts, or one with what it stands on; in the order of the list.
pub(super) fn with_needs(only: Option<&str>) -> Result<Vec<&'static Part>, String> {
    let Some(name) = only else {
        return Ok(PARTS.iter().collect());
    };
    let mut wanted = vec![name];
    let mut at = 0;
    while let Some(name) = wanted.get(at) {
        let part = PARTS
            .iter()
            .find(|part| part.name == *name)
            .ok_or_else(|| {
                let names: Vec<&str> = PARTS.iter().map(|part| part.name).collect();
                format!("there is no part `{name}`; there are: {}", names.join(", "))
            })?;
        wanted.extend(part.needs);
        at += 1;
    }
    Ok(PARTS
        .iter()
        .filter(|part| wanted.contains(&part.name))
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_brings_what_it_stands_on() {
        let names = |only| {
            with_needs(Some(only))
                .map(|parts| parts.iter().map(|part| part.name).collect::<Vec<_>>())
        };
        assert_eq!(
            names("browser").unwrap(),
            [
                "tools", "pages", "spa", "studio", "drivers", "build", "browser"
            ]
        );
        assert_eq!(names("tidy").unwrap(), ["tidy"]);
        assert!(names("nothing").unwrap_err().contains("browser"));
        assert_eq!(with_needs(None).unwrap().len(), PARTS.len());
    }

    #[test]
    fn what_a_part_needs_is_a_part() {
        for part in PARTS {
            for need in part.needs {
                assert!(PARTS.iter().any(|part| part.name == *need), "{need}");
            }
        }
    }
}
