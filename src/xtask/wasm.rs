//! What every wasm of ours and the script beside it have in common: how they are compiled, and how they are made small.
//!
//! Owns the flags of compiler, wasm-opt and esbuild. Must not know what the wasm is for.

mod bundle;
mod document;
mod names;

pub(crate) use bundle::Bundle;
pub(crate) use names::shorten;

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::run::{Runner, capture};
pub(crate) use crate::tools::TARGET;
use crate::tools::{self, Tools};
use crate::workspace::{Workspace, command};

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

/// Writes control flow anew: each of two runs makes the package 0.1 KB smaller.
const RESTRUCTURE: &[&str] = &[
    "--low-memory-unused",
    "--flatten",
    "--rereloop",
    "--simplify-locals-nostructure",
    "-Oz",
    "-Oz",
    "--strip-target-features",
];

/// What wasm-bindgen writes for programs that use more of it than the package: its warning of old parameters, and what ends
/// values that nobody ends. The package ends each flow itself, and a client lives as long as its page.
const UNUSED: &[&str] = &[
    "--drop:console",
    "--define:Symbol.dispose=undefined",
    "--define:FinalizationRegistry=undefined",
];

/// The options of this file, for stamps.
pub(crate) fn options() -> String {
    [OPTIMISE, RESTRUCTURE, FEATURES, MINIFY, UNUSED]
        .concat()
        .join(" ")
}

/// Downloads the crates of Cargo.lock that this machine or the browser compiles, so that nothing after it needs the
/// network, and the folders whose names [`compile`] keeps out are there.
pub(crate) fn fetch(workspace: &Workspace, runner: &Runner, tools: &Tools) -> Result<(), String> {
    let mut rustc = tools.command(workspace, "rustc");
    let host = capture(rustc.args(["--print", "host-tuple"]))
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
    let mut rustc = tools.wasm_command(workspace, "rustc");
    let sysroot = capture(rustc.args(["--print", "sysroot"]));
    let registry = tools::cargo_home().map(|home| home.join("registry/src"));
    let flags: Vec<String> = places(&workspace.root, registry.as_deref(), sysroot.as_deref())
        .into_iter()
        .map(|(path, name)| format!("--remap-path-prefix={}={name}", path.display()))
        .collect();
    // Separated by a byte that is in no path, and stronger than RUSTFLAGS.
    compiler.env("CARGO_ENCODED_RUSTFLAGS", flags.join("\x1f"));
    compiler
}

/// What wasm-bindgen makes of a compiled program.
pub(crate) struct Binding<'a> {
    /// What cargo compiled.
    pub(crate) compiled: &'a Path,
    /// Where `<name>.js` and `<name>_bg.wasm` are written.
    pub(crate) folder: &'a Path,
    /// What they are called.
    pub(crate) name: &'a str,
}

/// Writes the script and the wasm for browsers, by our own caller of wasm-bindgen's library; it is compiled before its
/// first use, in the version of Cargo.lock.
pub(crate) fn bind(
    workspace: &Workspace,
    runner: &Runner,
    tools: &Tools,
    binding: &Binding,
) -> Result<(), String> {
    let mut cargo = tools.command(workspace, "cargo");
    cargo.args(["build", "--package", "bindgen", "--profile", "tool"]);
    runner.run("bindgen-build", &mut cargo)?;
    let program = workspace.target().join("tool/bindgen");
    let mut bindgen = command(program, &workspace.root);
    bindgen
        .arg(binding.compiled)
        .arg(binding.folder)
        .arg(binding.name);
    runner
        .run(&format!("bindgen-{}", binding.name), &mut bindgen)
        .map(drop)
}

/// What cargo calls a program or library that it compiled for browsers.
pub(crate) fn compiled(workspace: &Workspace, name: &str) -> PathBuf {
    let folder = workspace.target().join(TARGET).join("wasm");
    folder.join(format!("{name}.wasm"))
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
    let mut opt = tools.command(workspace, "wasm-opt");
    opt.args(FEATURES).args(OPTIMISE);
    opt.arg(wasm).arg("--output").arg(wasm);
    runner.run(&label("wasm-opt", wasm), &mut opt)?;
    no_machine_path(workspace, wasm)
}

/// Writes the control flow of an optimised small program anew, which compresses better.
pub(crate) fn restructure(
    workspace: &Workspace,
    runner: &Runner,
    tools: &Tools,
    wasm: &Path,
) -> Result<(), String> {
    for _ in 0..2 {
        let mut opt = tools.command(workspace, "wasm-opt");
        opt.args(FEATURES).args(RESTRUCTURE);
        opt.arg(wasm).arg("--output").arg(wasm);
        runner.run(&label("wasm-opt", wasm), &mut opt)?;
    }
    Ok(())
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
        .run(
            &label("esbuild", script),
            esbuild.arg("--allow-overwrite").arg(outfile),
        )
        .map(drop)
}

/// The name of a step that works on one file.
fn label(tool: &str, file: &Path) -> String {
    let name = file.file_stem().unwrap_or_default();
    format!("{tool}-{}", name.to_string_lossy())
}

/// Makes one small script of `entry` and all that it imports, in place of `entry`.
pub(crate) fn join(
    workspace: &Workspace,
    runner: &Runner,
    tools: &Tools,
    entry: &Path,
) -> Result<(), String> {
    let mut esbuild = tools.command(workspace, "esbuild");
    let mut outfile = std::ffi::OsString::from("--outfile=");
    outfile.push(entry);
    esbuild.args(MINIFY).args(UNUSED);
    esbuild.args(["--bundle", "--allow-overwrite"]);
    runner
        .run("esbuild", esbuild.arg(outfile).arg(entry))
        .map(drop)
}

/// What is published must not tell where it was built.
fn no_machine_path(workspace: &Workspace, wasm: &Path) -> Result<(), String> {
    let bytes =
        std::fs::read(wasm).map_err(|error| format!("cannot read {}: {error}", wasm.display()))?;
    let home = tools::cargo_home();
    let leaked = [Some(workspace.root.as_path()), home.as_deref()]
        .into_iter()
        .flatten()
        .find(|folder| {
            let name = folder.as_os_str().as_encoded_bytes();
            bytes.windows(name.len()).any(|window| window == name)
        });
    match leaked {
        None => Ok(()),
        Some(folder) => Err(format!(
            "{} holds the path {}: `places` in src/xtask/wasm.rs does not rename it",
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
        let actual = places(Path::new("/checkout"), Some(&folder), Some("/toolchain"));
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
        assert_eq!(actual, expect);
        assert_eq!(places(Path::new("/checkout"), None, None).len(), 1);
    }
}
