//! A program of ours that Trunk builds for the browser, and that the server embeds.

use std::path::PathBuf;

use super::{minify, optimise, options, trunk};
use crate::run::Runner;
use crate::stamp::Stamp;
use crate::tools::Tools;
use crate::workspace::Workspace;

/// What tells one such program from another. Its crate is `src/<name>`, and Trunk writes `<name>.js` and
/// `<name>_bg.wasm`.
pub(crate) struct Bundle {
    pub(crate) name: &'static str,
    /// Where its Trunk.toml is, from the root on.
    pub(crate) folder: &'static str,
    /// What it is built from.
    pub(crate) inputs: &'static [&'static str],
    /// Every file that Trunk writes.
    pub(crate) files: &'static [&'static str],
}

impl Bundle {
    /// Where Trunk puts what it builds; the server embeds it.
    pub(crate) fn dist(&self, workspace: &Workspace) -> PathBuf {
        workspace.target().join(self.name)
    }

    /// Builds it unless what would be built is there already.
    pub(crate) fn build(
        &self,
        workspace: &Workspace,
        runner: &Runner,
        tools: &Tools,
    ) -> Result<(), String> {
        let name = self.name;
        let _turn = workspace.turn(name)?;
        let dist = self.dist(workspace);
        let outputs: Vec<PathBuf> = self.files.iter().map(|file| dist.join(file)).collect();
        let tools_used = [tools.versions.as_str(), &options()];
        let stamp = Stamp::new(workspace, name, self.inputs, &tools_used, outputs.clone())?;
        if stamp.holds() {
            println!("  {name}: unchanged");
            return Ok(());
        }
        let folder = workspace.path(self.folder);
        trunk(workspace, runner, tools, name, &folder, &dist)?;
        if let Some(missing) = outputs.iter().find(|file| !file.is_file()) {
            return Err(format!(
                "Trunk ended well but wrote no {}: see src/{name}/index.html",
                missing.display()
            ));
        }
        // Trunk's own minifier stops at what wasm-bindgen writes, and its wasm-opt takes one level only.
        minify(workspace, runner, tools, &dist.join(format!("{name}.js")))?;
        optimise(
            workspace,
            runner,
            tools,
            &dist.join(format!("{name}_bg.wasm")),
        )?;
        stamp.keep()
    }
}
