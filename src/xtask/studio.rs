//! Builds the designer's preview with Trunk: `target/studio`, a folder that any web server can serve.

use std::path::PathBuf;

use crate::run::Runner;
use crate::tools::Tools;
use crate::wasm::Bundle;
use crate::workspace::Workspace;

const STUDIO: Bundle = Bundle {
    name: "studio",
    folder: "src/studio",
    inputs: &[
        "src/studio",
        "src/pages",
        "src/theme",
        "src/wire",
        "style",
        "public/favicon.svg",
        "Cargo.lock",
        "Cargo.toml",
    ],
    files: &FILES,
};

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

/// Where Trunk puts what it builds; the server embeds it.
pub(crate) fn dist(workspace: &Workspace) -> PathBuf {
    STUDIO.dist(workspace)
}

/// Builds the studio unless what would be built is there already.
pub(crate) fn build(workspace: &Workspace, runner: &Runner, tools: &Tools) -> Result<(), String> {
    STUDIO.build(workspace, runner, tools)
}
