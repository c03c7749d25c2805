//! Builds the hosted pages for the browser with Trunk: `target/pages/pages.js` and `pages_bg.wasm`.

use std::path::PathBuf;

use crate::run::Runner;
use crate::tools::Tools;
use crate::wasm::Bundle;
use crate::workspace::Workspace;

const PAGES: Bundle = Bundle {
    name: "pages",
    folder: "",
    inputs: &[
        "src/pages",
        "src/wire",
        "Cargo.lock",
        "Cargo.toml",
        "Trunk.toml",
    ],
    files: &["pages.js", "pages_bg.wasm"],
};

/// Where Trunk puts what it builds; the server embeds it.
pub(crate) fn dist(workspace: &Workspace) -> PathBuf {
    PAGES.dist(workspace)
}

/// Builds the pages unless what would be built is there already.
pub(crate) fn build(workspace: &Workspace, runner: &Runner, tools: &Tools) -> Result<(), String> {
    PAGES.build(workspace, runner, tools)
}
