//! The password rules, listed before anything is typed; each says whether it is met, in colour, shape and words.

use crate::{
    components::{
        icon,
        strength::{self, Strength},
    },
    node::{Node, dynamic, element},
    render_context::RenderContext,
};
use leptos::prelude::*;
use std::{sync::Arc, time::Duration};
use web_sys::HtmlInputElement;
use wire::{
    screen::{Message, PasswordRule},
    text::Text,
};

/// How long nothing must be typed before a screen reader is told which rules are left, or how strong the password is.
const PAUSE: Duration = Duration::from_millis(1200);

/// The rules of one password field and whether each is met.
#[derive(Clone)]
pub(crate) struct Rules {
    rules: Arc<[(PasswordRule, String)]>,
    /// One bit for each rule, the first the lowest.
    met: RwSignal<u32>,
    /// How often something was typed.
    typed: RwSignal<u32>,
    strength: Strength,
    status: RwSignal<String>,
    list: String,
    words: [String; 3],
}

impl Rules {
    /// The rules below the input `field`.
    pub(crate) fn new(at: &RenderContext, field: &str, rules: &[PasswordRule]) -> Self {
        Self {
            met: RwSignal::new(0),
            typed: RwSignal::new(0),
            strength: Strength::new(at),
            rules: rules
                .iter()
                .map(|rule| (*rule, at.say(&in_words(*rule))))
                .collect(),
            status: at.state.status,
            list: format!("{field}-rules"),
            words: [
                at.text(Text::RulesIntro),
                at.text(Text::RuleMet),
                at.text(Text::RuleNotMet),
            ],
        }
    }

    /// The id of the list, if there is one.
    pub(crate) fn id(&self) -> Option<String> {
        (!self.rules.is_empty()).then(|| self.list.clone())
    }

    /// Takes note of which rules `password` keeps, and how strong it is.
    pub(crate) fn read(&self, password: &str) {
        let mut met = 0;
        for (index, (rule, _)) in self.rules.iter().enumerate() {
            met |= u32::from(rule.holds(password)) << index;
        }
        self.met.set(met);
        let all = met.count_ones() as usize == self.rules.len();
        self.strength.read(password, all);
    }

    /// What to do with every change of the password.
    pub(crate) fn observe(&self, input: Option<HtmlInputElement>) {
        let Some(input) = input.filter(|_| !self.rules.is_empty()) else {
            return;
        };
        self.read(&input.value());
        let typed = self.typed.get_untracked() + 1;
        self.typed.set(typed);
        let rules = self.clone();
        set_timeout(
            move || {
                if rules.typed.try_get_untracked() == Some(typed) {
                    rules.tell();
                }
            },
            PAUSE,
        );
    }

    /// Tells a screen reader which rules are left; where none is, how strong the password is.
    fn tell(&self) {
        let met = self.met.get_untracked();
        let [intro, ..] = &self.words;
        let mut left = String::new();
        for (index, (_, words)) in self.rules.iter().enumerate() {
            if met >> index & 1 == 0 {
                left.push_str(if left.is_empty() { ": " } else { ", " });
                left.push_str(words);
            }
        }
        self.status.set(if left.is_empty() {
            self.strength.told()
        } else {
            format!("{intro}{left}")
        });
    }
}

/// The list below the field, and the meter below the list.
pub(crate) fn list(rules: &Rules) -> Node {
    let [intro, met_words, open_words] = &rules.words;
    let met = rules.met;
    rules
        .id()
        .map(|id| {
            let mut list = element("ul", &[("class", "lg-rules")])
                .attr("id", id)
                .attr("aria-label", intro.clone());
            for (index, (rule, words)) in rules.rules.iter().enumerate() {
                let holds = move || met.get() >> index & 1 == 1;
                let (hook, mark, text) = hooks(*rule);
                let (met_words, open_words) =
                    (format!(" ({met_words})"), format!(" ({open_words})"));
                let mark = icon::strokes(mark).child(element("path", &[]).bind("d", move || {
                    Some(if holds() { icon::TICK } else { icon::RING }.into())
                }));
                let spoken = element("span", &[("class", "lg-unseen")]).child(dynamic(move || {
                    if holds() { &*met_words } else { &*open_words }.into()
                }));
                let rule = element("span", &[])
                    .bind("class", move || {
                        Some(
                            if holds() {
                                "lg-rule passwordCheck-valid-customizable"
                            } else {
                                "lg-rule passwordCheck-notValid-customizable"
                            }
                            .into(),
                        )
                    })
                    .child(mark)
                    .child(element("span", &[]).attr("class", text).child(&**words))
                    .child(spoken);
                list = list.child(element("li", &[]).attr("class", hook).child(rule));
            }
            vec![list.into(), strength::meter(rules.strength.clone())]
        })
        .into()
}

/// A rule in words.
fn in_words(rule: PasswordRule) -> Message {
    match rule {
        PasswordRule::Length(count) => Message::with(Text::RuleLength, "count", count.to_string()),
        PasswordRule::Lowercase => Text::RuleLowercase.into(),
        PasswordRule::Uppercase => Text::RuleUppercase.into(),
        PasswordRule::Number => Text::RuleNumber.into(),
        PasswordRule::Symbol => Text::RuleSymbol.into(),
    }
}

/// Cognito's classes of a rule: of the line, of its mark, of its text.
fn hooks(rule: PasswordRule) -> (&'static str, &'static str, &'static str) {
    match rule {
        PasswordRule::Length(_) => (
            "checkPassword-length",
            "lg-icon lg-icon-line check-length",
            "checkPasswordText-length",
        ),
        PasswordRule::Lowercase => (
            "checkPassword-lowerletter",
            "lg-icon lg-icon-line check-lowerletter",
            "checkPasswordText-lowerletter",
        ),
        PasswordRule::Uppercase => (
            "checkPassword-upperletter",
            "lg-icon lg-icon-line check-upperletter",
            "checkPasswordText-upperletter",
        ),
        PasswordRule::Number => (
            "checkPassword-numbers",
            "lg-icon lg-icon-line check-numbers",
            "checkPasswordText-numbers",
        ),
        PasswordRule::Symbol => (
            "checkPassword-symbols",
            "lg-icon lg-icon-line check-symbols",
            "checkPasswordText-symbols",
        ),
    }
}
