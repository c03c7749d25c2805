//! A private PostgreSQL for one test run: own data folder, own port, gone at the end.

use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::run::{Runner, capture, pause};
use crate::tools;
use crate::workspace::command;

const PATIENCE: Duration = Duration::from_secs(30);

/// A running cluster. Dropping it stops it and removes its data; should this program be killed, the kernel stops it
/// (parent-death signal) and the next run removes its data.
pub(crate) struct Postgres {
    child: Child,
    folder: PathBuf,
    port: u16,
}

impl Postgres {
    /// Installs PostgreSQL where it is absent, makes a cluster and waits until it answers.
    pub(crate) fn start(runner: &Runner) -> Result<Self, String> {
        let binaries = tools::postgres_binaries(runner)?;
        remove_left_behind();
        let folder = std::env::temp_dir().join(format!("loggia-postgres-{}", std::process::id()));
        std::fs::create_dir_all(&folder)
            .map_err(|error| format!("cannot make {}: {error}", folder.display()))?;
        let root = is_root();
        if root {
            // PostgreSQL refuses to run as root: the package's own account owns the cluster.
            runner.run(
                "postgres-owner",
                command("chown", Path::new("/"))
                    .arg("postgres")
                    .arg(&folder),
            )?;
        }
        let data = folder.join("data");
        let mut initdb = as_owner(root, &binaries.join("initdb"));
        initdb
            .args([
                "-A",
                "trust",
                "-N",
                "-U",
                "postgres",
                "-E",
                "UTF8",
                "--locale=C",
                "-D",
            ])
            .arg(&data);
        runner.run("postgres-initdb", &mut initdb)?;
        let port = free_port()?;
        let log = std::fs::File::create(
            std::env::temp_dir().join(format!("loggia-postgres-{}.log", std::process::id())),
        )
        .map_err(|error| format!("cannot write PostgreSQL's log: {error}"))?;
        let mut server = as_owner(root, &binaries.join("postgres"));
        server.arg("-D").arg(&data).arg("-k").arg(&folder).args([
            "-h",
            "127.0.0.1",
            "-p",
            &port.to_string(),
        ]);
        // Tests make many small databases at once; nothing here need survive a power cut.
        server.args([
            "-c",
            "fsync=off",
            "-c",
            "max_connections=400",
            "-c",
            "full_page_writes=off",
        ]);
        let child = server
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .map_err(|error| format!("cannot start PostgreSQL: {error}"))?;
        let mut cluster = Self {
            child,
            folder,
            port,
        };
        cluster.wait_until_ready(&binaries)?;
        Ok(cluster)
    }

    /// The URL of its maintenance database; tests make their own databases beside it.
    pub(crate) fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    fn wait_until_ready(&mut self, binaries: &Path) -> Result<(), String> {
        let watch = crate::run::Stopwatch::start();
        loop {
            let mut probe = Command::new(binaries.join("pg_isready"));
            if capture(probe.args(["-q", "-h", "127.0.0.1", "-p", &self.port.to_string()]))
                .is_some()
            {
                return Ok(());
            }
            let status = self
                .child
                .try_wait()
                .map_err(|error| format!("cannot watch PostgreSQL: {error}"))?;
            if status.is_some() || watch.elapsed() > PATIENCE {
                let log = std::fs::read_to_string(self.log()).unwrap_or_default();
                return Err(format!("PostgreSQL did not start:\n{log}"));
            }
            pause(Duration::from_millis(50));
        }
    }

    fn log(&self) -> PathBuf {
        self.folder.with_extension("log")
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // SIGINT is its fast shutdown. `setpriv` became the server, so the id is the server's own.
        let id = self.child.id().to_string();
        let is_told = capture(command("kill", Path::new("/")).args(["-INT", &id])).is_some();
        if !is_told {
            drop(self.child.kill());
        }
        drop(self.child.wait());
        drop(std::fs::remove_dir_all(&self.folder));
        drop(std::fs::remove_file(self.log()));
    }
}

/// A command that runs as the owner of the cluster and ends when this program ends.
fn as_owner(root: bool, program: &Path) -> Command {
    let mut command = command("setpriv", Path::new("/"));
    if root {
        command.args([
            "--reuid",
            "postgres",
            "--regid",
            "postgres",
            "--init-groups",
        ]);
    }
    command.args(["--pdeathsig", "INT"]).arg(program);
    command
}

fn is_root() -> bool {
    capture(command("id", Path::new("/")).arg("-u")).is_some_and(|id| id == "0")
}

fn free_port() -> Result<u16, String> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .and_then(|listener| listener.local_addr())
        .map(|address| address.port())
        .map_err(|error| format!("no free port: {error}"))
}

/// Removes the data of runs that were killed.
fn remove_left_behind() {
    for entry in std::fs::read_dir(std::env::temp_dir())
        .into_iter()
        .flatten()
        .flatten()
    {
        let name = entry.file_name().to_string_lossy().into_owned();
        let Some(id) = name.strip_prefix("loggia-postgres-") else {
            continue;
        };
        let id = id.trim_end_matches(".log");
        if id.parse::<u32>().is_ok() && !Path::new("/proc").join(id).exists() {
            let path = entry.path();
            drop(if path.is_dir() {
                std::fs::remove_dir_all(path)
            } else {
                std::fs::remove_file(path)
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::Workspace;

    #[test]
    fn a_private_cluster_answers_and_leaves_nothing_behind() {
        let workspace = Workspace::find().unwrap();
        let postgres = Postgres::start(&Runner::new(&workspace, false)).unwrap();
        let folder = postgres.folder.clone();
        let port = postgres.port;
        assert!(folder.is_dir());
        assert!(std::net::TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok());
        drop(postgres);
        assert!(!folder.exists());
        assert!(std::net::TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err());
    }
}
