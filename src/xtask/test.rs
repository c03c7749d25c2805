//! `cargo xtask test`: every check and every test, in the order in which a mistake is cheapest to find.

mod count;
mod suites;

use crate::run::{Runner, Stopwatch};
use crate::tools::{self, Tools};
use crate::workspace::Workspace;
use crate::{pages, shapes, size, spa, studio, support_table};
use count::Counts;

/// What a part is given.
struct Turn<'a> {
    workspace: &'a Workspace,
    runner: &'a Runner,
    tools: &'a Tools,
    counts: &'a mut Counts,
}

/// A part can be run alone; what it stands on runs before it.
struct Part {
    name: &'static str,
    about: &'static str,
    needs: &'static [&'static str],
    run: fn(&mut Turn) -> Result<(), String>,
}

const PARTS: &[Part] = &[
    Part {
        name: "format",
        about: "rustfmt finds nothing to change",
        needs: &[],
        run: suites::format,
    },
    Part {
        name: "tidy",
        about: "the rules of the house that no compiler knows",
        needs: &[],
        run: suites::tidy,
    },
    Part {
        name: "shapes",
        about: "src/shapes is what the service models say",
        needs: &[],
        run: |_| shapes::run(true),
    },
    Part {
        name: "pages",
        about: "the hosted pages build for the browser",
        needs: &[],
        run: |turn| pages::build(turn.workspace, turn.runner, turn.tools),
    },
    Part {
        name: "spa",
        about: "the npm package builds and packs",
        needs: &[],
        run: |turn| spa::build(turn.workspace, turn.runner, turn.tools),
    },
    Part {
        name: "studio",
        about: "the designer's preview builds",
        needs: &[],
        run: |turn| studio::build(turn.workspace, turn.runner, turn.tools),
    },
    Part {
        name: "lint",
        about: "clippy on every target, warnings as errors",
        needs: &["pages", "spa", "studio"],
        run: suites::lint,
    },
    Part {
        name: "build",
        about: "the program, every test and every example",
        needs: &["pages", "spa", "studio"],
        run: suites::build,
    },
    Part {
        name: "native",
        about: "unit tests, stories and doc tests; SQLite and PostgreSQL",
        needs: &["build"],
        run: suites::native,
    },
    Part {
        name: "docs",
        about: "the documentation, warnings as errors",
        needs: &["pages", "spa", "studio"],
        run: suites::docs,
    },
    Part {
        name: "readme",
        about: "README.md's table lists the operations the program has",
        needs: &["build"],
        run: |turn| support_table::check(turn.workspace),
    },
    Part {
        name: "size",
        about: "what /login loads and the npm package, against their budgets",
        needs: &["build"],
        run: |turn| size::size(turn.workspace),
    },
    Part {
        name: "clients",
        about: "SDKs of other languages and the packed npm package",
        needs: &["build"],
        run: suites::clients,
    },
    Part {
        name: "browser",
        about: "the hosted pages in Chromium",
        needs: &["build"],
        run: suites::browser,
    },
];

/// Runs all parts, or one with what it stands on.
pub(crate) fn test(
    workspace: &Workspace,
    runner: &Runner,
    arguments: &[String],
) -> Result<(), String> {
    let chosen = match arguments {
        [] => None,
        [flag] if flag == "--list" => {
            PARTS
                .iter()
                .for_each(|part| println!("{:<8} {}", part.name, part.about));
            return Ok(());
        }
        [flag, name] if flag == "--only" => Some(name.as_str()),
        [other, ..] => {
            return Err(format!(
                "unknown argument `{other}`; see `cargo xtask test --help`"
            ));
        }
    };
    let parts = parts(chosen)?;
    let watch = Stopwatch::start();
    println!("[0/{}] setup: the tools", parts.len());
    let tools = tools::for_tests(workspace, runner)?;
    let mut counts = Counts::default();
    for (at, part) in parts.iter().enumerate() {
        println!(
            "[{}/{}] {}: {}  ({} s)",
            at + 1,
            parts.len(),
            part.name,
            part.about,
            watch.elapsed().as_secs()
        );
        let mut turn = Turn {
            workspace,
            runner,
            tools: &tools,
            counts: &mut counts,
        };
        if let Err(error) = (part.run)(&mut turn) {
            eprintln!("{error}");
            println!("{} passed, {} failed", counts.passed, counts.failed.max(1));
            return Err(format!(
                "`{}` failed; run it alone: cargo xtask test --only {}",
                part.name, part.name
            ));
        }
    }
    println!(
        "all {} parts in {} s",
        parts.len(),
        watch.elapsed().as_secs()
    );
    println!("{} passed, {} failed", counts.passed, counts.failed);
    Ok(())
}

fn parts(chosen: Option<&str>) -> Result<Vec<&'static Part>, String> {
    let Some(name) = chosen else {
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
        let names = |chosen| {
            parts(Some(chosen)).map(|parts| parts.iter().map(|part| part.name).collect::<Vec<_>>())
        };
        assert_eq!(
            names("browser").unwrap(),
            ["pages", "spa", "studio", "build", "browser"]
        );
        assert_eq!(names("tidy").unwrap(), ["tidy"]);
        assert!(names("nothing").unwrap_err().contains("browser"));
        assert_eq!(parts(None).unwrap().len(), PARTS.len());
    }
}
