//! The password rules, listed before anything is typed; each says whether it is met, in colour, shape and words.

use crate::{
    components::{
        icon,
        strength::{Strength, StrengthMeter},
    },
    node::{IntoNode, dynamic, element},
    render_context::RenderContext,
};
use leptos::prelude::*;
use std::{sync::Arc, time::Duration};
use wire::{
    screen::{Message, PasswordRule},
    text::Text,
};

/// How long nothing must be typed before a screen reader is told which rules are left, or how strong the password is.
const PAUSE: Duration = Duration::from_millis(1200);

/// The rules of one password field and which of them are met.
#[derive(Clone)]
pub(super) struct Rules {
    rules: Arc<[(PasswordRule, String)]>,
    /// One bit for each rule that is met, the first the lowest.
    met_bits: RwSignal<u32>,
    /// How often the password was changed.
    changes: RwSignal<u32>,
    strength: Strength,
    status: RwSignal<String>,
    list_id: String,
    intro: String,
    met_label: String,
    open_label: String,
}

impl Rules {
    /// The rules below the input `field`.
    pub(super) fn new(context: &RenderContext, field: &str, rules: &[PasswordRule]) -> Self {
        Self {
            met_bits: RwSignal::new(0),
            changes: RwSignal::new(0),
            strength: Strength::new(context),
            rules: rules
                .iter()
                .map(|rule| (*rule, context.say(&in_words(*rule))))
                .collect(),
            status: context.state.status,
            list_id: format!("{field}-rules"),
            intro: context.text(Text::RulesIntro),
            met_label: format!(" ({})", context.words.text(Text::RuleMet)),
            open_label: format!(" ({})", context.words.text(Text::RuleNotMet)),
        }
    }

    /// The id of the list.
    pub(super) fn id(&self) -> String {
        self.list_id.clone()
    }

    /// Takes note of which rules `password` keeps, and how strong it is.
    pub(super) fn read(&self, password: &str) {
        let mut met_bits = 0;
        for (index, (rule, _)) in self.rules.iter().enumerate() {
            met_bits |= u32::from(rule.holds(password)) << index;
        }
        self.met_bits.set(met_bits);
        let all = met_bits.count_ones() as usize == self.rules.len();
        self.strength.read(password, all);
    }

    /// What to do with every change of the password.
    pub(super) fn observe(&self, password: &str) {
        self.read(password);
        let changes = self.changes.get_untracked() + 1;
        self.changes.set(changes);
        let rules = self.clone();
        set_timeout(
            move || {
                if rules.changes.try_get_untracked() == Some(changes) {
                    rules.announce();
                }
            },
            PAUSE,
        );
    }

    /// Tells a screen reader which rules are left; where none is, how strong the password is.
    fn announce(&self) {
        let met_bits = self.met_bits.get_untracked();
        let mut open_rules = String::new();
        for (index, (_, words)) in self.rules.iter().enumerate() {
            if met_bits >> index & 1 == 0 {
                open_rules.push_str(if open_rules.is_empty() { ": " } else { ", " });
                open_rules.push_str(words);
            }
        }
        self.status.set(if open_rules.is_empty() {
            self.strength.in_words()
        } else {
            format!("{}{open_rules}", self.intro)
        });
    }
}

/// The list below the field, and the meter below the list.
#[component]
pub(super) fn RuleList(rules: Rules) -> impl IntoNode {
    let met_bits = rules.met_bits;
    let mut list = element("ul", &[("class", "lg-rules")])
        .attr("id", rules.id())
        .attr("aria-label", rules.intro);
    for (index, (rule, words)) in rules.rules.iter().enumerate() {
        let is_met = move || met_bits.get() >> index & 1 == 1;
        let (hook, mark, text) = hooks(*rule);
        let (met_label, open_label) = (rules.met_label.clone(), rules.open_label.clone());
        let mark = icon::strokes(mark).child(element("path", &[]).bind("d", move || {
            Some(if is_met() { icon::TICK } else { icon::RING }.into())
        }));
        let state = element("span", &[("class", "lg-unseen")]).child(dynamic(move || {
            if is_met() { &*met_label } else { &*open_label }.into_node()
        }));
        let rule = element("span", &[])
            .bind("class", move || {
                Some(
                    if is_met() {
                        "lg-rule passwordCheck-valid-customizable"
                    } else {
                        "lg-rule passwordCheck-notValid-customizable"
                    }
                    .into(),
                )
            })
            .child(mark)
            .child(element("span", &[]).attr("class", text).child(&**words))
            .child(state);
        list = list.child(element("li", &[]).attr("class", hook).child(rule));
    }
    (list, view! { <StrengthMeter strength=rules.strength/> })
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
