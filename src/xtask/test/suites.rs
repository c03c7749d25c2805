//! The parts of the test run that start something: cargo, npm, pytest.

use std::process::Command;

use super::Turn;
use super::count::count;
use crate::postgres::Postgres;
use crate::stamp::Stamp;
use crate::{studio, tidy as rules, tools, wasm as wasm_build};

impl Turn<'_> {
    fn cargo(&self, arguments: &[&str]) -> Command {
        let mut cargo = self.tools.command(self.workspace, "cargo");
        cargo.args(arguments);
        cargo
    }

    /// Runs a suite and adds up what its closing lines say; a suite that says nothing has not run.
    fn suite(&mut self, label: &str, command: &mut Command) -> Result<(), String> {
        let (output, error) = self.runner.run_and_keep(label, command)?;
        let counts = count(&output);
        println!(
            "  {label}: {} passed, {} failed",
            counts.passed, counts.failed
        );
        self.counts.passed += counts.passed;
        self.counts.failed += counts.failed;
        match error {
            Some(error) => Err(error),
            None if counts.failed > 0 => Err(format!("{label} ended well, yet counts failures")),
            None if counts.passed == 0 => Err(format!("{label} ended well, but ran no test")),
            None => Ok(()),
        }
    }
}

pub(super) fn format(turn: &mut Turn) -> Result<(), String> {
    turn.runner
        .run("format", &mut turn.cargo(&["fmt", "--all", "--check"]))
        .map(drop)
}

pub(super) fn tidy(turn: &mut Turn) -> Result<(), String> {
    rules::check(turn.workspace).map(|rules| turn.counts.passed += rules)
}

pub(super) fn lint(turn: &mut Turn) -> Result<(), String> {
    let native = [
        "clippy",
        "--workspace",
        "--all-targets",
        "--",
        "-D",
        "warnings",
    ];
    turn.runner.run("lint", &mut turn.cargo(&native))?;
    if !turn.tools.wasm_has_clippy() {
        println!(
            "  lint: the wasm toolchain of this machine has no clippy; what runs in the browser only is not linted"
        );
        return Ok(());
    }
    let mut wasm = turn.tools.wasm_command(turn.workspace, "cargo");
    wasm.args([
        "clippy",
        "--package",
        "pages",
        "--package",
        "spa",
        "--features",
        "pages/hydrate",
    ]);
    wasm.args(["--target", wasm_build::TARGET, "--", "-D", "warnings"]);
    turn.runner.run("lint-wasm", &mut wasm)?;
    // By itself: features of one build unify, and the studio draws the pages with others than their own program.
    let mut studio = turn.tools.wasm_command(turn.workspace, "cargo");
    studio.args(["clippy", "--package", "studio", "--features", "csr"]);
    studio.args(["--target", wasm_build::TARGET, "--", "-D", "warnings"]);
    turn.runner.run("lint-studio", &mut studio).map(drop)
}

/// One build for all that follows: the same packages, targets and features as the tests, so nothing is compiled twice.
pub(super) fn build(turn: &mut Turn) -> Result<(), String> {
    turn.runner
        .run(
            "build",
            &mut turn.cargo(&["build", "--workspace", "--all-targets"]),
        )
        .map(drop)
}

pub(super) fn native(turn: &mut Turn) -> Result<(), String> {
    let postgres = Postgres::start(turn.runner)?;
    let mut cargo = turn.cargo(&["test", "--workspace", "--no-fail-fast"]);
    turn.suite(
        "native",
        with_places(&mut cargo, turn).env("LOGGIA_TEST_POSTGRES", postgres.url()),
    )
}

pub(super) fn docs(turn: &mut Turn) -> Result<(), String> {
    let mut cargo = turn.cargo(&[
        "doc",
        "--workspace",
        "--no-deps",
        "--document-private-items",
    ]);
    turn.runner
        .run(
            "docs",
            // The documentation is for who works on the program, so it is always built with what is private.
            cargo.env(
                "RUSTDOCFLAGS",
                "-D warnings -A rustdoc::private-intra-doc-links",
            ),
        )
        .map(drop)
}

/// Clients that are not ours: SDKs for Node with the packed npm package, then those for Python.
pub(super) fn clients(turn: &mut Turn) -> Result<(), String> {
    node(turn, "clients")?;
    let Some(python) = &turn.tools.python else {
        return Err(format!("there is no {}", tools::REQUIREMENTS));
    };
    let mut pytest = turn
        .tools
        .command(turn.workspace, &python.to_string_lossy());
    pytest.args([
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "tests/clients",
    ]);
    pytest.env("PYTHONDONTWRITEBYTECODE", "1");
    turn.suite("python", with_places(&mut pytest, turn))
}

/// The hosted pages in Chromium.
pub(super) fn browser(turn: &mut Turn) -> Result<(), String> {
    node(turn, "browser")
}

/// Installs the packages of tests/package.json as its lock file says, and runs one of its scripts.
fn node(turn: &mut Turn, script: &str) -> Result<(), String> {
    let folder = turn.workspace.path("tests");
    let installed = folder.join("node_modules/.package-lock.json");
    let inputs = ["tests/package.json", "tests/package-lock.json"];
    let stamp = Stamp::new(turn.workspace, "tests-npm", &inputs, &[], vec![installed])?;
    if !stamp.holds() {
        let mut install = turn.tools.command_in(&folder, "npm");
        install.args(["ci", "--no-audit", "--no-fund", "--loglevel", "error"]);
        turn.runner.run("tests-npm-install", &mut install)?;
        stamp.keep()?;
    }
    let mut npm = turn.tools.command_in(&folder, "npm");
    npm.args(["run", "--silent", script]);
    turn.suite(script, with_places(&mut npm, turn))
}

/// Tells a suite where the things are that it drives.
fn with_places<'a>(command: &'a mut Command, turn: &Turn) -> &'a mut Command {
    if let Some(chromium) = &turn.tools.chromium {
        command.env("CHROMIUM", chromium);
    }
    command.env("LOGGIA_TEST_BIN", turn.workspace.loggia());
    command.env("LOGGIA_TEST_STUDIO", studio::dist(turn.workspace))
}
