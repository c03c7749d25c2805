//! Finds the tools that building and testing need, and installs what is absent, saying why.
//!
//! Owns versions and places of tools. Nothing is written outside the cache folder, Cargo's and rustup's own folders,
//! and what Debian's package manager installs.

mod cargo_tools;
mod debian;
mod node;
mod python;
mod wasm_target;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::run::{Runner, ask};
use crate::workspace::{Workspace, command, lock};

pub(crate) use cargo_tools::cargo_home;
pub(crate) use debian::postgres_binaries;
pub(crate) use python::REQUIREMENTS;
pub(crate) use wasm_target::TARGET;

/// What was found or installed, and the environment that makes children use it.
pub(crate) struct Tools {
    path: OsString,
    /// Set when only a linked toolchain can compile for wasm.
    wasm_toolchain: Option<String>,
    /// Names and versions, for stamps.
    pub(crate) versions: String,
    /// The browser, when tests need one.
    pub(crate) chromium: Option<PathBuf>,
    /// A Python with the test clients' packages, when tests need one.
    pub(crate) python: Option<PathBuf>,
}

impl Tools {
    /// A command at the root that finds our tools first.
    pub(crate) fn command(&self, workspace: &Workspace, program: &str) -> Command {
        self.command_in(&workspace.root, program)
    }

    /// A command in a folder that finds our tools first.
    pub(crate) fn command_in(&self, folder: &Path, program: &str) -> Command {
        let mut command = command(self.place_of(program), folder);
        command.env("PATH", &self.path);
        command
    }

    /// A command whose Rust compiler can do wasm.
    pub(crate) fn wasm_command(&self, workspace: &Workspace, program: &str) -> Command {
        let mut command = self.command(workspace, program);
        if let Some(toolchain) = &self.wasm_toolchain {
            command.env("RUSTUP_TOOLCHAIN", toolchain);
        }
        command
    }

    /// A toolchain that was put together from Debian's library source has no clippy.
    pub(crate) fn wasm_has_clippy(&self) -> bool {
        self.wasm_toolchain.is_none()
    }

    /// `Command` searches the parent's PATH, so the place is looked up in ours.
    fn place_of(&self, program: &str) -> PathBuf {
        find_in(&self.path, program).unwrap_or_else(|| PathBuf::from(program))
    }
}

/// What building needs: the wasm target, Trunk, wasm-bindgen, wasm-opt, esbuild and the Node that runs them.
pub(crate) fn for_pages(workspace: &Workspace, runner: &Runner) -> Result<Tools, String> {
    // The tools are kept for all checkouts, so one of them installs and the others wait and find.
    let _turn = lock(&workspace.cache.join("install.lock"), "the tools")?;
    let wasm_toolchain = wasm_target::ensure(workspace, runner)?;
    let node = node::ensure(workspace, runner)?;
    let path = search_path(workspace, std::slice::from_ref(&node.folder))?;
    let trunk = cargo_tools::ensure(
        workspace,
        runner,
        &path,
        &cargo_tools::TRUNK,
        cargo_tools::TRUNK_VERSION,
    )?;
    let bindgen_version = workspace.locked_version("wasm-bindgen")?;
    let bindgen = cargo_tools::ensure(
        workspace,
        runner,
        &path,
        &cargo_tools::WASM_BINDGEN,
        &bindgen_version,
    )?;
    cargo_tools::clean(workspace)?;
    let npm_tools = node::ensure_tools(workspace, runner, &path)?;
    let beside = |tool: &Path| tool.parent().unwrap_or(Path::new("/")).to_path_buf();
    let folders = [beside(&trunk), beside(&bindgen), npm_tools, node.folder];
    let rust = ask(command("rustc", &workspace.root).arg("--version")).unwrap_or_default();
    Ok(Tools {
        path: search_path(workspace, &folders)?,
        versions: format!(
            "{rust} trunk {} wasm-bindgen {bindgen_version} npm {}",
            cargo_tools::TRUNK_VERSION,
            node::TOOLS
                .iter()
                .map(|tool| tool.version)
                .collect::<Vec<_>>()
                .join(" ")
        ),
        wasm_toolchain,
        chromium: None,
        python: None,
    })
}

/// What testing needs besides: Chromium, PostgreSQL, Python with the test clients' packages.
pub(crate) fn for_tests(workspace: &Workspace, runner: &Runner) -> Result<Tools, String> {
    let tools = for_pages(workspace, runner)?;
    let chromium = Some(debian::chromium(runner)?);
    debian::certutil(runner)?;
    postgres_binaries(runner)?;
    let python = python::ensure(workspace, runner)?;
    // The programs that Python packages bring (`aws`) stand beside their interpreter.
    let programs: Vec<PathBuf> = python
        .iter()
        .filter_map(|python| Some(python.parent()?.to_path_buf()))
        .collect();
    let path = std::env::join_paths(
        programs
            .into_iter()
            .chain(std::env::split_paths(&tools.path)),
    )
    .map_err(|error| format!("PATH cannot hold the tools' folder: {error}"))?;
    Ok(Tools {
        path,
        chromium,
        python,
        ..tools
    })
}

/// One line on the screen for each thing that is about to be installed.
fn say(what: &str, why: &str) {
    println!("  installing {what}: {why}");
}

fn search_path(workspace: &Workspace, first: &[PathBuf]) -> Result<OsString, String> {
    let mut ours = vec![
        workspace.cache.join("bin"),
        workspace.cache.join("npm/node_modules/.bin"),
    ];
    ours.extend(cargo_tools::cargo_home().map(|home| home.join("bin")));
    let rest = std::env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = Vec::new();
    for folder in first
        .iter()
        .cloned()
        .chain(ours)
        .chain(std::env::split_paths(&rest))
    {
        if !folders.contains(&folder) {
            folders.push(folder);
        }
    }
    std::env::join_paths(folders)
        .map_err(|error| format!("PATH cannot hold the tools' folder: {error}"))
}

/// The first executable of that name on a search path.
fn find_in(path: &OsString, name: &str) -> Option<PathBuf> {
    std::env::split_paths(path)
        .map(|folder| folder.join(name))
        .find(|file| file.is_file())
}

/// The first executable of that name on the inherited search path.
fn find(name: &str) -> Option<PathBuf> {
    find_in(&std::env::var_os("PATH").unwrap_or_default(), name)
}

/// The last word of the first line of `--version` that begins with a digit, "20.11.0" say.
fn version_of(program: &Path) -> Option<String> {
    let said = ask(Command::new(program).arg("--version"))?;
    let words = said.lines().next()?.split_whitespace();
    let bare = words.map(|word| word.trim_start_matches('v'));
    bare.rev()
        .find(|word| word.starts_with(|letter: char| letter.is_ascii_digit()))
        .map(str::to_owned)
}

/// The number before the first dot.
fn major(version: &str) -> u32 {
    let digits: String = version.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().unwrap_or(0)
}
