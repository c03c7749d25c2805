//! Builds and packs the npm package: `target/npm/package` and `target/npm/<name>-<version>.tgz`.

use std::path::{Path, PathBuf};

use crate::run::Runner;
use crate::screen;
use crate::stamp::Stamp;
use crate::tools::Tools;
use crate::wasm;
use crate::workspace::{Workspace, files, read};

/// The package's own files: package.json, README, entry points, types, examples.
const SOURCE: &str = "src/spa/npm";
/// What wasm-bindgen calls what it writes; index.js imports it by this name.
const BOUND: &str = "loggia_spa";
/// The script of the package, and what becomes part of it.
const SCRIPT: &str = "index.js";
const PARTS: &[&str] = &["browser.js", "loggia_spa.js"];
/// Both licences go with the package.
const LICENCES: &[&str] = &["LICENSE-MIT", "LICENSE-APACHE"];

/// Where the tarball is put.
fn packed(workspace: &Workspace) -> PathBuf {
    workspace.target().join("npm")
}

/// The folder that holds the package as it will be unpacked.
pub(crate) fn package(workspace: &Workspace) -> PathBuf {
    packed(workspace).join("package")
}

/// Builds the package unless what would be built is there already.
pub(crate) fn build(workspace: &Workspace, runner: &Runner, tools: &Tools) -> Result<(), String> {
    let _lock = workspace.lock_step("spa")?;
    let packed = packed(workspace);
    let inputs = [
        &[
            "src/spa",
            "src/wire",
            "src/bindgen",
            "Cargo.lock",
            "Cargo.toml",
        ],
        LICENCES,
    ]
    .concat();
    let stamp = Stamp::new(
        workspace,
        "spa",
        &inputs,
        &[&tools.versions, &wasm::options()],
        vec![packed.clone()],
    )?;
    if stamp.is_current() {
        screen::line("  npm package: unchanged");
        return Ok(());
    }
    let source = workspace.path(SOURCE);
    if !source.join("package.json").is_file() {
        return Err(format!(
            "{SOURCE}/package.json is missing: the npm package needs its name and version"
        ));
    }
    wasm::fetch(workspace, runner, tools)?;
    let mut cargo = wasm::compile(workspace, tools, "cargo");
    cargo.args([
        "build",
        "--package",
        "spa",
        "--target",
        wasm::TARGET,
        "--profile",
        "wasm",
    ]);
    runner.run("spa", &mut cargo)?;
    if packed.exists() {
        std::fs::remove_dir_all(&packed)
            .map_err(|error| format!("cannot clear {}: {error}", packed.display()))?;
    }
    let package = package(workspace);
    copy(&source, &package)?;
    for licence in LICENCES {
        copy(&workspace.path(licence), &package.join(licence))?;
    }
    let binding = wasm::Binding {
        compiled: &wasm::compiled(workspace, "spa"),
        folder: &package,
        name: BOUND,
    };
    wasm::bind(workspace, runner, tools, &binding)?;
    let bound = package.join(format!("{BOUND}_bg.wasm"));
    wasm::optimise(workspace, runner, tools, &bound)?;
    let script = package.join(format!("{BOUND}.js"));
    wasm::shorten(workspace, runner, tools, &bound, &script)?;
    wasm::restructure(workspace, runner, tools, &bound)?;
    wasm::join(workspace, runner, tools, &package.join(SCRIPT))?;
    for part in PARTS {
        let part = package.join(part);
        std::fs::remove_file(&part)
            .map_err(|error| format!("cannot remove {}: {error}", part.display()))?;
    }
    pack(runner, tools, &package, &packed)?;
    stamp.write()
}

/// Packs the package, and fails when an entry point its package.json names is not in the tarball.
fn pack(runner: &Runner, tools: &Tools, package: &Path, packed: &Path) -> Result<(), String> {
    let mut npm = tools.command_in(package, "npm");
    npm.args([
        "pack",
        "--ignore-scripts",
        "--loglevel",
        "error",
        "--json",
        "--pack-destination",
    ])
    .arg(packed);
    let output = runner.run("npm-pack", &mut npm)?;
    let start = output
        .find('[')
        .ok_or("npm pack printed no list of files")?;
    let report: serde_json::Value = serde_json::from_str(&output[start..])
        .map_err(|error| format!("npm pack printed no JSON: {error}"))?;
    let listed = report
        .pointer("/0/files")
        .and_then(|list| list.as_array())
        .ok_or("npm pack named no files")?;
    let names: Vec<&str> = listed
        .iter()
        .filter_map(|file| file.get("path")?.as_str())
        .collect();
    let manifest: serde_json::Value =
        serde_json::from_str(&read(&package.join("package.json"))?)
            .map_err(|error| format!("{SOURCE}/package.json is not JSON: {error}"))?;
    let mut wanted = vec!["loggia_spa_bg.wasm".to_owned()];
    wanted.extend(LICENCES.iter().map(|licence| (*licence).to_owned()));
    for key in ["main", "module", "types", "exports"] {
        paths(
            manifest.get(key).unwrap_or(&serde_json::Value::Null),
            &mut wanted,
        );
    }
    let missing: Vec<&String> = wanted
        .iter()
        .filter(|path| !names.contains(&path.as_str()))
        .collect();
    if missing.is_empty() {
        Ok(())
    } else {
        Err(format!(
            "the npm package lacks {missing:?}: write the file, or add it to \"files\" of {SOURCE}/package.json"
        ))
    }
}

/// Every file path in a part of package.json (an `exports` tree may nest them).
fn paths(value: &serde_json::Value, into: &mut Vec<String>) {
    match value {
        serde_json::Value::String(path) if !path.contains('*') => {
            into.push(path.trim_start_matches("./").to_owned());
        }
        serde_json::Value::Object(entries) => entries.values().for_each(|entry| paths(entry, into)),
        serde_json::Value::Array(entries) => entries.iter().for_each(|entry| paths(entry, into)),
        serde_json::Value::String(_)
        | serde_json::Value::Null
        | serde_json::Value::Bool(_)
        | serde_json::Value::Number(_) => {}
    }
}

fn copy(from: &Path, to: &Path) -> Result<(), String> {
    for file in files(from) {
        let relative = file.strip_prefix(from).map_err(|error| error.to_string())?;
        // A single file has no path below itself.
        let target = if file == from {
            to.to_path_buf()
        } else {
            to.join(relative)
        };
        let folder = target.parent().unwrap_or(to);
        std::fs::create_dir_all(folder)
            .and_then(|()| std::fs::copy(&file, &target))
            .map_err(|error| {
                format!(
                    "cannot copy {} to {}: {error}",
                    file.display(),
                    target.display()
                )
            })?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::paths;

    #[test]
    fn entry_points_are_found_however_deep_they_stand() {
        let mut files = Vec::new();
        let exports = serde_json::json!({
            ".": { "types": "./index.d.ts", "default": "./index.js" },
            "./worker": "./worker.js",
            "./examples/*": "./examples/*",
        });
        paths(&exports, &mut files);
        assert_eq!(files, ["index.d.ts", "index.js", "worker.js"]);
    }
}
