//! How hard a new password is to guess: a meter and one word, below its rules.

use crate::{
    node::{IntoNode, dynamic, element},
    render_context::RenderContext,
};
use leptos::prelude::*;
use wire::text::Text;

/// The greatest level.
const FULL: &str = "4";

/// The strength of what is typed into one field.
#[derive(Clone)]
pub(super) struct Strength {
    /// From 1 to 4; 0 while the field is empty.
    level: RwSignal<u32>,
    label: String,
    words: [String; 4],
}

impl Strength {
    /// That of nothing.
    pub(super) fn new(context: &RenderContext) -> Self {
        let words = [
            Text::StrengthWeak,
            Text::StrengthFair,
            Text::StrengthGood,
            Text::StrengthStrong,
        ];
        Self {
            level: RwSignal::new(0),
            label: context.text(Text::Strength),
            words: words.map(|text| context.text(text)),
        }
    }

    /// Takes note of `password`, which is `allowed` or breaks a rule.
    pub(super) fn read(&self, password: &str, allowed: bool) {
        self.level.set(estimate(password, allowed));
    }

    /// The strength in words that need nothing beside them.
    pub(super) fn in_words(&self) -> String {
        let word = self.word(self.level.get_untracked());
        format!("{}: {}", self.label, word.unwrap_or_default())
    }

    fn word(&self, level: u32) -> Option<&str> {
        let level = usize::try_from(level).ok()?.checked_sub(1)?;
        self.words.get(level).map(String::as_str)
    }
}

/// The meter. Its room is kept while there is nothing to show, so that nothing moves when there is.
#[component]
pub(super) fn StrengthMeter(strength: Strength) -> impl IntoNode {
    const METER: &[(&str, &str)] = &[
        ("class", "lg-strength"),
        ("role", "meter"),
        ("aria-valuemin", "0"),
        ("aria-valuemax", FULL),
    ];
    let level = strength.level;
    let described = strength.clone();
    element("div", METER)
        .attr("aria-label", strength.label.clone())
        .bind("aria-valuenow", move || {
            Some(level.get().to_string().into())
        })
        .bind("aria-valuetext", move || {
            described
                .word(level.get())
                .map(|word| word.to_owned().into())
        })
        .child(element("span", &[("class", "lg-strength-bar")]))
        .child(dynamic(move || {
            element("span", &[("class", "lg-strength-word")]).child(strength.word(level.get()))
        }))
}

/// How hard `password` is to guess: 0 for none, 1 (weak) to 4 (strong).
///
/// What counts is how many characters nobody can foretell: one that repeats the last, or goes on as the two before it did
/// (`abc`, `321`), adds nothing, and no character is counted more than twice. Kinds of characters add nothing either,
/// beyond the pool's own rules: a password that breaks one of those is weak. It knows no words, so that a word looks
/// better than it is: each step stands higher for that.
///
/// **Source** NIST SP 800-63B §5.1.1.2 and appendix A: length is what makes a chosen password strong, composition hardly.
fn estimate(password: &str, allowed: bool) -> u32 {
    let (mut unforeseeable, mut distinct) = (0, 0);
    let (mut last, mut stride) = (None, None);
    for (at, letter) in password.chars().enumerate() {
        let step = last.map(|last| letter as i32 - last);
        let runs_on = step == Some(0) || matches!(step, Some(-1 | 1)) && step == stride;
        unforeseeable += u32::from(!runs_on);
        distinct += u32::from(!password.chars().take(at).any(|before| before == letter));
        (last, stride) = (Some(letter as i32), step);
    }
    match unforeseeable.min(2 * distinct) {
        0 => 0,
        count if !allowed || count < 8 => 1,
        count if count < 12 => 2,
        count if count < 16 => 3,
        _ => 4,
    }
}

#[cfg(test)]
mod tests {
    use super::estimate;

    fn check(password: &str, expect: u32) {
        assert_eq!(estimate(password, true), expect, "{password}");
    }

    #[test]
    fn length_counts_as_far_as_it_cannot_be_foretold() {
        check("", 0);
        check("a", 1);
        check("tr0ub4d", 1);
        check("tr0ub4do", 2);
        check("tr0ub4dor&3", 2);
        check("tr0ub4dor&3x", 3);
        check("correct horse battery", 4);
        check("größe übt äpfel", 3);
        check("aaaaaaaaaaaaaaaaaaaa", 1);
        check("abcdefghijklmnopqrst", 1);
        check("98765432109876543210", 1);
        check("abababababababababab", 1);
    }

    #[test]
    fn what_breaks_a_rule_is_weak_however_long() {
        assert_eq!(estimate("correct horse battery", false), 1);
        assert_eq!(estimate("", false), 0);
    }
}
