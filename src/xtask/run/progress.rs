//! How far a command is, read from what it writes.

use std::time::Duration;

/// Before this time a rate says nothing.
const SETTLED: Duration = Duration::from_secs(15);

/// What is known of a running command.
#[derive(Debug, Default)]
pub(super) struct Progress {
    last_line: String,
    /// Units done and units in all, with those that were done at the first sight of them.
    units: Option<(usize, usize)>,
    first: Option<(usize, Duration)>,
}

impl Progress {
    /// Takes in what the command has written since the last time.
    pub(super) fn read(&mut self, text: &str, elapsed: Duration) {
        for line in text.split(['\n', '\r']) {
            let line = line.trim_start_matches("\x1b[K").trim();
            if let Some((done, all)) = units(line) {
                // Another cargo has begun.
                if self.units.is_none_or(|(before, _)| done < before) {
                    self.first = Some((done, elapsed));
                }
                self.units = Some((done, all));
            } else if !line.is_empty() {
                self.last_line = line
                    .chars()
                    .filter(|letter| !letter.is_control())
                    .take(90)
                    .collect();
            }
        }
    }

    /// How it gets on, in a few words.
    pub(super) fn text(&self, elapsed: Duration) -> String {
        let seconds = elapsed.as_secs();
        let Some((done, all)) = self.units else {
            return format!("{seconds} s  {}", self.last_line);
        };
        let left = self.left(elapsed).map_or_else(String::new, |left| {
            let minutes = left.as_secs().div_ceil(60);
            format!(", about {minutes} min left")
        });
        format!("{seconds} s  {done} of {all} compiled{left}")
    }

    /// The time that the rest takes if it goes on as it went.
    fn left(&self, elapsed: Duration) -> Option<Duration> {
        let ((done, all), (first, since)) = (self.units?, self.first?);
        let time = elapsed.saturating_sub(since);
        let new = u32::try_from(done.saturating_sub(first)).ok()?;
        let rest = u32::try_from(all.saturating_sub(done)).ok()?;
        (new > 0 && rest > 0 && time >= SETTLED).then(|| time / new * rest)
    }
}

/// 12 and 345 of cargo's "Building [=>   ] 12/345: serde, tokio".
fn units(line: &str) -> Option<(usize, usize)> {
    let (_, rest) = line.strip_prefix("Building [")?.split_once("] ")?;
    let numbers = rest.split([':', ' ']).next()?;
    let (done, all) = numbers.split_once('/')?;
    Some((done.parse().ok()?, all.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cargo_counts_is_told_with_the_time_that_is_left() {
        let at = Duration::from_secs;
        let mut progress = Progress::default();
        progress.read("   Compiling a v1.0.0\n", at(1));
        assert_eq!(progress.text(at(1)), "1 s  Compiling a v1.0.0");
        progress.read("    Building [>   ] 100/400: a, b\r", at(2));
        assert_eq!(progress.text(at(3)), "3 s  100 of 400 compiled");
        progress.read(
            "\x1b[K   Compiling c\n    Building [=>  ] 200/400: c\r",
            at(62),
        );
        assert_eq!(
            progress.text(at(62)),
            "62 s  200 of 400 compiled, about 2 min left"
        );
        progress.read("    Building [==> ] 400/400: bin\r", at(90));
        assert_eq!(progress.text(at(90)), "90 s  400 of 400 compiled");
        progress.read("    Building [>   ] 1/9: next\r", at(99));
        assert_eq!(progress.text(at(99)), "99 s  1 of 9 compiled");
    }
}
