//! Builds the hosted pages for the browser with Trunk: `target/pages/pages.js` and `pages_bg.wasm`.

use std::path::PathBuf;

use crate::run::Runner;
use crate::stamp::Stamp;
use crate::tools::Tools;
use crate::wasm;
use crate::workspace::Workspace;

/// Where Trunk puts what it builds; the server embeds it.
pub(crate) fn dist(workspace: &Workspace) -> PathBuf {
    workspace.target().join("pages")
}

/// Builds the pages unless what would be built is there already.
pub(crate) fn build(workspace: &Workspace, runner: &Runner, tools: &Tools) -> Result<(), String> {
    let _turn = workspace.turn("pages")?;
    let dist = dist(workspace);
    let inputs = [
        "src/pages",
        "src/wire",
        "Cargo.lock",
        "Cargo.toml",
        "Trunk.toml",
    ];
    let outputs = ["pages.js", "pages_bg.wasm"].map(|name| dist.join(name));
    let stamp = Stamp::new(
        workspace,
        "pages",
        &inputs,
        &[&tools.versions, &wasm::options()],
        outputs.to_vec(),
    )?;
    if stamp.holds() {
        println!("  pages: unchanged");
        return Ok(());
    }
    wasm::trunk(workspace, runner, tools, "pages", &workspace.root, &dist)?;
    if let Some(missing) = outputs.iter().find(|file| !file.is_file()) {
        return Err(format!(
            "Trunk ended well but wrote no {}: see src/pages/index.html",
            missing.display()
        ));
    }
    let [script, program] = &outputs;
    // Trunk's own minifier stops at what wasm-bindgen writes, and its wasm-opt takes one level only.
    wasm::minify(workspace, runner, tools, script)?;
    wasm::optimise(workspace, runner, tools, program)?;
    stamp.keep()
}
