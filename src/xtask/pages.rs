//! Builds the hosted pages for the browser: `target/pages/pages.js` and `pages_bg.wasm`.

use std::path::PathBuf;

use crate::run::Runner;
use crate::tools::Tools;
use crate::wasm::Bundle;
use crate::workspace::Workspace;

pub(crate) const PAGES: Bundle = Bundle {
    name: "pages",
    features: "hydrate",
    // The server draws its own documents.
    has_document: false,
    inputs: &[
        "src/pages",
        "src/wire",
        "src/bindgen",
        "Cargo.lock",
        "Cargo.toml",
    ],
    files: &["pages.js", "pages_bg.wasm"],
};

/// Where the finished files are; the server embeds them.
pub(crate) fn dist(workspace: &Workspace) -> PathBuf {
    PAGES.dist(workspace)
}

/// Builds the pages unless what would be built is there already.
pub(crate) fn build(workspace: &Workspace, runner: &Runner, tools: &Tools) -> Result<(), String> {
    PAGES.build(workspace, runner, tools)
}
