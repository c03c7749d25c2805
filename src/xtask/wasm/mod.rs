//! What every wasm of ours and the script beside it have in common: how they are compiled, and how they are made small.
//!
//! Owns the flags of compiler, wasm-opt and esbuild. Must not know what the wasm is for.

mod bundle;
mod trap;

pub(crate) use bundle::Bundle;

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::run::{Runner, ask};
pub(crate) use crate::tools::TARGET;
use crate::tools::{self, Tools};
use crate::workspace::{Workspace, write};

/// In the order of their effect: a second round finds what the analysis of all values laid open. Nothing of ours is in
/// the first KiB of memory (the stack's far end is there), so that offsets may be folded into loads.
const OPTIMISE: &[&str] = &[
    "--low-memory-unused",
    "-Oz",
    "--gufa-optimizing",
    "-Oz",
    "--converge",
    "--strip-target-features",
];

/// What rustc lets LLVM use. Not `--all-features`, with which wasm-opt writes what no browser reads.
const FEATURES: &[&str] = &[
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// Browsers that have all that the wasm needs read this too.
const MINIFY: &[&str] = &[
    "--minify",
    "--format=esm",
    "--target=es2022",
    "--log-level=warning",
];

/// The options of this file, for stamps.
pub(crate) fn options() -> String {
    [OPTIMISE, FEATURES, MINIFY].concat().join(" ")
}

/// Downloads the crates of Cargo.lock that this machine or the browser compiles, so that nothing after it needs the
/// network, and the folders whose names [`compile`] keeps out are there.
pub(crate) fn fetch(workspace: &Workspace, runner: &Runner, tools: &Tools) -> Result<(), String> {
    let mut rustc = tools.command(workspace, "rustc");
    let host = ask(rustc.args(["--print", "host-tuple"]))
        .ok_or("`rustc --print host-tuple` names no host: a newer compiler is needed")?;
    let mut cargo = tools.wasm_command(workspace, "cargo");
    cargo.args(["fetch", "--locked", "--target", TARGET, "--target", &host]);
    runner.run("fetch", &mut cargo).map(drop)
}

/// A command that compiles for the browser, and leaves no path of this machine in what it compiles.
///
/// The flags are for the wasm target alone (cargo gives none to build scripts once a target is named), so nothing
/// native is compiled again.
pub(crate) fn compile(workspace: &Workspace, tools: &Tools, program: &str) -> Command {
    let mut compiler = tools.wasm_command(workspace, program);
    let mut ask_compiler = tools.wasm_command(workspace, "rustc");
    let sysroot = ask(ask_compiler.args(["--print", "sysroot"]));
    let registry = tools::cargo_home().map(|home| home.join("registry/src"));
    let flags: Vec<String> = places(&workspace.root, registry.as_deref(), sysroot.as_deref())
        .into_iter()
        .map(|(path, name)| format!("--remap-path-prefix={}={name}", path.display()))
        .collect();
    // Separated by a byte that is in no path, and stronger than RUSTFLAGS.
    compiler.env("CARGO_ENCODED_RUSTFLAGS", flags.join("\x1f"));
    compiler
}

/// Runs Trunk in the folder of its settings; what it builds goes to `dist`.
fn trunk(
    workspace: &Workspace,
    runner: &Runner,
    tools: &Tools,
    label: &str,
    folder: &Path,
    dist: &Path,
) -> Result<(), String> {
    // Trunk works offline, or it would download tools of its own; what it compiles must be there.
    fetch(workspace, runner, tools)?;
    let mut trunk = compile(workspace, tools, "trunk");
    let arguments = [
        "build",
        "--release",
        "--offline",
        "--color",
        "never",
        "--dist",
    ];
    trunk.current_dir(folder).args(arguments).arg(dist);
    // Trunk reads NO_COLOR as a boolean of its own and stops at "1".
    trunk
        .env_remove("NO_COLOR")
        .env("TRUNK_SKIP_VERSION_CHECK", "true")
        .env("RUST_BACKTRACE", "0");
    runner.run(label, &mut trunk).map(drop)
}

/// Folders that the compiler would name in messages of panics, and how it shall name them.
fn places(
    root: &Path,
    registry: Option<&Path>,
    sysroot: Option<&str>,
) -> Vec<(PathBuf, &'static str)> {
    let mut places = vec![(root.to_path_buf(), ".")];
    let mut registries: Vec<PathBuf> = registry
        .and_then(|folder| std::fs::read_dir(folder).ok())
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .collect();
    registries.sort();
    places.extend(registries.into_iter().map(|folder| (folder, "crates")));
    if let Some(sysroot) = sysroot {
        places.push((Path::new(sysroot).join("lib/rustlib/src/rust"), "rust"));
    }
    places
}

/// Makes a wasm file smaller, in place.
pub(crate) fn optimise(
    workspace: &Workspace,
    runner: &Runner,
    tools: &Tools,
    wasm: &Path,
) -> Result<(), String> {
    let named = |error: String| format!("{}: {error}", wasm.display());
    let bytes = std::fs::read(wasm).map_err(|error| named(error.to_string()))?;
    let (bytes, traps) = trap::panics(&bytes).map_err(named)?;
    if traps == 0 {
        return Err(named(
            "none of the functions that end in a panic is found by its name: see NEVER_RETURN in src/xtask/wasm/trap.rs".to_owned(),
        ));
    }
    write(wasm, bytes)?;
    let mut opt = tools.command(workspace, "wasm-opt");
    opt.args(FEATURES).args(OPTIMISE);
    opt.arg(wasm).arg("--output").arg(wasm);
    runner.run("wasm-opt", &mut opt)?;
    no_machine_path(workspace, wasm)
}

/// Makes a script smaller, in place.
pub(crate) fn minify(
    workspace: &Workspace,
    runner: &Runner,
    tools: &Tools,
    script: &Path,
) -> Result<(), String> {
    let mut esbuild = tools.command(workspace, "esbuild");
    esbuild.args(MINIFY).arg(script);
    let mut outfile = std::ffi::OsString::from("--outfile=");
    outfile.push(script);
    runner
        .run("esbuild", esbuild.arg("--allow-overwrite").arg(outfile))
        .map(drop)
}

/// What is published must not tell where it was built.
fn no_machine_path(workspace: &Workspace, wasm: &Path) -> Result<(), String> {
    let bytes =
        std::fs::read(wasm).map_err(|error| format!("cannot read {}: {error}", wasm.display()))?;
    let home = tools::cargo_home();
    let told = [Some(workspace.root.as_path()), home.as_deref()]
        .into_iter()
        .flatten()
        .find(|folder| {
            let name = folder.as_os_str().as_encoded_bytes();
            bytes.windows(name.len()).any(|window| window == name)
        });
    match told {
        None => Ok(()),
        Some(folder) => Err(format!(
            "{} holds the path {}: `places` in src/xtask/wasm/mod.rs does not rename it",
            wasm.display(),
            folder.display()
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::places;
    use std::path::Path;

    #[test]
    fn every_folder_of_this_machine_gets_a_name() {
        let folder = std::env::temp_dir().join(format!("loggia-places-{}", std::process::id()));
        std::fs::create_dir_all(folder.join("one")).unwrap();
        std::fs::create_dir_all(folder.join("two")).unwrap();
        let found = places(Path::new("/checkout"), Some(&folder), Some("/toolchain"));
        let expect = [
            (Path::new("/checkout").to_path_buf(), "."),
            (folder.join("one"), "crates"),
            (folder.join("two"), "crates"),
            (
                Path::new("/toolchain/lib/rustlib/src/rust").to_path_buf(),
                "rust",
            ),
        ];
        std::fs::remove_dir_all(&folder).unwrap();
        assert_eq!(found, expect);
        assert_eq!(places(Path::new("/checkout"), None, None).len(), 1);
    }
}
