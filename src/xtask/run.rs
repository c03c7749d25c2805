//! Child processes: quiet while they succeed, complete when they fail, stopped when they hang.

mod output;
mod progress;

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::screen;
use crate::workspace::Workspace;
use output::{readable, tail};
use progress::Progress;

/// No command of ours needs longer; one that does hangs.
const LONGEST: Duration = Duration::from_secs(45 * 60);

/// Starts commands and shows how they get on.
pub(crate) struct Runner {
    verbose: bool,
    logs: PathBuf,
    is_stopped: AtomicBool,
}

impl Runner {
    /// `verbose` shows all output as it comes.
    pub(crate) fn new(workspace: &Workspace, verbose: bool) -> Self {
        Self {
            verbose,
            logs: workspace.target().join("xtask"),
            is_stopped: AtomicBool::new(false),
        }
    }

    /// Ends every command that runs now and soon ends every later one: what one step needs has failed in another.
    /// Gives whether they were stopped before.
    pub(crate) fn stop(&self) -> bool {
        self.is_stopped.swap(true, Ordering::Relaxed)
    }

    /// Runs a command to its end and gives what it wrote (both streams in order).
    ///
    /// **Errors** the command cannot start, fails, or takes longer than any of ours may: the message holds the last
    /// lines of output and where the log is.
    pub(crate) fn run(&self, label: &str, command: &mut Command) -> Result<String, String> {
        let (output, error) = self.run_with_output(label, command)?;
        match error {
            None => Ok(output),
            Some(error) => Err(error),
        }
    }

    /// Runs a command like [`Runner::run`], and returns its output even if it fails, for its counts.
    pub(crate) fn run_with_output(
        &self,
        label: &str,
        command: &mut Command,
    ) -> Result<(String, Option<String>), String> {
        let log = self.logs.join(format!("{label}.log"));
        let cannot = |error: std::io::Error| format!("cannot write {}: {error}", log.display());
        std::fs::create_dir_all(&self.logs).map_err(cannot)?;
        let out = File::create(&log).map_err(cannot)?;
        let err = out.try_clone().map_err(cannot)?;
        // Cargo counts what it compiles only where it is told that somebody looks.
        command
            .env("CARGO_TERM_PROGRESS_WHEN", "always")
            .env("CARGO_TERM_PROGRESS_WIDTH", "60");
        let child = command
            .stdin(Stdio::null())
            .stdout(out)
            .stderr(err)
            .spawn()
            .map_err(|error| format!("cannot start {}: {error}", command_line(command)))?;
        let watch = Watch::new(&log, self.verbose, label)?;
        let status = self.wait(label, child, watch)?;
        let bytes = std::fs::read(&log)
            .map_err(|error| format!("cannot read {}: {error}", log.display()))?;
        let output = readable(&String::from_utf8_lossy(&bytes));
        let how = match status {
            Some(status) if status.success() => return Ok((output, None)),
            Some(status) => format!("failed ({status})"),
            None if self.is_stopped.load(Ordering::Relaxed) => "was stopped".to_owned(),
            None => format!("was stopped after {} minutes", LONGEST.as_secs() / 60),
        };
        let last_lines = if self.verbose {
            String::new()
        } else {
            tail(&output)
        };
        Ok((
            output,
            Some(format!(
                "{last_lines}\n{} {how}; all of its output: {}",
                command_line(command),
                log.display()
            )),
        ))
    }

    /// Waits for the end of a command; `None` when it had to be stopped.
    fn wait(
        &self,
        label: &str,
        mut child: Child,
        mut watch: Watch,
    ) -> Result<Option<ExitStatus>, String> {
        let started = Stopwatch::start();
        let status = loop {
            match child
                .try_wait()
                .map_err(|error| format!("cannot wait for {label}: {error}"))?
            {
                Some(status) => break Some(status),
                None if started.elapsed() > LONGEST || self.is_stopped.load(Ordering::Relaxed) => {
                    child
                        .kill()
                        .and_then(|()| child.wait())
                        .map_err(|error| format!("cannot stop {label}: {error}"))?;
                    break None;
                }
                None => {
                    watch.report(started.elapsed());
                    pause(Duration::from_millis(50));
                }
            }
        };
        watch.report(started.elapsed());
        screen::end(label);
        Ok(status)
    }
}

/// The command as one would type it.
fn command_line(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words
        .map(|word| word.to_string_lossy())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Follows a log while it grows.
struct Watch {
    log: File,
    verbose: bool,
    label: String,
    progress: Progress,
    next_sign: Duration,
}

impl Watch {
    fn new(log: &Path, verbose: bool, label: &str) -> Result<Self, String> {
        Ok(Self {
            log: File::open(log)
                .map_err(|error| format!("cannot read {}: {error}", log.display()))?,
            verbose,
            label: label.to_owned(),
            progress: Progress::default(),
            next_sign: interval(),
        })
    }

    /// Shows what is new. A terminal gets one changing line; a file gets a line a minute, so that a long step of a
    /// CI run is seen to live.
    fn report(&mut self, elapsed: Duration) {
        let mut new = Vec::new();
        if self.log.read_to_end(&mut new).is_err() {
            return;
        }
        let text = String::from_utf8_lossy(&new);
        if self.verbose {
            screen::raw(&text);
            return;
        }
        self.progress.read(&text, elapsed);
        if elapsed >= self.next_sign {
            self.next_sign = elapsed + interval();
            screen::status(&self.label, &self.progress.text(elapsed));
        }
    }
}

/// How often a step shows that it lives.
fn interval() -> Duration {
    Duration::from_secs(if screen::is_live() { 1 } else { 60 })
}

/// Measures real time.
pub(crate) struct Stopwatch(std::time::Instant);

impl Stopwatch {
    /// Starts now.
    #[expect(
        clippy::disallowed_methods,
        reason = "build steps are timed by the real clock, here only"
    )]
    pub(crate) fn start() -> Self {
        Self(std::time::Instant::now())
    }

    /// Time since the start.
    pub(crate) fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }
}

/// Lets a child process get on before it is looked at again.
#[expect(
    clippy::disallowed_methods,
    reason = "the standard library can wait for a process, but not for a while"
)]
pub(crate) fn pause(time: Duration) {
    std::thread::sleep(time);
}

/// What a short command prints, trimmed; `None` when it cannot run or fails.
pub(crate) fn capture(command: &mut Command) -> Option<String> {
    let output = command
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
