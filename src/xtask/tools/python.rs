//! A private Python environment with the packages of the Python test client.

use std::path::{Path, PathBuf};

use super::{announce, debian, find};
use crate::run::{Runner, capture};
use crate::workspace::{Workspace, command, read, write};

/// Where the client's packages are listed.
pub(crate) const REQUIREMENTS: &str = "tests/clients/requirements.txt";

/// Gives the environment's interpreter; `None` when there is no Python client.
pub(super) fn ensure(workspace: &Workspace, runner: &Runner) -> Result<Option<PathBuf>, String> {
    let list = workspace.path(REQUIREMENTS);
    if !list.is_file() {
        return Ok(None);
    }
    let folder = workspace.cache.join("python");
    let python = folder.join("bin/python");
    let stored_requirements = folder.join("requirements.txt");
    let requirements = read(&list)?;
    if python.is_file()
        && std::fs::read_to_string(&stored_requirements).is_ok_and(|text| text == requirements)
    {
        return Ok(Some(python));
    }
    let why = "the Python SDK is one of the clients the tests run";
    let has_venv =
        capture(command("python3", Path::new("/")).args(["-c", "import venv, ensurepip"]))
            .is_some();
    if find("python3").is_none() || !has_venv {
        debian::install(runner, &["python3", "python3-venv"], why)?;
    }
    announce(&format!("the packages of {REQUIREMENTS}"), why);
    if !python.is_file() {
        runner.run(
            "python-venv",
            command("python3", Path::new("/"))
                .args(["-m", "venv"])
                .arg(&folder),
        )?;
    }
    let mut pip = command(&python, &workspace.root);
    pip.args([
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--requirement",
    ])
    .arg(&list);
    runner.run("pip-install", &mut pip)?;
    write(&stored_requirements, requirements)?;
    Ok(Some(python))
}
