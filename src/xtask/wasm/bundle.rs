//! A program of ours for the browser, which the server embeds.

use std::path::{Path, PathBuf};

use super::{Binding, TARGET, bind, compile, compiled, document, fetch, minify, optimise, options};
use crate::run::Runner;
use crate::screen;
use crate::stamp::Stamp;
use crate::tools::Tools;
use crate::workspace::Workspace;

/// What tells one such program from another. Its crate is `src/<name>`, and it becomes `<name>.js` and
/// `<name>_bg.wasm`.
pub(crate) struct Bundle {
    pub(crate) name: &'static str,
    /// The features with which it runs in the browser, as its index.html says to Trunk.
    pub(crate) features: &'static str,
    /// Whether it brings a document: `src/<name>/index.html` with the styles and files that this names.
    pub(crate) has_document: bool,
    /// The files and folders that it is built from.
    pub(crate) inputs: &'static [&'static str],
    /// The files that it must have.
    pub(crate) files: &'static [&'static str],
}

impl Bundle {
    /// Where the finished files are; the server embeds them.
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
        let _lock = workspace.lock_step(name)?;
        let stamp = self.stamp(workspace, tools)?;
        if stamp.is_current() {
            screen::line(&format!("  {name}: unchanged"));
            return Ok(());
        }
        let staged = workspace.target().join("xtask").join(name);
        self.bound(workspace, runner, tools, &staged)?;
        minify(workspace, runner, tools, &staged.join(format!("{name}.js")))?;
        let wasm = staged.join(format!("{name}_bg.wasm"));
        optimise(workspace, runner, tools, &wasm)?;
        if let Some(missing) = self.files.iter().find(|file| !staged.join(file).is_file()) {
            return Err(format!(
                "no {missing} was made for {name}: see src/{name}/index.html"
            ));
        }
        publish(&staged, &self.dist(workspace), self.files)?;
        stamp.write()
    }

    /// Whether what would be built is there already.
    pub(crate) fn is_current(&self, workspace: &Workspace, tools: &Tools) -> Result<bool, String> {
        Ok(self.stamp(workspace, tools)?.is_current())
    }

    fn stamp(&self, workspace: &Workspace, tools: &Tools) -> Result<Stamp, String> {
        let dist = self.dist(workspace);
        let outputs = self.files.iter().map(|file| dist.join(file)).collect();
        let tools_used = [tools.versions.as_str(), &options()];
        Stamp::new(workspace, self.name, self.inputs, &tools_used, outputs)
    }

    /// Compiles it and writes to an empty folder what Trunk would write: script and wasm as wasm-bindgen leaves them,
    /// and the document with its files.
    pub(crate) fn bound(
        &self,
        workspace: &Workspace,
        runner: &Runner,
        tools: &Tools,
        folder: &Path,
    ) -> Result<(), String> {
        let name = self.name;
        fetch(workspace, runner, tools)?;
        let mut cargo = compile(workspace, tools, "cargo");
        cargo.args(["build", "--offline", "--package", name, "--bin", name]);
        cargo.args(["--features", self.features]);
        cargo.args(["--target", TARGET, "--profile", "wasm"]);
        runner.run(name, &mut cargo)?;
        let cannot = |error| format!("cannot clear {}: {error}", folder.display());
        if folder.exists() {
            std::fs::remove_dir_all(folder).map_err(cannot)?;
        }
        std::fs::create_dir_all(folder).map_err(cannot)?;
        let binding = Binding {
            compiled: &compiled(workspace, name),
            folder,
            name,
        };
        bind(workspace, runner, tools, &binding)?;
        if self.has_document {
            let source = workspace.path("src").join(name);
            document::write(&source.join("index.html"), name, folder)?;
        }
        Ok(())
    }
}

/// Puts the finished files where they are served from, in the order of their list, and removes others.
///
/// Files are copied, not moved: cargo looks at the times of files to see what changed since it embedded them.
fn publish(staged: &Path, dist: &Path, order: &[&str]) -> Result<(), String> {
    let cannot = |error| format!("cannot write {}: {error}", dist.display());
    let names = |folder: &Path| -> std::io::Result<Vec<std::ffi::OsString>> {
        std::fs::read_dir(folder)?
            .map(|entry| entry.map(|entry| entry.file_name()))
            .collect()
    };
    std::fs::create_dir_all(dist).map_err(cannot)?;
    let mut new = names(staged).map_err(cannot)?;
    for old in names(dist).map_err(cannot)? {
        if !new.contains(&old) {
            std::fs::remove_file(dist.join(old)).map_err(cannot)?;
        }
    }
    // What the list does not name first: a document stands last in it, and is there when all is there.
    new.sort_by_key(|name| order.iter().position(|file| name == file));
    for name in new {
        let new = dist.join(format!(".{}", name.to_string_lossy()));
        std::fs::copy(staged.join(&name), &new)
            .and_then(|_| std::fs::rename(&new, dist.join(&name)))
            .map_err(cannot)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::publish;
    use crate::workspace::{read, write};

    #[test]
    fn only_what_is_finished_is_published() {
        let root = std::env::temp_dir().join(format!("loggia-publish-{}", std::process::id()));
        let (staged, dist) = (root.join("staged"), root.join("dist"));
        write(&staged.join("a.js"), "new").unwrap();
        write(&staged.join("index.html"), "new").unwrap();
        write(&dist.join("a.js"), "old").unwrap();
        write(&dist.join("gone.css"), "old").unwrap();
        publish(&staged, &dist, &["a.js", "index.html"]).unwrap();
        let mut names: Vec<_> = std::fs::read_dir(&dist)
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        names.sort();
        assert_eq!(names, ["a.js", "index.html"]);
        assert_eq!(read(&dist.join("a.js")).unwrap(), "new");
        std::fs::remove_dir_all(&root).unwrap();
    }
}
