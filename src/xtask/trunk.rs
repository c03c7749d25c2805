//! Proves that Trunk's way and ours are one: `trunk build` by Trunk.toml and index.html, against what
//! [`Bundle::bound`] writes.
//!
//! Scripts, styles and pictures have the same bytes, and so has the wasm but for the section in which Trunk's
//! wasm-bindgen names the compilers. The documents differ: Trunk formats HTML anew, and its start
//! script also puts the bindings into a global and sends an event, which nothing of ours uses. They name the same files.

use std::collections::BTreeSet;
use std::path::Path;

use crate::pages::PAGES;
use crate::run::Runner;
use crate::studio::STUDIO;
use crate::tools::{self, Tools};
use crate::wasm::{self, Bundle};
use crate::workspace::{Workspace, read};

const DOCUMENT: &str = "index.html";

/// Builds every bundle both ways and compares.
///
/// **Errors** a file that one way does not write, or writes differently.
pub(crate) fn check(workspace: &Workspace, runner: &Runner, tools: &Tools) -> Result<(), String> {
    let tools = tools::for_trunk(workspace, runner, tools)?;
    for (bundle, settings) in [(&PAGES, ""), (&STUDIO, "src/studio")] {
        let _lock = workspace.lock_step(bundle.name)?;
        let folder = workspace.target().join("xtask/trunk").join(bundle.name);
        let (ours, theirs) = (folder.join("ours"), folder.join("trunk"));
        bundle.bound(workspace, runner, &tools, &ours)?;
        let settings = workspace.path(settings);
        build(workspace, runner, &tools, bundle, &settings, &theirs)?;
        compare(&ours, &theirs)?;
    }
    Ok(())
}

/// Runs Trunk in the folder of its settings.
fn build(
    workspace: &Workspace,
    runner: &Runner,
    tools: &Tools,
    bundle: &Bundle,
    settings: &Path,
    dist: &Path,
) -> Result<(), String> {
    let mut trunk = wasm::compile(workspace, tools, "trunk");
    let arguments = [
        "build",
        "--release",
        "--offline",
        "--color",
        "never",
        "--dist",
    ];
    trunk.current_dir(settings).args(arguments).arg(dist);
    // Trunk reads NO_COLOR as a boolean of its own and stops at "1".
    trunk
        .env_remove("NO_COLOR")
        .env("TRUNK_SKIP_VERSION_CHECK", "true")
        .env("RUST_BACKTRACE", "0");
    let label = format!("trunk-{}", bundle.name);
    runner.run(&label, &mut trunk).map(drop)
}

fn compare(ours: &Path, theirs: &Path) -> Result<(), String> {
    let (names, others) = (names(ours)?, names(theirs)?);
    let mut one_sided = names.symmetric_difference(&others);
    if let Some(name) = one_sided.find(|name| *name != DOCUMENT) {
        return Err(format!(
            "only one of {} and {} has {name}",
            ours.display(),
            theirs.display()
        ));
    }
    for name in names.intersection(&others) {
        let (our, their) = (ours.join(name), theirs.join(name));
        let bytes = |file: &Path| {
            std::fs::read(file).map_err(|error| format!("cannot read {}: {error}", file.display()))
        };
        let is_same = if name == DOCUMENT {
            references(&read(&our)?) == references(&read(&their)?)
        } else if name.ends_with(".wasm") {
            let their = without_producers(&bytes(&their)?);
            Some(bytes(&our)?) == their
        } else {
            bytes(&our)? == bytes(&their)?
        };
        if !is_same {
            return Err(format!(
                "Trunk builds {name} differently: compare {} with {}",
                our.display(),
                their.display()
            ));
        }
    }
    Ok(())
}

/// A wasm without its custom section `producers`.
///
/// **Source** WebAssembly core specification §5.5: eight bytes, then sections of one byte (0 is custom), a size and so
/// many bytes, a custom one beginning with its name.
fn without_producers(wasm: &[u8]) -> Option<Vec<u8>> {
    let (header, mut rest) = wasm.split_at_checked(8)?;
    let mut shorter = header.to_vec();
    while let Some((id, after)) = rest.split_first() {
        let (size, content) = leb128(after)?;
        let (content, next) = content.split_at_checked(size)?;
        let section = rest.split_at_checked(rest.len() - next.len())?.0;
        let name = leb128(content).and_then(|(length, text)| text.get(..length));
        if *id != 0 || name != Some(b"producers") {
            shorter.extend(section);
        }
        rest = next;
    }
    Some(shorter)
}

/// A number as wasm writes it, and what follows it.
fn leb128(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let end = bytes.iter().position(|byte| byte & 0x80 == 0)?;
    let (number, rest) = bytes.split_at_checked(end + 1)?;
    let join = |number, byte: &u8| (number << 7) | usize::from(byte & 0x7f);
    Some((number.iter().rev().fold(0, join), rest))
}

fn names(folder: &Path) -> Result<BTreeSet<String>, String> {
    let cannot = |error| format!("cannot read {}: {error}", folder.display());
    let entries = std::fs::read_dir(folder).map_err(cannot)?.flatten();
    let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
    // Trunk leaves a folder of its own.
    Ok(names.filter(|name| !name.starts_with('.')).collect())
}

/// The files that a document names.
fn references(html: &str) -> BTreeSet<String> {
    let words = html.split(['"', '\'']);
    words
        .filter_map(|word| word.strip_prefix("./"))
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::write;

    #[test]
    fn only_the_producers_are_taken_out_of_a_wasm() {
        let custom = |name: &str| {
            let length = u8::try_from(name.len()).unwrap();
            [&[0, length + 3, length], name.as_bytes(), &[1, 2]].concat()
        };
        let header = *b"\0asm\x01\0\0\0";
        let long = [&[1, 0x80, 0x01][..], &[7; 128]].concat();
        let whole = [&header[..], &long, &custom("producers"), &custom("name")].concat();
        let expect = [&header[..], &long, &custom("name")].concat();
        assert_eq!(without_producers(&whole), Some(expect));
        assert_eq!(without_producers(&whole[..30]), None);
    }

    #[test]
    fn a_difference_is_named() {
        let root = std::env::temp_dir().join(format!("loggia-trunk-{}", std::process::id()));
        let (ours, theirs) = (root.join("ours"), root.join("theirs"));
        write(&ours.join("a.js"), "one").unwrap();
        write(&theirs.join("a.js"), "one").unwrap();
        write(&theirs.join(DOCUMENT), "<p>").unwrap();
        assert_eq!(compare(&ours, &theirs), Ok(()));
        write(&ours.join(DOCUMENT), "<link href=\"./a.js\">").unwrap();
        assert!(compare(&ours, &theirs).unwrap_err().contains(DOCUMENT));
        write(&theirs.join(DOCUMENT), "<LINK href='./a.js'>").unwrap();
        assert_eq!(compare(&ours, &theirs), Ok(()));
        write(&theirs.join("a.js"), "two").unwrap();
        assert!(compare(&ours, &theirs).unwrap_err().contains("a.js"));
        write(&ours.join("b.css"), "").unwrap();
        assert!(compare(&ours, &theirs).unwrap_err().contains("b.css"));
        std::fs::remove_dir_all(&root).unwrap();
    }
}
