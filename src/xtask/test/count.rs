//! Reads how many tests passed from what the test runners print at their end.

/// How many tests a suite says it passed and failed.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) passed: usize,
    pub(super) failed: usize,
}

/// Adds up the closing lines of cargo test, `node --test` and pytest.
pub(super) fn count(output: &str) -> Counts {
    let mut counts = Counts::default();
    for line in output.lines() {
        let line = line.trim().trim_matches('=').trim();
        if let Some(result) = line.strip_prefix("test result: ") {
            counts.passed += before(result, " passed");
            counts.failed += before(result, " failed");
        } else if let Some(rest) = line.strip_prefix("# ").or_else(|| line.strip_prefix("ℹ ")) {
            counts.passed += after(rest, "pass ");
            counts.failed += after(rest, "fail ");
        } else if line.contains(" in ")
            && line.ends_with('s')
            && (line.contains(" passed") || line.contains(" failed"))
        {
            counts.passed += before(line, " passed");
            counts.failed += before(line, " failed") + before(line, " error");
        }
    }
    counts
}

/// The number right before a word.
fn before(line: &str, word: &str) -> usize {
    let Some((front, _)) = line.split_once(word) else {
        return 0;
    };
    front
        .rsplit(|letter: char| !letter.is_ascii_digit())
        .next()
        .and_then(|digits| digits.parse().ok())
        .unwrap_or(0)
}

/// The number after a word that opens the line.
fn after(line: &str, word: &str) -> usize {
    line.strip_prefix(word)
        .and_then(|digits| digits.trim().parse().ok())
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closing_lines_of_each_runner_are_counted() {
        let check = |output: &str, passed, failed| {
            assert_eq!(count(output), Counts { passed, failed }, "{output}")
        };
        check(
            "test result: ok. 12 passed; 0 failed; 1 ignored\ntest result: FAILED. 3 passed; 2 failed; 0 ignored",
            15,
            2,
        );
        check("# tests 4\n# pass 3\n# fail 1\n# cancelled 0", 3, 1);
        check("ℹ tests 4\nℹ pass 4\nℹ fail 0", 4, 0);
        check("7 passed in 1.20s", 7, 0);
        check("===== 1 failed, 6 passed, 1 error in 3.1s =====", 6, 2);
        check("Compiling 5 passed things", 0, 0);
    }
}
