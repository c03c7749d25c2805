//! Trunk and wasm-bindgen-cli, built by `cargo install` in exactly the version we want.

use std::ffi::OsString;
use std::path::PathBuf;

use super::{announce, find_in, version_of};
use crate::run::Runner;
use crate::workspace::{Workspace, command};

/// 0.22 needs a newer compiler than the workspace does.
pub(super) const TRUNK_VERSION: &str = "0.21.14";

/// A program that a crate of crates.io installs.
pub(super) struct CargoTool {
    package: &'static str,
    program: &'static str,
    why: &'static str,
}

pub(super) const TRUNK: CargoTool = CargoTool {
    package: "trunk",
    program: "trunk",
    why: "`trunk serve` rebuilds pages while they are worked on; about five minutes, once",
};

pub(super) const WASM_BINDGEN: CargoTool = CargoTool {
    package: "wasm-bindgen-cli",
    program: "wasm-bindgen",
    why: "Trunk calls it, in the version of Cargo.lock; about two minutes, once",
};

/// Gives the program in that version, from PATH or the cache, or builds it into the cache.
pub(super) fn ensure(
    workspace: &Workspace,
    runner: &Runner,
    path: &OsString,
    tool: &CargoTool,
    version: &str,
) -> Result<PathBuf, String> {
    // Beside cargo it is on PATH for people too (`trunk serve`); another version that stands there is left alone.
    let home = cargo_home().filter(|home| !home.join("bin").join(tool.program).exists());
    let root = home.unwrap_or_else(|| workspace.cache.clone());
    let program = root.join("bin").join(tool.program);
    let candidates = [
        find_in(path, tool.program),
        Some(workspace.cache.join("bin").join(tool.program)),
    ];
    if let Some(program) = candidates
        .into_iter()
        .flatten()
        .find(|file| version_of(file).as_deref() == Some(version))
    {
        return Ok(program);
    }
    announce(&format!("{} {version}", tool.package), tool.why);
    let mut install = command("cargo", &workspace.root);
    install
        .args([
            "install",
            "--locked",
            "--force",
            tool.package,
            "--version",
            version,
            "--root",
        ])
        .arg(&root)
        // A tool that runs for a second need not be optimised for minutes.
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
        .env("CARGO_TARGET_DIR", build_folder(workspace));
    runner.run(&format!("install-{}", tool.program), &mut install)?;
    match version_of(&program) {
        Some(installed) if installed == version => Ok(program),
        other => Err(format!(
            "{} was installed as {} but says its version is {}; wanted {version}",
            tool.package,
            program.display(),
            other.as_deref().unwrap_or("unknown"),
        )),
    }
}

/// Removes what building the tools left. Not before all are built: they share crates.
pub(super) fn clean(workspace: &Workspace) -> Result<(), String> {
    match std::fs::remove_dir_all(build_folder(workspace)) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(format!("cannot remove the tools' build folder: {error}"))
        }
        Ok(()) | Err(_) => Ok(()),
    }
}

fn build_folder(workspace: &Workspace) -> PathBuf {
    workspace.cache.join("build")
}

/// Cargo's own folder.
pub(crate) fn cargo_home() -> Option<PathBuf> {
    let from_environment = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    from_environment
        .or_else(|| std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cargo")))
}
