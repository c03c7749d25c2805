//! Rust's own tests: compiled at once, then run as programs, several at once. `cargo test` runs one after another.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use serde_json::Value;

use super::count::{Counts, count};
use super::{Context, lanes};
use crate::postgres::Postgres;
use crate::screen;
use crate::tools::Tools;

/// A compiled test program.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct TestProgram {
    /// Crate, and what is tested of it.
    name: String,
    path: PathBuf,
    /// The folder of its crate, in which it runs.
    folder: PathBuf,
}

/// One build for all that follows: everything that is tested, linked or shown as an example.
pub(super) fn build(context: &Context) -> Result<(), String> {
    let messages = ["--message-format", "json-render-diagnostics"];
    let mut cargo = context.cargo("build", &[&["--all-targets"], &messages[..]].concat());
    let programs = programs(&context.runner.run("build", &mut cargo)?);
    if programs.is_empty() {
        return Err("cargo built no test program".to_owned());
    }
    context.programs.get_or_init(|| programs);
    Ok(())
}

/// Runs every test program; the stories of `tests`, which wait most, first.
pub(super) fn run(context: &Context) -> Result<(), String> {
    let drivers = context.drivers()?;
    let postgres = Postgres::start(context.runner)?;
    let mut programs: Vec<&TestProgram> = context.programs()?.iter().collect();
    programs.sort_by_key(|program| !program.name.starts_with("tests "));
    let queue = Mutex::new(programs.into_iter());
    let results = Mutex::new((Counts::default(), Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..lanes() {
            scope.spawn(|| {
                // The lock is not held while a program runs.
                let take = || queue.lock().unwrap_or_else(PoisonError::into_inner).next();
                while let Some(program) = take() {
                    let (counts, error) = run_one(context, drivers, program, &postgres.url());
                    let mut results = results.lock().unwrap_or_else(PoisonError::into_inner);
                    results.0.passed += counts.passed;
                    results.0.failed += counts.failed;
                    results.1.extend(error);
                }
            });
        }
    });
    let (counts, errors) = results.into_inner().unwrap_or_else(PoisonError::into_inner);
    context.add(counts);
    screen::line(&format!(
        "  native: {} passed, {} failed",
        counts.passed, counts.failed
    ));
    match errors.is_empty() {
        true if counts.failed > 0 => Err("native ended well, yet counts failures".to_owned()),
        true if counts.passed == 0 => Err("native ended well, but ran no test".to_owned()),
        true => Ok(()),
        false => Err(errors.join("\n")),
    }
}

fn run_one(
    context: &Context,
    drivers: &Tools,
    program: &TestProgram,
    postgres: &str,
) -> (Counts, Option<String>) {
    let mut test = drivers.command_in(&program.folder, &program.path.to_string_lossy());
    // As `cargo test` sets it.
    test.env("CARGO_MANIFEST_DIR", &program.folder);
    let test = context
        .with_places(&mut test)
        .env("LOGGIA_TEST_POSTGRES", postgres);
    let label = format!("native-{}", program.name.replace(' ', "-"));
    match context.runner.run_with_output(&label, test) {
        Ok((output, error)) => (count(&output), error),
        Err(error) => (Counts::default(), Some(error)),
    }
}

/// The test programs among what cargo says it built.
fn programs(messages: &str) -> Vec<TestProgram> {
    let messages = messages.lines().filter(|line| line.starts_with('{'));
    let messages = messages.filter_map(|line| serde_json::from_str(line).ok());
    messages.filter_map(|message| program(&message)).collect()
}

fn program(message: &Value) -> Option<TestProgram> {
    let text = |pointer: &str| message.pointer(pointer).and_then(Value::as_str);
    message.pointer("/profile/test")?.as_bool()?.then_some(())?;
    let folder = Path::new(text("/manifest_path")?).parent()?;
    let package = folder.file_name()?.to_string_lossy();
    let (kind, target) = (text("/target/kind/0")?, text("/target/name")?);
    Some(TestProgram {
        name: format!("{package} {kind} {target}"),
        path: PathBuf::from(text("/executable")?),
        folder: folder.to_path_buf(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn test_programs_are_found_among_what_was_built() {
        let message = |test: bool, executable: Value| {
            serde_json::json!({
                "reason": "compiler-artifact",
                "manifest_path": "/checkout/src/store/Cargo.toml",
                "target": { "kind": ["lib"], "name": "store" },
                "profile": { "test": test },
                "executable": executable,
            })
        };
        let output = format!(
            "   Compiling store\n{}\n{}\n{{\"reason\":\"build-finished\",\"success\":true}}\n",
            message(true, "/checkout/target/debug/deps/store-1".into()),
            message(false, Value::Null),
        );
        let expect = TestProgram {
            name: "store lib store".to_owned(),
            path: "/checkout/target/debug/deps/store-1".into(),
            folder: "/checkout/src/store".into(),
        };
        assert_eq!(programs(&output), [expect]);
    }
}
