//! Debian packages: Node, npm, Chromium, certutil, PostgreSQL, Python.

use std::path::{Path, PathBuf};

use super::{announce, find, major};
use crate::run::{Runner, capture};
use crate::workspace::command;

/// Installs packages with apt-get.
///
/// **Errors** without apt-get, or without root and sudo: what to install by hand.
pub(super) fn install(runner: &Runner, packages: &[&str], why: &str) -> Result<(), String> {
    let list = packages.join(" ");
    if find("apt-get").is_none() {
        return Err(format!(
            "{why}, but there is no apt-get here: install {list} with this system's packages"
        ));
    }
    let root = capture(command("id", Path::new("/")).arg("-u")).is_some_and(|id| id == "0");
    if !root && find("sudo").is_none() {
        return Err(format!("{why}; run as root: apt-get install -y {list}"));
    }
    announce(&list, why);
    let apt = |arguments: &[&str]| {
        let mut apt = command(if root { "env" } else { "sudo" }, Path::new("/"));
        if !root {
            apt.arg("env");
        }
        apt.args([
            "DEBIAN_FRONTEND=noninteractive",
            "apt-get",
            "-y",
            "-q",
            "-o",
            "DPkg::Lock::Timeout=300",
        ]);
        apt.args(arguments);
        apt
    };
    let install_arguments = [&["install", "--no-install-recommends"][..], packages].concat();
    if runner
        .run("apt-install", &mut apt(&install_arguments))
        .is_ok()
    {
        return Ok(());
    }
    // A fresh machine has no package lists, an old one has stale ones.
    runner.run("apt-update", &mut apt(&["update"]))?;
    runner
        .run("apt-install", &mut apt(&install_arguments))
        .map(drop)
}

/// The browser of the browser tests.
pub(super) fn chromium(runner: &Runner) -> Result<PathBuf, String> {
    let find_browser = || {
        let from_environment = std::env::var_os("CHROMIUM").map(PathBuf::from);
        let names = [
            "chromium",
            "chromium-browser",
            "google-chrome-stable",
            "google-chrome",
        ];
        from_environment.or_else(|| names.iter().find_map(|name| find(name)))
    };
    if let Some(program) = find_browser() {
        return Ok(program);
    }
    install(runner, &["chromium"], "the browser tests drive it")?;
    find_browser().ok_or_else(|| "apt-get installed chromium, but it is not on PATH".to_owned())
}

/// The program by which the tests tell Chromium to trust a local authority.
pub(super) fn certutil(runner: &Runner) -> Result<(), String> {
    if find("certutil").is_some() {
        return Ok(());
    }
    let why = "its certutil tells Chromium to trust a local certificate authority";
    install(runner, &["libnss3-tools"], why)
}

/// The folder that holds `initdb` and `postgres`, of the newest version there is.
pub(crate) fn postgres_binaries(runner: &Runner) -> Result<PathBuf, String> {
    if let Some(folder) = installed_postgres() {
        return Ok(folder);
    }
    install(
        runner,
        &["postgresql"],
        "the store's tests run on SQLite and on PostgreSQL",
    )?;
    installed_postgres()
        .ok_or_else(|| "apt-get installed postgresql, but there is no initdb".to_owned())
}

fn installed_postgres() -> Option<PathBuf> {
    let debian = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten();
    let mut folders: Vec<PathBuf> = debian.map(|version| version.path().join("bin")).collect();
    folders.sort_by_key(|folder| {
        let version = folder.parent().and_then(Path::file_name);
        version.map_or(0, |name| major(&name.to_string_lossy()))
    });
    // On PATH may stand mere links, one by one: the folder is where they lead.
    let on_path = find("initdb").and_then(|program| program.canonicalize().ok());
    let on_path = on_path.and_then(|program| program.parent().map(Path::to_path_buf));
    let all = folders.into_iter().rev().chain(on_path);
    let needed = ["initdb", "postgres", "pg_isready"];
    all.into_iter()
        .find(|folder| needed.iter().all(|program| folder.join(program).is_file()))
}
