//! Node and what comes from npm for building: wasm-opt and esbuild.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::{announce, debian, find, find_in, major, version_of};
use crate::run::Runner;
use crate::workspace::{Workspace, command, write};

/// A program that a package of npm brings.
pub(super) struct NpmTool {
    package: &'static str,
    pub(super) version: &'static str,
    program: &'static str,
}

/// What builds install from npm, together: npm removes what an installation does not name.
pub(super) const TOOLS: &[NpmTool] = &[
    // Debian's is too old to read what today's compiler writes.
    NpmTool {
        package: "binaryen",
        version: "132.0.0",
        program: "wasm-opt",
    },
    NpmTool {
        package: "esbuild",
        version: "0.28.2",
        program: "esbuild",
    },
];

/// wasm-opt and esbuild run on Debian's.
pub(super) const OLDEST_FOR_BUILDING: u32 = 18;
/// The test runner and the browser driver need at least this.
pub(super) const OLDEST_FOR_TESTS: u32 = 20;
/// Installed from npm where Debian's Node is older.
const NODE_VERSION: &str = "22.12.0";

/// Where `node` and `npm` are.
pub(super) struct Node {
    pub(super) folder: PathBuf,
}

/// Finds or installs npm and a Node of at least this major version.
pub(super) fn ensure(workspace: &Workspace, runner: &Runner, oldest: u32) -> Result<Node, String> {
    let private = workspace.cache.join("node/node_modules/.bin/node");
    let usable = |node: &Path| usable(node, oldest);
    if let Some(node) = usable(&private).or_else(|| find("node").and_then(|node| usable(&node))) {
        if find("npm").is_none() {
            debian::install(
                runner,
                &["npm"],
                "npm installs wasm-opt, esbuild and the test clients' packages",
            )?;
        }
        return Ok(node);
    }
    if find("node").is_none() || find("npm").is_none() {
        debian::install(
            runner,
            &["nodejs", "npm"],
            "wasm-opt, esbuild, the browser tests and the test clients run on Node",
        )?;
        if let Some(node) = find("node").and_then(|node| usable(&node)) {
            return Ok(node);
        }
    }
    let why = format!("the Node of this system is older than {oldest}");
    npm_install(
        workspace,
        runner,
        &search()?,
        "node",
        &[format!("node@{NODE_VERSION}")],
        &why,
    )?;
    usable(&private)
        .ok_or_else(|| format!("Node {oldest} or newer is needed; install it and put it on PATH"))
}

fn usable(node: &Path, oldest: u32) -> Option<Node> {
    let is_recent = major(&version_of(node)?) >= oldest;
    is_recent.then(|| Node {
        folder: node.parent().unwrap_or(Path::new("/")).to_path_buf(),
    })
}

/// Finds or installs wasm-opt and esbuild in exactly our versions; gives the folder of both.
pub(super) fn ensure_tools(
    workspace: &Workspace,
    runner: &Runner,
    path: &OsString,
) -> Result<PathBuf, String> {
    let modules = workspace.cache.join("npm/node_modules");
    let programs = modules.join(".bin");
    let missing = || TOOLS.iter().find(|tool| !is_there(&modules, tool));
    if missing().is_none() {
        return Ok(programs);
    }
    let packages: Vec<String> = TOOLS
        .iter()
        .map(|tool| format!("{}@{}", tool.package, tool.version))
        .collect();
    let why = "they make wasm a tenth and scripts by half smaller";
    npm_install(workspace, runner, path, "npm", &packages, why)?;
    match missing() {
        None => Ok(programs),
        Some(tool) => Err(format!(
            "npm installed {}, but not {} of version {} in {}",
            tool.package,
            tool.program,
            tool.version,
            programs.display()
        )),
    }
}

fn is_there(modules: &Path, tool: &NpmTool) -> bool {
    let version_line = format!("\"version\": \"{}\"", tool.version);
    let manifest = modules.join(tool.package).join("package.json");
    modules.join(".bin").join(tool.program).is_file()
        && std::fs::read_to_string(manifest).is_ok_and(|text| text.contains(&version_line))
}

fn search() -> Result<OsString, String> {
    std::env::var_os("PATH").ok_or_else(|| "PATH is not set".to_owned())
}

fn npm_install(
    workspace: &Workspace,
    runner: &Runner,
    path: &OsString,
    folder: &str,
    packages: &[String],
    why: &str,
) -> Result<(), String> {
    announce(&packages.join(" "), why);
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
    ]);
    runner.run("npm-install", install.args(packages)).map(drop)
}
