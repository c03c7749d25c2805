//! Which part runs when: several at once, each after what it needs.

use std::fmt::Write;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::Part;
use crate::run::Stopwatch;
use crate::screen;

/// One run of some parts.
pub(super) struct Run<'a> {
    parts: &'a [&'static Part],
    watch: &'a Stopwatch,
    board: Mutex<Board>,
    change: Condvar,
}

/// Where every part stands.
struct Board {
    /// In the order of the parts.
    states: Vec<State>,
    /// The first part that failed, and why.
    failure: Option<(&'static str, String)>,
}

#[derive(Debug, Clone, Copy)]
enum State {
    Waiting,
    Running,
    Done(Duration),
    Failed(Duration),
}

impl<'a> Run<'a> {
    pub(super) fn new(parts: &'a [&'static Part], watch: &'a Stopwatch) -> Self {
        Self {
            parts,
            watch,
            board: Mutex::new(Board {
                states: vec![State::Waiting; parts.len()],
                failure: None,
            }),
            change: Condvar::new(),
        }
    }

    /// Runs all parts in so many threads. After a failure no other part is started, and those that run go on to their
    /// ends: what they find is worth knowing too.
    pub(super) fn all(
        &self,
        lanes: usize,
        run: impl Fn(&Part) -> Result<(), String> + Sync,
    ) -> Option<(&'static str, String)> {
        std::thread::scope(|scope| {
            for _ in 0..lanes {
                scope.spawn(|| {
                    while let Some(at) = self.take() {
                        self.one(at, &run);
                    }
                });
            }
        });
        self.board().failure.take()
    }

    fn one(&self, at: usize, run: impl Fn(&Part) -> Result<(), String>) {
        let part = self.parts[at];
        let watch = Stopwatch::start();
        // A panic in a part must not leave the others waiting for it.
        let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| run(part)))
            .unwrap_or_else(|_| Err("it panicked; see above".to_owned()));
        let time = watch.elapsed();
        let mut board = self.board();
        board.states[at] = match result {
            Ok(()) => State::Done(time),
            Err(error) => {
                screen::line(&format!("{} has failed", part.name));
                board.failure.get_or_insert((part.name, error));
                State::Failed(time)
            }
        };
        drop(board);
        self.change.notify_all();
    }

    /// The next part to run, once there is one; `None` when none will come.
    fn take(&self) -> Option<usize> {
        let mut board = self.board();
        loop {
            let is_waiting = |state: &State| matches!(state, State::Waiting);
            if board.failure.is_some() || !board.states.iter().any(is_waiting) {
                return None;
            }
            if let Some(at) = next(self.parts, &board.states) {
                board.states[at] = State::Running;
                let started = board
                    .states
                    .iter()
                    .filter(|state| !is_waiting(state))
                    .count();
                let part = self.parts[at];
                screen::line(&format!(
                    "[{started}/{}] {}: {}  ({} s)",
                    self.parts.len(),
                    part.name,
                    part.about,
                    self.watch.elapsed().as_secs()
                ));
                return Some(at);
            }
            board = self
                .change
                .wait(board)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Every part with its seconds.
    pub(super) fn table(&self) -> String {
        let mut text = format!("{:<14} {:>7}\n", "part", "seconds");
        for (part, state) in self.parts.iter().zip(&self.board().states) {
            let time = match state {
                State::Waiting | State::Running => "not run".to_owned(),
                State::Done(time) => time.as_secs().to_string(),
                State::Failed(time) => format!("{}  failed", time.as_secs()),
            };
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{:<14} {time:>7}", part.name);
        }
        let all = self.watch.elapsed().as_secs();
        text + &format!("{:<14} {all:>7}\n", "all")
    }

    fn board(&self) -> MutexGuard<'_, Board> {
        self.board.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The first part that waits, has what it needs, and whose build folder is free. A need that is not part of the run
/// counts as there.
fn next(parts: &[&Part], states: &[State]) -> Option<usize> {
    let all = || parts.iter().zip(states);
    let is_done = |need: &&str| {
        all().all(|(part, state)| part.name != *need || matches!(state, State::Done(_)))
    };
    let is_free = |part: &Part| {
        part.uses.is_none()
            || all()
                .all(|(other, state)| !matches!(state, State::Running) || other.uses != part.uses)
    };
    all().position(|(part, state)| {
        matches!(state, State::Waiting) && part.needs.iter().all(is_done) && is_free(part)
    })
}

#[cfg(test)]
mod tests {
    use super::super::BuildFolder;
    use super::*;

    const fn part(
        name: &'static str,
        needs: &'static [&'static str],
        uses: Option<BuildFolder>,
    ) -> Part {
        Part {
            name,
            about: "",
            needs,
            uses,
            run: |_| Ok(()),
        }
    }

    static A: Part = part("a", &[], Some(BuildFolder::Wasm));
    static B: Part = part("b", &[], Some(BuildFolder::Wasm));
    static C: Part = part("c", &["a"], None);
    static PARTS: [&Part; 3] = [&A, &B, &C];

    #[test]
    fn a_part_waits_for_its_needs_and_its_build_folder() {
        let done = State::Done(Duration::ZERO);
        let check = |states: [State; 3], expect| {
            assert_eq!(next(&PARTS, &states), expect, "{states:?}");
        };
        check([State::Waiting; 3], Some(0));
        check([State::Running, State::Waiting, State::Waiting], None);
        check([done, State::Waiting, State::Waiting], Some(1));
        check([done, State::Running, State::Waiting], Some(2));
        check([State::Failed(Duration::ZERO), done, State::Waiting], None);
    }

    #[test]
    fn all_parts_run_and_a_failure_ends_the_run() {
        let watch = Stopwatch::start();
        let run = Run::new(&PARTS, &watch);
        let names = Mutex::new(Vec::new());
        let failure = run.all(2, |part| {
            names.lock().unwrap().push(part.name);
            Ok(())
        });
        assert_eq!(failure, None);
        let mut names = names.into_inner().unwrap();
        names.sort_unstable();
        assert_eq!(names, ["a", "b", "c"]);
        assert_eq!(run.table().lines().count(), 5);

        let run = Run::new(&PARTS, &watch);
        let failure = run.all(2, |part| match part.name {
            "a" => Err("broken".to_owned()),
            _ => Ok(()),
        });
        assert_eq!(failure, Some(("a", "broken".to_owned())));
        assert!(run.table().contains("failed") && run.table().contains("not run"));
    }
}
