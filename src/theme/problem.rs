//! What is wrong with a theme, and where.

use std::fmt;

/// How many problems one reading names at most; what is wrong beyond them is found when these are gone.
pub const MOST_PROBLEMS: usize = 64;

/// How bad a [`Problem`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// The part was not taken.
    Error,
    /// The part was taken or left out without harm; somebody should look.
    Warning,
}

/// One thing that is wrong with a `theme.json` or a style sheet.
///
/// **Shape**: `path` is dotted in a document (`light.accent`, empty for the whole) and `selector property` in a style
/// sheet; `reason` is whole English sentences: what is wrong, and what to do.
/// **Units**: line and column count from 1, the column in UTF-16 code units, as browsers count text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The line it stands in.
    pub line: u32,
    /// The column it begins at.
    pub column: u32,
    /// Which part is meant.
    pub path: String,
    /// What is wrong and what to do.
    pub reason: String,
    /// How bad it is.
    pub severity: Severity,
}

impl fmt::Display for Problem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "line {}, column {}", self.line, self.column)?;
        if !self.path.is_empty() {
            write!(out, ", {}", self.path)?;
        }
        write!(out, ": {}", self.reason)
    }
}

/// The problems of one text, as they are found.
pub(crate) struct Problems<'a> {
    text: &'a str,
    list: Vec<Problem>,
}

impl<'a> Problems<'a> {
    pub(crate) fn of(text: &'a str) -> Self {
        Self {
            text,
            list: Vec::new(),
        }
    }

    /// Notes one at a byte offset of the text.
    pub(crate) fn add(&mut self, severity: Severity, at: usize, path: &str, reason: String) {
        if self.list.len() < MOST_PROBLEMS {
            let (line, column) = place(self.text, at);
            self.list.push(Problem {
                line,
                column,
                path: path.to_owned(),
                reason,
                severity,
            });
        }
    }

    pub(crate) fn error(&mut self, at: usize, path: &str, reason: impl Into<String>) {
        self.add(Severity::Error, at, path, reason.into());
    }

    pub(crate) fn warning(&mut self, at: usize, path: &str, reason: impl Into<String>) {
        self.add(Severity::Warning, at, path, reason.into());
    }

    pub(crate) fn full(&self) -> bool {
        self.list.len() >= MOST_PROBLEMS
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    pub(crate) fn into_vec(mut self) -> Vec<Problem> {
        self.list
            .sort_by_key(|problem| (problem.line, problem.column));
        self.list
    }
}

/// Line and column of a byte offset; an offset inside a character means that character.
fn place(text: &str, at: usize) -> (u32, u32) {
    let before = &text[..text.floor_char_boundary(at)];
    // CR LF is one end of line, and so is a CR or an LF alone.
    let breaks = before
        .bytes()
        .enumerate()
        .filter(|(index, byte)| {
            *byte == b'\n' || (*byte == b'\r' && text.as_bytes().get(index + 1) != Some(&b'\n'))
        })
        .map(|(index, _)| index);
    let (lines, last) = breaks.fold((0, None), |(lines, _), index| (lines + 1, Some(index)));
    let line = &before[last.map_or(0, |index| index + 1)..];
    let column = line.chars().map(char::len_utf16).sum::<usize>();
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    (count(lines + 1), count(column + 1))
}

/// A stranger's words as a sentence may show them: short, in quotation marks, without what cannot be seen.
pub(crate) fn quoted(words: &str) -> String {
    const MOST: usize = 40;
    let mut excerpt: String = words
        .chars()
        .take(MOST)
        .map(|letter| {
            let plain = letter == ' ' || letter.is_alphanumeric() || letter.is_ascii_punctuation();
            if plain { letter } else { '\u{fffd}' }
        })
        .collect();
    if words.chars().nth(MOST).is_some() {
        excerpt.push('…');
    }
    format!("“{excerpt}”")
}

/// Compares what is wrong with what is expected: line, column, path, a part of the reason.
#[cfg(test)]
#[track_caller]
pub(crate) fn compare(problems: &[Problem], expect: &[(u32, u32, &str, &str)]) {
    let same = |(problem, expect): (&Problem, &(u32, u32, &str, &str))| {
        (problem.line, problem.column, problem.path.as_str()) == (expect.0, expect.1, expect.2)
            && problem.reason.contains(expect.3)
    };
    let all = problems.len() == expect.len() && problems.iter().zip(expect).all(same);
    assert!(all, "{problems:#?}\nis not\n{expect:#?}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_counts_as_browsers_do() {
        let text = "a\r\nb\rc\n𝄞é!";
        assert_eq!(place(text, 0), (1, 1));
        assert_eq!(place(text, 3), (2, 1));
        assert_eq!(place(text, 5), (3, 1));
        assert_eq!(place(text, text.len() - 1), (4, 4));
        assert_eq!(place(text, text.len() + 9), (4, 5));
        assert_eq!(place("é", 1), (1, 1), "an offset inside a character");
    }

    #[test]
    fn words_are_quoted_without_what_cannot_be_seen() {
        assert_eq!(quoted("a\u{202e}\0b"), "“a\u{fffd}\u{fffd}b”");
        assert_eq!(quoted(&"x".repeat(41)), format!("“{}…”", "x".repeat(40)));
    }

    #[test]
    fn problems_are_bounded_and_in_the_order_of_the_text() {
        let mut problems = Problems::of("ab");
        problems.error(1, "", "second");
        problems.warning(0, "", "first");
        for _ in 0..100 {
            problems.error(1, "", "more");
        }
        let all = problems.into_vec();
        assert_eq!(all.len(), MOST_PROBLEMS);
        assert_eq!(all[0].to_string(), "line 1, column 1: first");
    }
}
