//! Node and what comes from npm for building: wasm-opt.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::{debian, find, find_in, major, say, version_of};
use crate::run::Runner;
use crate::workspace::{Workspace, command, write};

/// Of Debian's package it is too old to read what today's compiler writes.
pub(super) const BINARYEN_VERSION: &str = "132.0.0";

/// The test runner and the browser driver need at least this.
const OLDEST_NODE: u32 = 20;
/// Installed from npm where Debian's Node is older.
const NODE_VERSION: &str = "22.12.0";

/// Where `node` and `npm` are.
pub(super) struct Node {
    pub(super) folder: PathBuf,
}

/// Finds or installs Node and npm.
pub(super) fn ensure(workspace: &Workspace, runner: &Runner) -> Result<Node, String> {
    let kept = workspace.cache.join("node/node_modules/.bin");
    if let Some(node) =
        usable(&kept.join("node")).or_else(|| find("node").and_then(|node| usable(&node)))
    {
        if find("npm").is_none() {
            debian::install(
                runner,
                &["npm"],
                "npm installs wasm-opt and the test clients' packages",
            )?;
        }
        return Ok(node);
    }
    if find("node").is_none() || find("npm").is_none() {
        debian::install(
            runner,
            &["nodejs", "npm"],
            "wasm-opt, the browser tests and the test clients run on Node",
        )?;
        if let Some(node) = find("node").and_then(|node| usable(&node)) {
            return Ok(node);
        }
    }
    let why = format!("the Node of this system is older than {OLDEST_NODE}");
    npm_install(
        workspace,
        runner,
        &search()?,
        "node",
        &format!("node@{NODE_VERSION}"),
        &why,
    )?;
    usable(&kept.join("node")).ok_or_else(|| {
        format!("Node {OLDEST_NODE} or newer is needed; install it and put it on PATH")
    })
}

fn usable(node: &Path) -> Option<Node> {
    let recent = major(&version_of(node)?) >= OLDEST_NODE;
    recent.then(|| Node {
        folder: node.parent().unwrap_or(Path::new("/")).to_path_buf(),
    })
}

/// Finds or installs wasm-opt in exactly our version.
pub(super) fn ensure_wasm_opt(
    workspace: &Workspace,
    runner: &Runner,
    path: &OsString,
) -> Result<PathBuf, String> {
    let kept = workspace.cache.join("npm/node_modules/.bin/wasm-opt");
    let manifest = workspace
        .cache
        .join("npm/node_modules/binaryen/package.json");
    let wanted = format!("\"version\": \"{BINARYEN_VERSION}\"");
    let right = || {
        kept.is_file()
            && std::fs::read_to_string(&manifest).is_ok_and(|text| text.contains(&wanted))
    };
    if right() {
        return Ok(kept);
    }
    let why = "wasm-opt makes the wasm about a tenth smaller";
    npm_install(
        workspace,
        runner,
        path,
        "npm",
        &format!("binaryen@{BINARYEN_VERSION}"),
        why,
    )?;
    if right() {
        Ok(kept)
    } else {
        Err(format!(
            "npm installed binaryen, but there is no {}",
            kept.display()
        ))
    }
}

fn search() -> Result<OsString, String> {
    std::env::var_os("PATH").ok_or_else(|| "PATH is not set".to_owned())
}

fn npm_install(
    workspace: &Workspace,
    runner: &Runner,
    path: &OsString,
    folder: &str,
    package: &str,
    why: &str,
) -> Result<(), String> {
    say(package, why);
    let folder = workspace.cache.join(folder);
    write(&folder.join("package.json"), "{ \"private\": true }\n")?;
    let npm = find_in(path, "npm").ok_or("npm is not on PATH")?;
    let mut install = command(npm, &folder);
    install.env("PATH", path).args([
        "install",
        "--no-audit",
        "--no-fund",
        "--no-package-lock",
        "--save-exact",
        package,
    ]);
    runner.run("npm-install", &mut install).map(drop)
}
