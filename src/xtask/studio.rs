//! Builds the designer's preview: `target/studio`, a folder that any web server can serve.

use std::path::PathBuf;

use crate::run::Runner;
use crate::tools::Tools;
use crate::wasm::Bundle;
use crate::workspace::Workspace;

pub(crate) const STUDIO: Bundle = Bundle {
    name: "studio",
    features: "csr",
    has_document: true,
    inputs: &[
        "src/studio",
        "src/pages",
        "src/theme",
        "src/sigv4",
        "src/wire",
        "src/bindgen",
        "style",
        "public/favicon.svg",
        "Cargo.lock",
        "Cargo.toml",
    ],
    files: &FILES,
};

/// Its files, in the order of their size; the document last.
pub(crate) const FILES: [&str; 7] = [
    "studio_bg.wasm",
    "studio.js",
    "studio.css",
    "canvas.css",
    "inspector.css",
    "publish.css",
    "index.html",
];

/// Where the finished files are; the server embeds them.
pub(crate) fn dist(workspace: &Workspace) -> PathBuf {
    STUDIO.dist(workspace)
}

/// Builds the studio unless what would be built is there already.
pub(crate) fn build(workspace: &Workspace, runner: &Runner, tools: &Tools) -> Result<(), String> {
    STUDIO.build(workspace, runner, tools)
}
