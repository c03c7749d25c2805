//! `cargo xtask test`: every check and every test, as many parts at once as the machine has cores.

mod count;
mod native;
mod parts;
mod schedule;
mod suites;

use std::sync::{Mutex, OnceLock, PoisonError};

use crate::run::{Runner, Stopwatch};
use crate::screen;
use crate::tools::Tools;
use crate::workspace::Workspace;
use count::Counts;
use native::TestProgram;
use parts::PARTS;
use schedule::Run;

/// What a part is run with, and what it leaves to others.
struct Context<'a> {
    workspace: &'a Workspace,
    runner: &'a Runner,
    tools: OnceLock<Tools>,
    drivers: OnceLock<Tools>,
    programs: OnceLock<Vec<TestProgram>>,
    counts: Mutex<Counts>,
}

impl Context<'_> {
    /// What the part `tools` installed.
    fn tools(&self) -> Result<&Tools, String> {
        let missing = || "this part must name `tools` among its needs".to_owned();
        self.tools.get().ok_or_else(missing)
    }

    /// What the part `drivers` installed.
    fn drivers(&self) -> Result<&Tools, String> {
        let missing = || "this part must name `drivers` among its needs".to_owned();
        self.drivers.get().ok_or_else(missing)
    }

    /// What the part `build` compiled.
    fn programs(&self) -> Result<&[TestProgram], String> {
        let missing = || "this part must name `build` among its needs".to_owned();
        self.programs.get().map(Vec::as_slice).ok_or_else(missing)
    }

    fn add(&self, counts: Counts) {
        let mut all = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        all.passed += counts.passed;
        all.failed += counts.failed;
    }
}

/// A part can be run alone; what it stands on runs before it.
struct Part {
    name: &'static str,
    about: &'static str,
    needs: &'static [&'static str],
    uses: Option<BuildFolder>,
    run: fn(&Context) -> Result<(), String>,
}

/// A folder that cargo locks: two parts that build in it would wait for one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum BuildFolder {
    /// What is compiled for this machine.
    Native,
    /// What is compiled for the browser.
    Wasm,
}

/// Runs all parts, or one with what it stands on.
pub(crate) fn test(
    workspace: &Workspace,
    runner: &Runner,
    arguments: &[String],
) -> Result<(), String> {
    let only = match arguments {
        [] => None,
        [flag] if flag == "--list" => {
            PARTS
                .iter()
                .for_each(|part| println!("{:<12} {}", part.name, part.about));
            return Ok(());
        }
        [flag, name] if flag == "--only" => Some(name.as_str()),
        [other, ..] => {
            return Err(format!(
                "unknown argument `{other}`; see `cargo xtask test --help`"
            ));
        }
    };
    let parts = parts::with_needs(only)?;
    let context = Context {
        workspace,
        runner,
        tools: OnceLock::new(),
        drivers: OnceLock::new(),
        programs: OnceLock::new(),
        counts: Mutex::default(),
    };
    let watch = Stopwatch::start();
    let run = Run::new(&parts, &watch);
    let failure = run.all(lanes(), |part| (part.run)(&context));
    print!("{}", run.table());
    let counts = *context
        .counts
        .lock()
        .unwrap_or_else(PoisonError::into_inner);
    match failure {
        None => {
            println!("{} passed, {} failed", counts.passed, counts.failed);
            Ok(())
        }
        Some((name, error)) => {
            screen::line("");
            eprintln!("{error}");
            println!("{} passed, {} failed", counts.passed, counts.failed.max(1));
            Err(format!(
                "`{name}` failed; run it alone: cargo xtask test --only {name}"
            ))
        }
    }
}

/// How many parts run at once: some wait for the network or for a browser while others compile.
fn lanes() -> usize {
    std::thread::available_parallelism().map_or(2, |cores| cores.get().clamp(2, 4))
}
