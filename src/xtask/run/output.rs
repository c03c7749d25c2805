//! What a command wrote, as people read it.

/// How much of a failed command's output is shown; the rest is in its log.
const SHOWN_LINES: usize = 80;
/// A line of `cargo --message-format=json`, written for programs.
const MESSAGE: &str = "{\"reason\":";

/// The output without what was overwritten on the same line, as a terminal would show it at the end.
pub(super) fn readable(output: &str) -> String {
    let lines = output.lines().map(|line| {
        let parts = line.rsplit('\r');
        parts
            .map(|part| part.trim_start_matches("\x1b[K"))
            .find(|part| !part.is_empty())
            .unwrap_or_default()
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The last lines that are meant for people.
pub(super) fn tail(output: &str) -> String {
    let lines: Vec<&str> = output
        .lines()
        .filter(|line| !line.starts_with(MESSAGE))
        .collect();
    lines[lines.len().saturating_sub(SHOWN_LINES)..].join("\n")
}

#[cfg(test)]
mod tests {
    use super::{readable, tail};

    #[test]
    fn what_was_overwritten_is_left_out() {
        let check = |output: &str, expect: &str| assert_eq!(readable(output), expect, "{output:?}");
        check("a\nb\n", "a\nb");
        check(
            "    Building [> ] 1/3: x\r\x1b[K   Compiling y\r\nz",
            "   Compiling y\nz",
        );
        check("    Building [=>] 2/3\r", "    Building [=>] 2/3");
        check("\r\x1b[K\n", "");
    }

    #[test]
    fn the_tail_is_for_people() {
        let output = format!(
            "{MESSAGE}\"x\"}}\n{}end",
            "line\n".repeat(100),
            MESSAGE = super::MESSAGE
        );
        let tail = tail(&output);
        assert_eq!(tail.lines().count(), super::SHOWN_LINES);
        assert!(tail.ends_with("end") && !tail.contains('{'));
    }
}
