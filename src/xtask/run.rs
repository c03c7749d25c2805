//! Child processes: quiet while they succeed, complete when they fail, stopped when they hang.

use std::fs::File;
use std::io::{IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::workspace::Workspace;

/// No command of ours needs longer; one that does hangs.
const LONGEST: Duration = Duration::from_secs(45 * 60);
/// How much of a failed command's output is shown; the rest is in its log.
const SHOWN_LINES: usize = 80;

/// Starts commands and shows how they get on.
pub(crate) struct Runner {
    verbose: bool,
    logs: PathBuf,
}

impl Runner {
    /// `verbose` shows all output as it comes.
    pub(crate) fn new(workspace: &Workspace, verbose: bool) -> Self {
        Self {
            verbose,
            logs: workspace.target().join("xtask"),
        }
    }

    /// Runs a command to its end and gives what it wrote (both streams in order).
    ///
    /// **Errors** the command cannot start, fails, or takes longer than any of ours may: the message holds the last
    /// lines of output and where the log is.
    pub(crate) fn run(&self, label: &str, command: &mut Command) -> Result<String, String> {
        let (output, error) = self.run_and_keep(label, command)?;
        match error {
            None => Ok(output),
            Some(error) => Err(error),
        }
    }

    /// As [`Runner::run`], but a command that ran and failed still gives its output, for its counts.
    pub(crate) fn run_and_keep(
        &self,
        label: &str,
        command: &mut Command,
    ) -> Result<(String, Option<String>), String> {
        let log = self.logs.join(format!("{label}.log"));
        let cannot = |error: std::io::Error| format!("cannot write {}: {error}", log.display());
        std::fs::create_dir_all(&self.logs).map_err(cannot)?;
        let out = File::create(&log).map_err(cannot)?;
        let err = out.try_clone().map_err(cannot)?;
        let started = Stopwatch::start();
        let mut child = command
            .stdin(Stdio::null())
            .stdout(out)
            .stderr(err)
            .spawn()
            .map_err(|error| format!("cannot start {}: {error}", said(command)))?;
        let mut watch = Watch::new(&log, self.verbose, label)?;
        let status = loop {
            match child
                .try_wait()
                .map_err(|error| format!("cannot wait for {label}: {error}"))?
            {
                Some(status) => break Some(status),
                None if started.elapsed() > LONGEST => {
                    child
                        .kill()
                        .and_then(|()| child.wait())
                        .map_err(|error| format!("cannot stop {label}: {error}"))?;
                    break None;
                }
                None => {
                    watch.look(started.elapsed());
                    pause(Duration::from_millis(50));
                }
            }
        };
        watch.look(started.elapsed());
        watch.end();
        let bytes = std::fs::read(&log)
            .map_err(|error| format!("cannot read {}: {error}", log.display()))?;
        let output = String::from_utf8_lossy(&bytes).into_owned();
        let how = match status {
            Some(status) if status.success() => return Ok((output, None)),
            Some(status) => format!("failed ({status})"),
            None => format!("was stopped after {} minutes", LONGEST.as_secs() / 60),
        };
        let lines: Vec<&str> = output.lines().collect();
        let tail = if self.verbose {
            String::new()
        } else {
            lines[lines.len().saturating_sub(SHOWN_LINES)..].join("\n")
        };
        Ok((
            output.clone(),
            Some(format!(
                "{tail}\n{} {how}; all of its output: {}",
                said(command),
                log.display()
            )),
        ))
    }
}

/// The command as one would type it.
fn said(command: &Command) -> String {
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
    live: bool,
    label: String,
    last_line: String,
    next_sign: Duration,
}

impl Watch {
    fn new(log: &Path, verbose: bool, label: &str) -> Result<Self, String> {
        Ok(Self {
            log: File::open(log)
                .map_err(|error| format!("cannot read {}: {error}", log.display()))?,
            verbose,
            live: std::io::stdout().is_terminal(),
            label: label.to_owned(),
            last_line: String::new(),
            next_sign: Duration::ZERO,
        })
    }

    /// Shows what is new. A terminal gets one changing line; a file gets a line a minute, so that a long step of a
    /// CI run is seen to live.
    fn look(&mut self, elapsed: Duration) {
        let mut new = Vec::new();
        if self.log.read_to_end(&mut new).is_err() {
            return;
        }
        let text = String::from_utf8_lossy(&new);
        let mut out = std::io::stdout().lock();
        // A closed stdout must not stop the work: what is written here is for the eye only.
        let shown = if self.verbose {
            out.write_all(text.as_bytes())
        } else {
            if let Some(line) = text
                .lines()
                .rev()
                .map(str::trim)
                .find(|line| !line.is_empty())
            {
                self.last_line = line
                    .chars()
                    .filter(|letter| !letter.is_control())
                    .take(90)
                    .collect();
            }
            if elapsed < self.next_sign {
                return;
            }
            let first = self.next_sign.is_zero();
            self.next_sign = elapsed + Duration::from_secs(if self.live { 1 } else { 60 });
            if first {
                Ok(())
            } else if self.live {
                write!(
                    out,
                    "\r\x1b[K  {} {} s  {}",
                    self.label,
                    elapsed.as_secs(),
                    self.last_line
                )
            } else {
                writeln!(
                    out,
                    "  {} {} s  {}",
                    self.label,
                    elapsed.as_secs(),
                    self.last_line
                )
            }
        };
        drop(shown.and_then(|()| out.flush()));
    }

    fn end(&self) {
        if self.live && !self.verbose {
            print!("\r\x1b[K");
        }
    }
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
pub(crate) fn ask(command: &mut Command) -> Option<String> {
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
