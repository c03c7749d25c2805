//! `cargo xtask shapes`: writes the crate `shapes` from the service models; `--check` only compares.
//!
//! Owns how a model becomes Rust: names, types, tables and patterns. Must not know what an operation does.

mod emit;
mod model;
mod name;
mod pattern;
mod structure;
mod table;
mod text;

use model::Model;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

/// The services, each with its model, `models/<model>.json`, and the module its shapes are written to.
const SERVICES: &[Service] = &[
    Service {
        model: "cognito-idp",
        module: "idp",
        title: "Amazon Cognito user pools",
    },
    Service {
        model: "cognito-identity",
        module: "identity",
        title: "Amazon Cognito identity pools",
    },
    Service {
        model: "cognito-sync",
        module: "sync",
        title: "Amazon Cognito Sync",
    },
    Service {
        model: "sts",
        module: "sts",
        title: "AWS Security Token Service",
    },
];

/// One service model and where its shapes go.
struct Service {
    model: &'static str,
    module: &'static str,
    title: &'static str,
}

/// Writes the shapes of every service, or with `check` says which files are not as they would be written.
pub(crate) fn run(check: bool) -> Result<(), String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shapes");
    let mut stale = Vec::new();
    for service in SERVICES {
        let model = Model::read(&root.join("models").join(format!("{}.json", service.model)))?;
        let files = emit::files(&model, service)?;
        let folder = root.join(service.module);
        if !check {
            fs::create_dir_all(&folder)
                .map_err(|error| format!("cannot make the folder {}: {error}", folder.display()))?;
        }
        only_generated(&folder, &files)?;
        let in_folder = |(name, text)| (format!("{}/{name}", service.module), text);
        let module = (
            format!("{}.rs", service.module),
            emit::module(&model, service),
        );
        for (name, text) in files.into_iter().map(in_folder).chain([module]) {
            let path = root.join(&name);
            let text = formatted(&text)?;
            if fs::read_to_string(&path).is_ok_and(|old| old == text) {
                continue;
            }
            if !check {
                fs::write(&path, text)
                    .map_err(|error| format!("cannot write {}: {error}", path.display()))?;
            }
            stale.push(format!("src/shapes/{name}"));
        }
    }
    if check && !stale.is_empty() {
        return Err(format!(
            "not what the models say: {}; run `cargo xtask shapes`",
            stale.join(", ")
        ));
    }
    Ok(())
}

/// Refuses a file in a generated folder that nothing generates; it is never deleted, for it may be somebody's work.
fn only_generated(folder: &Path, files: &[(&'static str, String)]) -> Result<(), String> {
    let unreadable = |error: std::io::Error| {
        format!(
            "cannot list {}: {error}; run `cargo xtask shapes`",
            folder.display()
        )
    };
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let name = entry.map_err(unreadable)?.file_name();
        if !files.iter().any(|(file, _)| name == *file) {
            return Err(format!(
                "nothing generates {}; move it elsewhere",
                folder.join(name).display()
            ));
        }
    }
    Ok(())
}

/// The text as rustfmt leaves it, so that `cargo fmt` changes nothing in a generated file.
fn formatted(text: &str) -> Result<String, String> {
    let cannot_run = |error: std::io::Error| {
        format!("cannot run rustfmt (`rustup component add rustfmt`): {error}")
    };
    let mut child = Command::new("rustfmt")
        .args(["--edition", "2024", "--emit", "stdout"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(cannot_run)?;
    let mut input = child.stdin.take().ok_or("rustfmt has no input")?;
    let text = text.to_owned();
    let writer = std::thread::spawn(move || input.write_all(text.as_bytes()));
    let output = child.wait_with_output().map_err(cannot_run)?;
    writer
        .join()
        .map_err(|_| "writing to rustfmt failed".to_owned())?
        .map_err(cannot_run)?;
    if !output.status.success() {
        return Err("rustfmt refused a generated file; its message is above".to_owned());
    }
    String::from_utf8(output.stdout)
        .map_err(|_| "rustfmt wrote something that is not UTF-8".to_owned())
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_committed_shapes_are_what_the_models_say() {
        assert_eq!(super::run(true), Ok(()));
    }
}
