//! A `loggia` in demo mode on a free port with an empty store, for as long as it is measured.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};

use serde_json::Value;

use crate::workspace::{Workspace, command};

/// A running server. Dropping it stops it and removes its data.
pub(crate) struct Demo {
    child: Child,
    data: PathBuf,
    facts: Value,
}

impl Demo {
    /// Starts the program and waits for the line in which it names its addresses.
    pub(crate) fn start(workspace: &Workspace, program: &Path) -> Result<Self, String> {
        let data = std::env::temp_dir().join(format!("loggia-demo-{}", std::process::id()));
        let log = workspace.target().join("xtask/demo.log");
        let messages = File::create(&log)
            .map_err(|error| format!("cannot write {}: {error}", log.display()))?;
        let mut loggia = command(program, &workspace.root);
        loggia
            .args([
                "serve",
                "--demo",
                "--print-json",
                "--listen",
                "127.0.0.1:0",
                "--data",
            ])
            .arg(&data);
        let mut child = loggia
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(messages)
            .spawn()
            .map_err(|error| format!("cannot start {}: {error}", program.display()))?;
        let stdout = child.stdout.take();
        let mut demo = Self {
            child,
            data,
            facts: Value::Null,
        };
        let lines = stdout
            .map(BufReader::new)
            .into_iter()
            .flat_map(BufRead::lines);
        for line in lines.map_while(Result::ok) {
            if let Ok(facts @ Value::Object(_)) = serde_json::from_str(&line) {
                demo.facts = facts;
                return Ok(demo);
            }
        }
        Err(format!(
            "{} ended before it printed its addresses; its messages are in {}",
            program.display(),
            log.display()
        ))
    }

    /// One of the addresses and ids it printed.
    pub(crate) fn fact(&self, name: &str) -> Result<&str, String> {
        self.facts
            .get(name)
            .and_then(Value::as_str)
            .ok_or_else(|| format!("`--print-json` gave no \"{name}\""))
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
        drop(std::fs::remove_dir_all(&self.data));
    }
}
