//! The screen: lines that stay, and below them one line that says how every running step gets on.
//!
//! Owns standard output while steps run beside each other.

use std::io::{IsTerminal, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The last line of a terminal is kept this short, so that it does not wrap.
const WIDTH: usize = 118;
/// Goes to the start of the line and erases it.
const ERASE: &str = "\r\x1b[K";

/// Whether the last line stays as it is though a terminal is there.
static PLAIN: AtomicBool = AtomicBool::new(false);

/// What every running step says of itself, in the order of their starts.
static STATUS: Mutex<Vec<(String, String)>> = Mutex::new(Vec::new());

/// Prints a line that stays.
pub(crate) fn line(text: &str) {
    let steps = steps();
    write(&format!("{}{text}\n{}", erase(), bar(&steps)));
}

/// Prints bytes as they are, the output of a command.
pub(crate) fn raw(text: &str) {
    let _steps = steps();
    write(text);
}

/// Says how a step gets on. A terminal changes its last line; elsewhere it becomes a line that stays.
pub(crate) fn status(step: &str, text: &str) {
    let mut steps = steps();
    match steps.iter_mut().find(|(name, _)| name == step) {
        Some((_, status)) => text.clone_into(status),
        None => steps.push((step.to_owned(), text.to_owned())),
    }
    if is_live() {
        write(&format!("{ERASE}{}", bar(&steps)));
    } else {
        write(&format!("  {step} {text}\n"));
    }
}

/// Takes a step that has ended off the last line.
pub(crate) fn end(step: &str) {
    let mut steps = steps();
    steps.retain(|(name, _)| name != step);
    if is_live() {
        write(&format!("{ERASE}{}", bar(&steps)));
    }
}

/// From now on only lines that stay: the terminal belongs to another program too.
pub(crate) fn be_plain() {
    PLAIN.store(true, Ordering::Relaxed);
}

/// Whether somebody watches a line that changes.
pub(crate) fn is_live() -> bool {
    std::io::stdout().is_terminal() && !PLAIN.load(Ordering::Relaxed)
}

fn steps() -> MutexGuard<'static, Vec<(String, String)>> {
    STATUS.lock().unwrap_or_else(PoisonError::into_inner)
}

fn erase() -> &'static str {
    if is_live() { ERASE } else { "" }
}

fn bar(steps: &[(String, String)]) -> String {
    if !is_live() {
        return String::new();
    }
    joined(steps)
}

/// All steps in one line, each with the same share of it.
fn joined(steps: &[(String, String)]) -> String {
    let share = WIDTH / steps.len().max(1);
    let parts = steps.iter().map(|(step, text)| {
        format!("  {step} {text}")
            .chars()
            .take(share)
            .collect::<String>()
    });
    parts.collect()
}

/// A closed standard output must not stop the work: what is written here is for the eye only.
fn write(text: &str) {
    let mut out = std::io::stdout().lock();
    drop(out.write_all(text.as_bytes()).and_then(|()| out.flush()));
}

#[cfg(test)]
mod tests {
    use super::{WIDTH, joined};

    #[test]
    fn steps_share_one_line() {
        let step = |name: &str| (name.to_owned(), "x".repeat(200));
        assert_eq!(joined(&[]), "");
        assert_eq!(joined(&[("a".to_owned(), "1 s".to_owned())]), "  a 1 s");
        let two = joined(&[step("a"), step("b")]);
        assert_eq!(two.len(), WIDTH);
        assert!(two[WIDTH / 2..].starts_with("  b x"));
    }
}
