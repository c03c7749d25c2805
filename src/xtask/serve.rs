//! `cargo xtask serve`: from a checkout to a running `loggia` in demo mode.

use std::os::unix::process::CommandExt;

use crate::run::Runner;
use crate::tools::{self, Tools};
use crate::workspace::{Workspace, command};
use crate::{pages, spa, studio};

/// The setting `pages.assets_dir`.
const ASSETS: &str = "LOGGIA_PAGES_ASSETS_DIR";

/// Everything the server embeds, and the server.
pub(crate) fn build(workspace: &Workspace, runner: &Runner, tools: &Tools) -> Result<(), String> {
    println!("[pages] the hosted pages, for the browser");
    pages::build(workspace, runner, tools)?;
    println!("[spa] the npm package, which the demo application uses");
    spa::build(workspace, runner, tools)?;
    println!("[studio] the designer's preview");
    studio::build(workspace, runner, tools)?;
    println!("[server] the program `loggia`");
    let mut cargo = tools.command(workspace, "cargo");
    runner
        .run(
            "server",
            cargo.args(["build", "--package", "server", "--bin", "loggia"]),
        )
        .map(drop)
}

/// Sets up, builds, and becomes `loggia serve --demo` with the arguments after `--`.
pub(crate) fn serve(
    workspace: &Workspace,
    runner: &Runner,
    arguments: &[String],
) -> Result<(), String> {
    let given = match arguments.split_first() {
        None => &[],
        Some((dashes, rest)) if dashes == "--" => rest,
        Some((other, _)) => {
            return Err(format!(
                "unknown argument `{other}`; arguments for loggia stand after `--`"
            ));
        }
    };
    println!("[setup] the tools");
    let tools = tools::for_pages(workspace, runner)?;
    build(workspace, runner, &tools)?;
    let mut loggia = command(workspace.loggia(), &workspace.root);
    loggia.args(["serve", "--demo"]).args(given);
    // Scripts and styles come from disk, so that what `trunk serve` rebuilds shows after a reload.
    if std::env::var_os(ASSETS).is_none() {
        loggia.env(ASSETS, pages::dist(workspace));
    }
    // Becomes the server: signals and the exit code are its own. Comes back only when that failed.
    let error = loggia.exec();
    Err(format!(
        "cannot start {}: {error}",
        workspace.loggia().display()
    ))
}
