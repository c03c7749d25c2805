//! The parts of the test run that start something: cargo, npm, pytest.

use std::process::Command;

use super::Context;
use super::count::count;
use crate::screen;
use crate::stamp::Stamp;
use crate::workspace::command;
use crate::{studio, tidy as rules, tools, wasm};

/// What every build for this machine names, for features of one build unify: with other packages all would be compiled
/// again. The caller of wasm-bindgen is compiled where it is used, in a build folder of its own.
const PACKAGES: [&str; 3] = ["--workspace", "--exclude", "bindgen"];

impl Context<'_> {
    /// A command of cargo on all packages.
    pub(super) fn cargo(&self, command_name: &str, arguments: &[&str]) -> Command {
        let mut cargo = command("cargo", &self.workspace.root);
        cargo.arg(command_name).args(PACKAGES).args(arguments);
        cargo
    }

    /// Runs a suite and adds up what its closing lines say; a suite that says nothing has not run.
    pub(super) fn suite(&self, label: &str, command: &mut Command) -> Result<(), String> {
        let (output, error) = self.runner.run_with_output(label, command)?;
        let counts = count(&output);
        screen::line(&format!(
            "  {label}: {} passed, {} failed",
            counts.passed, counts.failed
        ));
        self.add(counts);
        match error {
            Some(error) => Err(error),
            None if counts.failed > 0 => Err(format!("{label} ended well, yet counts failures")),
            None if counts.passed == 0 => Err(format!("{label} ended well, but ran no test")),
            None => Ok(()),
        }
    }

    /// Tells a suite where the things are that it drives.
    pub(super) fn with_places<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        if let Some(chromium) = self.drivers.get().and_then(|tools| tools.chromium.as_ref()) {
            command.env("CHROMIUM", chromium);
        }
        command.env("LOGGIA_TEST_BIN", self.workspace.loggia());
        command.env("LOGGIA_TEST_STUDIO", studio::dist(self.workspace))
    }
}

pub(super) fn tools(context: &Context) -> Result<(), String> {
    let tools = tools::for_building(context.workspace, context.runner)?;
    context.tools.get_or_init(|| tools);
    Ok(())
}

/// Also the packages of tests/package.json, as its lock file says.
pub(super) fn drivers(context: &Context) -> Result<(), String> {
    let tools = tools::for_tests(context.workspace, context.runner, context.tools()?)?;
    let tools = context.drivers.get_or_init(|| tools);
    let folder = context.workspace.path("tests");
    let installed = folder.join("node_modules/.package-lock.json");
    let inputs = ["tests/package.json", "tests/package-lock.json"];
    let stamp = Stamp::new(
        context.workspace,
        "tests-npm",
        &inputs,
        &[],
        vec![installed],
    )?;
    if stamp.is_current() {
        return Ok(());
    }
    let mut install = tools.command_in(&folder, "npm");
    install.args(["ci", "--no-audit", "--no-fund", "--loglevel", "error"]);
    context.runner.run("tests-npm-install", &mut install)?;
    stamp.write()
}

pub(super) fn format(context: &Context) -> Result<(), String> {
    let mut cargo = command("cargo", &context.workspace.root);
    cargo.args(["fmt", "--all", "--check"]);
    context.runner.run("format", &mut cargo).map(drop)
}

pub(super) fn tidy(context: &Context) -> Result<(), String> {
    let passed = rules::check(context.workspace)?;
    context.add(super::Counts { passed, failed: 0 });
    Ok(())
}

pub(super) fn lint(context: &Context) -> Result<(), String> {
    let strict = ["--all-targets", "--", "-D", "warnings"];
    let mut all = context.cargo("clippy", &strict);
    context.runner.run("lint", &mut all)?;
    let mut bindgen = command("cargo", &context.workspace.root);
    bindgen.args(["clippy", "--package", "bindgen", "--profile", "tool"]);
    context
        .runner
        .run("lint-bindgen", bindgen.args(strict))
        .map(drop)
}

pub(super) fn lint_browser(context: &Context) -> Result<(), String> {
    let tools = context.tools()?;
    if !tools.wasm_has_clippy() {
        screen::line(
            "  lint-browser: the wasm toolchain of this machine has no clippy; what runs in the browser only is not linted",
        );
        return Ok(());
    }
    let clippy = |label: &str, packages: &[&str]| {
        let mut clippy = tools.wasm_command(context.workspace, "cargo");
        clippy.arg("clippy").args(packages);
        clippy.args(["--target", wasm::TARGET, "--", "-D", "warnings"]);
        context.runner.run(label, &mut clippy)
    };
    // Each by itself: features of one build unify. The package does without the standard library, which all others bring,
    // and the studio draws the pages with other features than their own program.
    clippy("lint-spa", &["--package", "spa"])?;
    let pages = ["--package", "pages", "--features", "hydrate"];
    clippy("lint-pages", &pages)?;
    let studio = ["--package", "studio", "--features", "csr"];
    clippy("lint-studio", &studio).map(drop)
}

/// The documentation, and the examples in it.
pub(super) fn docs(context: &Context) -> Result<(), String> {
    let mut cargo = context.cargo("doc", &["--no-deps", "--document-private-items"]);
    // The documentation is for who works on the program, so it is always built with what is private.
    cargo.env(
        "RUSTDOCFLAGS",
        "-D warnings -A rustdoc::private-intra-doc-links",
    );
    context.runner.run("docs", &mut cargo)?;
    let mut examples = context.cargo("test", &["--doc", "--no-fail-fast"]);
    context.suite("docs-examples", &mut examples)
}

/// Clients that are not ours: SDKs for Node with the packed npm package, then those for Python.
pub(super) fn clients(context: &Context) -> Result<(), String> {
    node(context, "clients")?;
    let drivers = context.drivers()?;
    let Some(python) = &drivers.python else {
        return Err(format!("there is no {}", tools::REQUIREMENTS));
    };
    let mut pytest = drivers.command(context.workspace, &python.to_string_lossy());
    pytest.args([
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "tests/clients",
    ]);
    pytest.env("PYTHONDONTWRITEBYTECODE", "1");
    context.suite("python", context.with_places(&mut pytest))
}

/// The hosted pages in Chromium.
pub(super) fn browser(context: &Context) -> Result<(), String> {
    node(context, "browser")
}

/// Runs one of the scripts of tests/package.json.
fn node(context: &Context, script: &str) -> Result<(), String> {
    let folder = context.workspace.path("tests");
    let mut npm = context.drivers()?.command_in(&folder, "npm");
    npm.args(["run", "--silent", script]);
    context.suite(script, context.with_places(&mut npm))
}
