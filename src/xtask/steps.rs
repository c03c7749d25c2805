//! Steps that run beside each other.

use crate::run::Runner;

/// Runs both to their ends, the second in this thread. When one fails, the other one's commands are stopped.
///
/// **Errors** what failed first, not what was stopped because of it.
pub(crate) fn beside<A: Send, B>(
    runner: &Runner,
    first: impl FnOnce() -> Result<A, String> + Send,
    second: impl FnOnce() -> Result<B, String>,
) -> Result<(A, B), String> {
    let stop = |error| {
        let is_cause = !runner.stop();
        (is_cause, error)
    };
    let (first, second) = std::thread::scope(|scope| {
        let first = scope.spawn(|| first().map_err(stop));
        let second = second().map_err(stop);
        let panicked = |_| Err((true, "a step panicked; see above".to_owned()));
        (first.join().unwrap_or_else(panicked), second)
    });
    match (first, second) {
        (Ok(first), Ok(second)) => Ok((first, second)),
        (Err((_, error)), Ok(_)) | (Ok(_), Err((_, error))) => Err(error),
        (Err((true, error)), Err(_)) | (Err((false, _)), Err((_, error))) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::beside;
    use crate::run::Runner;
    use crate::workspace::{Workspace, command};
    use std::path::Path;

    #[test]
    fn the_failure_of_one_step_stops_the_other() {
        let workspace = Workspace::find().unwrap();
        let runner = Runner::new(&workspace, false);
        assert_eq!(beside(&runner, || Ok(1), || Ok(2)), Ok((1, 2)));
        let long = || runner.run("test-long", command("sleep", Path::new("/")).arg("600"));
        let result = beside(&runner, long, || Err::<(), _>("no network".to_owned()));
        assert_eq!(result.unwrap_err(), "no network");
    }
}
