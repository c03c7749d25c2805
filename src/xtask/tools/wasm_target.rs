//! The Rust library for `wasm32-unknown-unknown`: there already, from rustup, or built from Debian's source.
//!
//! The third way serves machines whose rustup cannot download: Debian's own compiler compiles Debian's own copy of the
//! standard library for wasm, in a private folder that is linked into rustup under a name.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::{debian, find, say};
use crate::run::{Runner, ask};
use crate::workspace::{Workspace, command, write};

/// What browsers run.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

const TOOLCHAIN: &str = "loggia-wasm";

/// Makes the target usable; gives the name of the toolchain to use when it is not the active one.
pub(super) fn ensure(workspace: &Workspace, runner: &Runner) -> Result<Option<String>, String> {
    let rustc = |toolchain: Option<&str>| {
        let mut rustc = command("rustc", &workspace.root);
        if let Some(name) = toolchain {
            rustc.env("RUSTUP_TOOLCHAIN", name);
        }
        rustc
    };
    if has_library(&mut rustc(None)) {
        return Ok(None);
    }
    let linked = find("rustup").is_some() && has_library(&mut rustc(Some(TOOLCHAIN)));
    if linked {
        return Ok(Some(TOOLCHAIN.to_owned()));
    }
    let why = "the hosted pages and the npm package are compiled for it";
    let mut refused = "there is no rustup".to_owned();
    if find("rustup").is_some() {
        say(TARGET, why);
        let added = runner.run(
            "rustup-target",
            command("rustup", &workspace.root)
                .args(["target", "add", TARGET])
                .env("RUSTUP_MAX_RETRIES", "1"),
        );
        match added {
            Ok(_) if has_library(&mut rustc(None)) => return Ok(None),
            Ok(_) => {
                refused = "rustup added it, but the active compiler does not see it".to_owned()
            }
            Err(error) => refused = error,
        }
    }
    println!("  rustup could not add {TARGET}; trying Debian's compiler and library source");
    from_debian(workspace, runner).map_err(|error| {
        format!("no way to get {TARGET}.\nrustup: {refused}\nDebian: {error}\nInstall a Rust toolchain that has it.")
    })?;
    if has_library(&mut rustc(Some(TOOLCHAIN))) {
        Ok(Some(TOOLCHAIN.to_owned()))
    } else {
        Err(format!(
            "the toolchain {TOOLCHAIN} was built, but has no {TARGET}"
        ))
    }
}

/// Has this compiler the standard library of the target?
fn has_library(rustc: &mut Command) -> bool {
    let Some(folder) = ask(rustc.args(["--print", "target-libdir", "--target", TARGET])) else {
        return false;
    };
    let mut entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries.any(|entry| entry.file_name().to_string_lossy().starts_with("libstd-"))
}

fn from_debian(workspace: &Workspace, runner: &Runner) -> Result<(), String> {
    // Debian carries a recent compiler for its browsers ("-web") beside the plain one.
    let family = ["-web", ""]
        .into_iter()
        .find(|family| candidate(&format!("rustc{family}")).is_some_and(|version| recent(&version)))
        .ok_or("apt offers no rustc of 1.95 or later")?;
    let source = format!("rust{family}-src");
    let llvm = format!("rust{family}-llvm");
    let packages = [
        format!("rustc{family}"),
        format!("cargo{family}"),
        source.clone(),
        llvm.clone(),
    ];
    let names: Vec<&str> = packages.iter().map(String::as_str).collect();
    debian::install(
        runner,
        &names,
        "its compiler and library source can make the wasm target",
    )?;
    // rust-lld is a link into the LLVM of that compiler, whose package is not among the dependencies.
    let link = file_of(&llvm, |path| path.ends_with("/bin/rust-lld"))
        .ok_or("the llvm package has no rust-lld")?;
    let lld =
        std::fs::read_link(&link).map_err(|error| format!("cannot follow {link}: {error}"))?;
    if !lld.exists() {
        let package = lld
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default();
        debian::install(runner, &[&package], "the linker of that compiler")?;
    }
    let rustc = file_of(&packages[0], |path| path.ends_with("/bin/rustc"))
        .ok_or("there is no rustc in its package")?;
    let cargo = file_of(&packages[1], |path| path.ends_with("/bin/cargo"))
        .ok_or("there is no cargo in its package")?;
    let manifest = file_of(&source, |path| {
        path.ends_with("/library/sysroot/Cargo.toml")
    })
    .ok_or("the source package has no library/sysroot")?;
    let library = Path::new(&manifest)
        .ancestors()
        .nth(2)
        .unwrap_or(Path::new("/"))
        .to_path_buf();

    let work = workspace.cache.join("wasm-library");
    let copy = work.join("library");
    run_cp(runner, &library, &copy)?;
    let out = work.join("out");
    let mut build = command(&cargo, &copy);
    build
        .args([
            "build",
            "--release",
            "--target",
            TARGET,
            "--manifest-path",
            "sysroot/Cargo.toml",
        ])
        .args(["--features", "panic-unwind"])
        .env_remove("RUSTUP_TOOLCHAIN")
        .env("RUSTC", &rustc)
        .env("RUSTC_BOOTSTRAP", "1")
        .env("CARGO_TARGET_DIR", &out)
        // The wasm shall not tell where the library was compiled.
        .env(
            "CARGO_ENCODED_RUSTFLAGS",
            [
                "-Cembed-bitcode=yes",
                "-Zforce-unstable-if-unmarked",
                "-Cdebuginfo=0",
                &format!("--remap-path-prefix={}=rust/library", copy.display()),
            ]
            .join("\x1f"),
        );
    runner.run("wasm-library", &mut build)?;
    let prefix = workspace.cache.join("wasm-toolchain");
    assemble(
        &prefix,
        Path::new(&rustc),
        Path::new(&cargo),
        &out.join(TARGET).join("release/deps"),
    )?;
    std::fs::remove_dir_all(&work)
        .map_err(|error| format!("cannot remove {}: {error}", work.display()))?;
    let mut link = command("rustup", &workspace.root);
    runner
        .run(
            "rustup-link",
            link.args(["toolchain", "link", TOOLCHAIN]).arg(&prefix),
        )
        .map(drop)
}

/// A toolchain folder: the system's compiler and native library by link, the wasm library by copy.
fn assemble(prefix: &Path, rustc: &Path, cargo: &Path, built: &Path) -> Result<(), String> {
    let cannot = |error: std::io::Error| format!("cannot write {}: {error}", prefix.display());
    if prefix.exists() {
        std::fs::remove_dir_all(prefix).map_err(cannot)?;
    }
    let sysroot = ask(Command::new(rustc).args(["--print", "sysroot"]))
        .ok_or("Debian's rustc does not run")?;
    let native = ask(Command::new(rustc).args(["--print", "host-tuple"]))
        .ok_or("Debian's rustc names no host")?;
    let rustlib = prefix.join("lib/rustlib");
    let library = rustlib.join(TARGET).join("lib");
    std::fs::create_dir_all(&library).map_err(cannot)?;
    std::fs::create_dir_all(prefix.join("bin")).map_err(cannot)?;
    let link = |from: PathBuf, to: PathBuf| std::os::unix::fs::symlink(from, to).map_err(cannot);
    link(
        Path::new(&sysroot).join("lib/rustlib").join(&native),
        rustlib.join(&native),
    )?;
    link(cargo.to_path_buf(), prefix.join("bin/cargo"))?;
    for entry in std::fs::read_dir(built).map_err(cannot)?.flatten() {
        if entry
            .path()
            .extension()
            .is_some_and(|extension| extension == "rlib")
        {
            std::fs::copy(entry.path(), library.join(entry.file_name())).map_err(cannot)?;
        }
    }
    for program in ["rustc", "rustdoc"] {
        let real = rustc.with_file_name(program);
        let file = prefix.join("bin").join(program);
        let script = format!(
            "#!/bin/sh\nexec '{}' --sysroot '{}' \"$@\"\n",
            real.display(),
            prefix.display()
        );
        write(&file, script)?;
        let all = std::os::unix::fs::PermissionsExt::from_mode(0o755);
        std::fs::set_permissions(&file, all).map_err(cannot)?;
    }
    Ok(())
}

fn run_cp(runner: &Runner, from: &Path, to: &Path) -> Result<(), String> {
    let folder = to.parent().unwrap_or(Path::new("/"));
    std::fs::create_dir_all(folder)
        .map_err(|error| format!("cannot make {}: {error}", folder.display()))?;
    runner
        .run(
            "copy-library",
            command("cp", Path::new("/")).arg("-r").arg(from).arg(to),
        )
        .map(drop)
}

/// The upstream version apt would install.
fn candidate(package: &str) -> Option<String> {
    let policy = ask(command("apt-cache", Path::new("/")).args(["policy", package]))?;
    let line = policy
        .lines()
        .find_map(|line| line.trim().strip_prefix("Candidate: "))?;
    (line != "(none)").then(|| {
        line.split_once(':')
            .map_or(line, |(_, version)| version)
            .to_owned()
    })
}

/// Is "1.96.0+dfsg-1" at least the compiler the workspace names?
fn recent(version: &str) -> bool {
    let mut numbers = version
        .split(|letter: char| !letter.is_ascii_digit())
        .map(|digits| digits.parse::<u32>());
    matches!((numbers.next(), numbers.next()), (Some(Ok(1)), Some(Ok(minor))) if minor >= 95)
}

fn file_of(package: &str, wanted: impl Fn(&str) -> bool) -> Option<String> {
    let list = ask(command("dpkg-query", Path::new("/")).args(["-L", package]))?;
    list.lines().find(|path| wanted(path)).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::recent;

    #[test]
    fn a_compiler_is_recent_from_the_workspace_version_on() {
        let check = |version: &str, expect: bool| assert_eq!(recent(version), expect, "{version}");
        check("1.95.0+dfsg1-1", true);
        check("1.96.1", true);
        check("1.63.0+dfsg1-2", false);
        check("2", false);
        check("", false);
    }
}
