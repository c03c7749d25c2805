//! Builds the designer's preview with Trunk: `target/studio`, a folder that any web server can serve.

use std::path::PathBuf;

use crate::run::Runner;
use crate::stamp::Stamp;
use crate::tools::Tools;
use crate::wasm;
use crate::workspace::Workspace;

/// Where Trunk puts what it builds; the server embeds it.
pub(crate) fn dist(workspace: &Workspace) -> PathBuf {
    workspace.target().join("studio")
}

/// What Trunk writes, in the order of its size.
pub(crate) const FILES: [&str; 7] = [
    "studio_bg.wasm",
    "studio.js",
    "studio.css",
    "canvas.css",
    "inspector.css",
    "publish.css",
    "index.html",
];

/// Builds the studio unless what would be built is there already.
pub(crate) fn build(workspace: &Workspace, runner: &Runner, tools: &Tools) -> Result<(), String> {
    let _turn = workspace.turn("studio")?;
    let dist = dist(workspace);
    let inputs = [
        "src/studio",
        "src/pages",
        "src/theme",
        "src/wire",
        "style",
        "public/favicon.svg",
        "Cargo.lock",
        "Cargo.toml",
    ];
    let outputs = FILES.map(|name| dist.join(name));
    let stamp = Stamp::new(
        workspace,
        "studio",
        &inputs,
        &[&tools.versions, &wasm::options()],
        outputs.to_vec(),
    )?;
    if stamp.holds() {
        println!("  studio: unchanged");
        return Ok(());
    }
    let folder = workspace.path("src/studio");
    wasm::trunk(workspace, runner, tools, "studio", &folder, &dist)?;
    if let Some(missing) = outputs.iter().find(|file| !file.is_file()) {
        return Err(format!(
            "Trunk ended well but wrote no {}: see src/studio/index.html",
            missing.display()
        ));
    }
    let [program, script, ..] = &outputs;
    wasm::minify(workspace, runner, tools, script)?;
    wasm::optimise(workspace, runner, tools, program)?;
    stamp.keep()
}
