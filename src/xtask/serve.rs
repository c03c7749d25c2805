//! `cargo xtask serve`: from a checkout to a running `loggia` in demo mode.
//!
//! The program is compiled while tools are installed and pages are built: it embeds none of them and reads them from
//! disk. What nobody needs at once, the studio, is built while the program runs.

use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::run::Runner;
use crate::screen;
use crate::steps::beside;
use crate::tools::{self, Tools};
use crate::workspace::{Workspace, command};
use crate::{pages, spa, studio};

/// The setting `pages.assets_dir`.
const ASSETS: &str = "LOGGIA_PAGES_ASSETS_DIR";

/// Everything the server embeds, and the server.
pub(crate) fn build(workspace: &Workspace, runner: &Runner, tools: &Tools) -> Result<(), String> {
    screen::line("[1 of 4] the hosted pages, for the browser");
    pages::build(workspace, runner, tools)?;
    screen::line("[2 of 4] the npm package, which the demo application uses");
    spa::build(workspace, runner, tools)?;
    screen::line("[3 of 4] the designer's preview");
    studio::build(workspace, runner, tools)?;
    screen::line("[4 of 4] the program `loggia`");
    let mut cargo = tools.command(workspace, "cargo");
    cargo.args(["build", "--package", "server", "--bin", "loggia"]);
    runner.run("server", &mut cargo).map(drop)
}

/// Sets up, builds, and becomes `loggia serve --demo` with the arguments after `--`.
pub(crate) fn serve(
    workspace: &Workspace,
    runner: &Runner,
    arguments: &[String],
) -> Result<(), String> {
    let arguments = match arguments.split_first() {
        None => &[],
        Some((dashes, rest)) if dashes == "--" => rest,
        Some((other, _)) => {
            return Err(format!(
                "unknown argument `{other}`; arguments for loggia stand after `--`"
            ));
        }
    };
    screen::line("[program] `loggia`, compiled beside the three steps that follow");
    let ((), tools) = beside(
        runner,
        || build_program(workspace, runner),
        || build_assets(workspace, runner),
    )?;
    if !studio::STUDIO.is_current(workspace, &tools)? {
        build_studio_meanwhile(workspace)?;
    }
    let mut loggia = command(workspace.loggia(), &workspace.root);
    loggia.args(["serve", "--demo"]).args(arguments);
    // Scripts, styles and studio come from disk, so that what is built later shows after a reload.
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

/// The program without what is built for the browser.
fn build_program(workspace: &Workspace, runner: &Runner) -> Result<(), String> {
    let mut cargo = command("cargo", &workspace.root);
    cargo.args(["build", "--package", "server", "--bin", "loggia"]);
    cargo.arg("--no-default-features");
    runner.run("program", &mut cargo).map(drop)
}

/// What the program reads from disk, and the tools that build it.
fn build_assets(workspace: &Workspace, runner: &Runner) -> Result<Tools, String> {
    screen::line("[1 of 3] the tools");
    let tools = tools::for_building(workspace, runner)?;
    screen::line("[2 of 3] the hosted pages, for the browser");
    pages::build(workspace, runner, &tools)?;
    screen::line("[3 of 3] the npm package, which the demo application uses");
    spa::build(workspace, runner, &tools)?;
    Ok(tools)
}

/// Starts `cargo xtask studio`, which goes on when this program has become the server.
fn build_studio_meanwhile(workspace: &Workspace) -> Result<(), String> {
    screen::line("[studio] is built while the program runs; until it is ready, /studio/ says so");
    // Linux finds this program by that name also when it was compiled anew in the meantime.
    let mut program = PathBuf::from("/proc/self/exe");
    if !program.exists() {
        program =
            std::env::current_exe().map_err(|error| format!("no path of this program: {error}"))?;
    }
    Command::new(program)
        .args(["studio", "--plain"])
        .current_dir(&workspace.root)
        .stdin(Stdio::null())
        .spawn()
        .map(drop)
        .map_err(|error| format!("cannot start the build of the studio: {error}"))
}
