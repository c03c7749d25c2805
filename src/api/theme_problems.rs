//! Reports problems of a theme or a style sheet to the caller who set it.

use domain::refusal::{self, Refusal};
use theme::Problem;

/// The longest list of problems in one answer.
const MAX_PROBLEMS: usize = 20;

/// The refusal of a theme or a style sheet: each problem on a line of its own, with its place and its reason.
pub(crate) fn refusal_of(what: &str, problems: &[Problem]) -> Refusal {
    let count = match problems.len() {
        1 => "a problem".to_owned(),
        many => format!("{many} problems"),
    };
    let mut text = format!("The {what} has {count}:");
    for problem in problems.iter().take(MAX_PROBLEMS) {
        text += &format!("\n{problem}");
    }
    if problems.len() > MAX_PROBLEMS {
        text += &format!("\nand {} more.", problems.len() - MAX_PROBLEMS);
    }
    refusal::Setting::Invalid(text).into()
}
