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
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::run::{Runner, capture};
use crate::screen;
use crate::workspace::{Workspace, command, lock};

pub(crate) use cargo_tools::cargo_home;
pub(crate) use debian::postgres_binaries;
pub(crate) use python::REQUIREMENTS;
pub(crate) use wasm_target::TARGET;

/// What was found or installed, and the environment that makes children use it.
#[derive(Clone)]
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

    /// The same tools, with more folders that are searched before the others.
    fn with_folders_first(&self, folders: Vec<PathBuf>) -> Result<Self, String> {
        let rest = std::env::split_paths(&self.path);
        let path = std::env::join_paths(folders.into_iter().chain(rest))
            .map_err(|error| format!("PATH cannot hold the tools' folder: {error}"))?;
        Ok(Self {
            path,
            ..self.clone()
        })
    }

    /// `Command` searches the parent's PATH, so the place is looked up in ours.
    fn place_of(&self, program: &str) -> PathBuf {
        find_in(&self.path, program).unwrap_or_else(|| PathBuf::from(program))
    }
}

/// What building needs: the wasm target, wasm-opt, esbuild and the Node that runs them.
pub(crate) fn for_building(workspace: &Workspace, runner: &Runner) -> Result<Tools, String> {
    let _lock = lock_tools(workspace, "build")?;
    let wasm_toolchain = wasm_target::ensure(workspace, runner)?;
    let node = node::ensure(workspace, runner, node::OLDEST_FOR_BUILDING)?;
    let path = search_path(workspace, std::slice::from_ref(&node.folder))?;
    let npm_tools = node::ensure_tools(workspace, runner, &path)?;
    let rust = capture(command("rustc", &workspace.root).arg("--version")).unwrap_or_default();
    Ok(Tools {
        path: search_path(workspace, &[npm_tools, node.folder])?,
        versions: format!(
            "{rust} wasm-bindgen {} npm {}",
            workspace.locked_version("wasm-bindgen")?,
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

/// What the designer's loop needs: Trunk, and the wasm-bindgen that Trunk calls. Others build without them.
pub(crate) fn for_trunk(
    workspace: &Workspace,
    runner: &Runner,
    tools: &Tools,
) -> Result<Tools, String> {
    let _lock = lock_tools(workspace, "trunk")?;
    let bindgen_version = workspace.locked_version("wasm-bindgen")?;
    let mut folders = Vec::new();
    for (tool, version) in [
        (&cargo_tools::TRUNK, cargo_tools::TRUNK_VERSION),
        (&cargo_tools::WASM_BINDGEN, &bindgen_version),
    ] {
        let program = cargo_tools::ensure(workspace, runner, &tools.path, tool, version)?;
        folders.push(program.parent().unwrap_or(Path::new("/")).to_path_buf());
    }
    cargo_tools::clean(workspace)?;
    tools.with_folders_first(folders)
}

/// What testing needs besides: Chromium, PostgreSQL, Python with the test clients' packages.
pub(crate) fn for_tests(
    workspace: &Workspace,
    runner: &Runner,
    tools: &Tools,
) -> Result<Tools, String> {
    let _lock = lock_tools(workspace, "tests")?;
    let node = node::ensure(workspace, runner, node::OLDEST_FOR_TESTS)?;
    let chromium = Some(debian::chromium(runner)?);
    debian::certutil(runner)?;
    postgres_binaries(runner)?;
    let python = python::ensure(workspace, runner)?;
    // The programs that Python packages bring (`aws`) stand beside their interpreter.
    let folders = python
        .iter()
        .filter_map(|python| Some(python.parent()?.to_path_buf()))
        .chain([node.folder])
        .collect();
    Ok(Tools {
        chromium,
        python,
        ..tools.with_folders_first(folders)?
    })
}

/// One installation at a time of each group of tools, of all checkouts: the others wait and find.
fn lock_tools(workspace: &Workspace, group: &str) -> Result<File, String> {
    let file = workspace.cache.join(format!("install-{group}.lock"));
    lock(&file, "the tools")
}

/// One line on the screen for each thing that is about to be installed.
fn announce(what: &str, why: &str) {
    screen::line(&format!("  installing {what}: {why}"));
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
    let output = capture(Command::new(program).arg("--version"))?;
    let words = output.lines().next()?.split_whitespace();
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
