//! The password rules, listed before anything is typed; each says whether it is met, in colour, shape and words.

use crate::{
    components::icon,
    drawn::{Draw, Drawn},
    scene::Scene,
};
use leptos::{html, prelude::*};
use std::{sync::Arc, time::Duration};
use wire::{
    screen::{Message, PasswordRule},
    text::Text,
};

/// How long nothing must be typed before a screen reader is told which rules are left.
const PAUSE: Duration = Duration::from_millis(1200);

/// The rules of one password field and whether each is met.
#[derive(Clone)]
pub(crate) struct Rules {
    rules: Arc<[(PasswordRule, String)]>,
    met: RwSignal<Vec<bool>>,
    status: RwSignal<String>,
    list: String,
    words: [String; 3],
}

impl Rules {
    /// The rules below the input `field`.
    pub(crate) fn new(at: &Scene, field: &str, rules: &[PasswordRule]) -> Self {
        Self {
            met: RwSignal::new(vec![false; rules.len()]),
            rules: rules
                .iter()
                .map(|rule| (*rule, at.say(&in_words(*rule))))
                .collect(),
            status: at.live.status,
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

    fn read(&self, password: &str) {
        self.met.set(
            self.rules
                .iter()
                .map(|(rule, _)| rule.holds(password))
                .collect(),
        );
    }

    /// What to do with every change of the password.
    pub(crate) fn observe(&self) -> impl Fn(&str) + 'static + use<> {
        let rules = self.clone();
        let waiting = StoredValue::new(None::<TimeoutHandle>);
        move |password| {
            if rules.rules.is_empty() {
                return;
            }
            rules.read(password);
            let rules = rules.clone();
            let tell = move || {
                let met = rules.met.try_get_untracked().unwrap_or_default();
                let left = rules
                    .rules
                    .iter()
                    .zip(met)
                    .filter(|(_, met)| !met)
                    .map(|((_, words), _)| words.as_str());
                let left = left.collect::<Vec<_>>().join(", ");
                let [intro, met, _] = &rules.words;
                rules.status.set(if left.is_empty() {
                    met.clone()
                } else {
                    format!("{intro}: {left}")
                });
            };
            waiting.update_value(|waiting| {
                if let Some(waiting) = waiting.take() {
                    waiting.clear();
                }
                *waiting = set_timeout_with_handle(tell, PAUSE).ok();
            });
        }
    }

    /// Takes into account what was typed or filled in before the page came alive.
    pub(crate) fn read_when_hydrated(&self, input: NodeRef<html::Input>) {
        let rules = self.clone();
        Effect::new(move || {
            if let Some(input) = input.get() {
                rules.read(&input.value());
            }
        });
    }
}

/// The list below the field.
pub(crate) fn list(rules: Rules) -> Drawn {
    rules.id().map(|id| {
        let [intro, met_words, open_words] = rules.words.clone();
        let met = rules.met;
        let items = rules
            .rules
            .iter()
            .enumerate()
            .map(|(index, (rule, words))| {
                let holds = move || met.with(|met| met.get(index).copied().unwrap_or_default());
                let (hook, mark, text) = hooks(*rule);
                let (met_words, open_words) = (format!(" ({met_words})"), format!(" ({open_words})"));
                view! {
                    <li class=hook>
                        <span class=move || {
                            if holds() {
                                "lg-rule passwordCheck-valid-customizable"
                            } else {
                                "lg-rule passwordCheck-notValid-customizable"
                            }
                        }>
                            <svg class=mark viewBox="0 0 20 20" fill="none" stroke="currentColor" aria-hidden="true">
                                <path d=move || if holds() { icon::TICK } else { icon::RING }/>
                            </svg>
                            <span class=text>{words.clone()}</span>
                            <span class="lg-unseen">
                                {move || if holds() { met_words.clone() } else { open_words.clone() }}
                            </span>
                        </span>
                    </li>
                }
            })
            .collect_view();
        view! { <ul class="lg-rules" id=id aria-label=intro>{items}</ul> }
    })
    .drawn()
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
