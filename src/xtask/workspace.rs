//! Where things are, and the environment that child processes get.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::screen;

/// The checkout and the folder that keeps tools between checkouts.
pub(crate) struct Workspace {
    /// The folder of the root `Cargo.toml`.
    pub(crate) root: PathBuf,
    /// Tools live here; a second clone finds them.
    pub(crate) cache: PathBuf,
}

impl Workspace {
    /// Finds the checkout this program was built from.
    pub(crate) fn find() -> Result<Self, String> {
        let manifest = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
        let start = match manifest {
            Some(folder) => folder,
            None => {
                std::env::current_dir().map_err(|error| format!("no current folder: {error}"))?
            }
        };
        let root = start
            .ancestors()
            .find(|folder| folder.join("Cargo.lock").is_file() && folder.join("src/xtask").is_dir())
            .ok_or("run this inside a checkout of Loggia: `cargo xtask …`")?
            .to_path_buf();
        let cache = match std::env::var_os("LOGGIA_CACHE") {
            Some(folder) => PathBuf::from(folder),
            None => {
                let home = std::env::var_os("HOME")
                    .ok_or("neither HOME nor LOGGIA_CACHE is set: say where tools may be kept")?;
                PathBuf::from(home).join(".cache/loggia")
            }
        };
        Ok(Self {
            root,
            cache: cache.join("tools"),
        })
    }

    /// A path below the root.
    pub(crate) fn path(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }

    /// The build folder; `CARGO_TARGET_DIR` is respected.
    pub(crate) fn target(&self) -> PathBuf {
        match std::env::var_os("CARGO_TARGET_DIR") {
            Some(folder) => self.root.join(folder),
            None => self.root.join("target"),
        }
    }

    /// The server as development builds it.
    pub(crate) fn loggia(&self) -> PathBuf {
        self.target().join("debug/loggia")
    }

    /// Waits until no other `cargo xtask` of this checkout is at the same step; the step is ours until the file is
    /// dropped.
    pub(crate) fn lock_step(&self, step: &str) -> Result<File, String> {
        let name = format!("{step}.lock");
        lock(&self.target().join("xtask").join(name), step)
    }

    /// The version of a crate in `Cargo.lock`.
    pub(crate) fn locked_version(&self, name: &str) -> Result<String, String> {
        let text = read(&self.path("Cargo.lock"))?;
        locked_version(&text, name)
            .ok_or_else(|| format!("Cargo.lock names no `{name}`; run `cargo check` once"))
    }
}

fn locked_version(lock: &str, name: &str) -> Option<String> {
    let wanted = format!("name = \"{name}\"");
    let mut lines = lock.lines().skip_while(|line| *line != wanted);
    lines.next()?;
    let version = lines
        .next()?
        .strip_prefix("version = \"")?
        .strip_suffix('"')?;
    Some(version.to_owned())
}

/// Waits until no other `cargo xtask` holds this lock, saying for what; it is ours until the file is dropped.
pub(crate) fn lock(path: &Path, what: &str) -> Result<File, String> {
    let cannot = |error: std::io::Error| format!("cannot lock {}: {error}", path.display());
    std::fs::create_dir_all(path.parent().unwrap_or(Path::new("."))).map_err(cannot)?;
    let file = File::create(path).map_err(cannot)?;
    if file.try_lock().is_err() {
        screen::line(&format!("  {what}: waiting for another `cargo xtask`"));
        file.lock().map_err(cannot)?;
    }
    Ok(file)
}

/// Reads a text file; the error names it.
pub(crate) fn read(path: &Path) -> Result<String, String> {
    std::fs::read_to_string(path)
        .map_err(|error| format!("cannot read {}: {error}", path.display()))
}

/// Writes a file and the folders above it; the error names it.
pub(crate) fn write(path: &Path, bytes: impl AsRef<[u8]>) -> Result<(), String> {
    let folder = path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)
        .and_then(|()| std::fs::write(path, bytes))
        .map_err(|error| format!("cannot write {}: {error}", path.display()))
}

/// Every file below `folder` (or `folder` itself when it is a file), sorted; build output, dependencies and hidden
/// folders other than `.ci` and `.cargo` are left out.
pub(crate) fn files(folder: &Path) -> Vec<PathBuf> {
    let mut paths = Vec::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(path) = open.pop() {
        let name = path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default();
        if path.is_file() {
            paths.push(path);
            continue;
        }
        let inner = path != folder;
        let hidden = name.starts_with('.') && name != ".ci" && name != ".cargo";
        if inner && (hidden || matches!(name.as_str(), "target" | "node_modules" | "dist" | "data"))
        {
            continue;
        }
        for entry in std::fs::read_dir(&path).into_iter().flatten().flatten() {
            open.push(entry.path());
        }
    }
    paths.sort();
    paths
}

/// A command in `folder`, without what `cargo run` put into our own environment: build scripts that watch such
/// variables would run again for nothing.
pub(crate) fn command(program: impl AsRef<std::ffi::OsStr>, folder: &Path) -> Command {
    let mut command = Command::new(program);
    command.current_dir(folder);
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        let is_ours = text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_");
        if is_ours
            || matches!(
                &*text,
                "CARGO_BIN_NAME" | "CARGO_CRATE_NAME" | "CARGO_PRIMARY_PACKAGE"
            )
        {
            command.env_remove(&name);
        }
    }
    command
}

#[cfg(test)]
mod tests {
    use super::{lock, locked_version};

    #[test]
    fn one_at_a_time_holds_a_lock() {
        let path = std::env::temp_dir().join(format!("loggia-lock-{}/a.lock", std::process::id()));
        let held = lock(&path, "the test").expect("it is free");
        let other = std::fs::File::open(&path).expect("it is there");
        assert!(other.try_lock().is_err(), "it is held");
        drop(held);
        other.try_lock().expect("it is free again");
        std::fs::remove_dir_all(path.parent().expect("a folder")).expect("it is ours");
    }

    #[test]
    fn a_locked_version_is_found_by_its_exact_name() {
        let lock = "[[package]]\nname = \"wasm-bindgen-futures\"\nversion = \"0.4.9\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.126\"\n";
        assert_eq!(
            locked_version(lock, "wasm-bindgen").as_deref(),
            Some("0.2.126")
        );
        assert_eq!(locked_version(lock, "wasm"), None);
    }
}
