//! `cargo xtask bench`: builds the optimised server and the load generator, and runs one against the other.

use crate::run::Runner;
use crate::screen;
use crate::tools;
use crate::workspace::{Workspace, command};
use crate::{pages, spa};

/// Builds for release and measures; never part of the tests, for a shared machine's rates prove nothing.
///
/// **Shape** the parts by name; all of them if none is named.
pub(crate) fn bench(
    workspace: &Workspace,
    runner: &Runner,
    parts: &[String],
) -> Result<(), String> {
    let tools = tools::for_building(workspace, runner)?;
    pages::build(workspace, runner, &tools)?;
    spa::build(workspace, runner, &tools)?;
    screen::line("[release] the server and the load generator, optimised (some minutes, once)");
    let mut cargo = tools.command(workspace, "cargo");
    cargo.args([
        "build",
        "--release",
        "--package",
        "server",
        "--package",
        "tests",
    ]);
    runner.run(
        "release",
        cargo.args(["--bin", "loggia", "--example", "bench"]),
    )?;
    let release = workspace.target().join("release");
    let status = command(release.join("examples/bench"), &workspace.root)
        .arg(release.join("loggia"))
        .args(parts)
        .status()
        .map_err(|error| format!("cannot start the load generator: {error}"))?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("the load generator failed ({status})"))
    }
}
