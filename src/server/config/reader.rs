//! Reads settings by name, remembers where each came from, and collects everything that is wrong.

use super::{
    layers::{Layers, variable},
    problem::{Problem, Problems},
    raw_value::{Origin, RawValue},
};
use domain::secret::Secret;
use std::collections::{BTreeMap, BTreeSet};

/// One setting as it is in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effective {
    /// `section.setting`.
    pub name: String,
    /// Its value; `***` for a secret, empty where nothing is set.
    pub value: String,
    /// Where it came from.
    pub origin: Origin,
}

/// The rule a text broke, to follow "it must be".
pub(super) type Rule = String;

pub(super) struct Reader {
    layers: Layers,
    effective: Vec<Effective>,
    problems: Vec<Problem>,
}

impl Reader {
    pub(super) fn new(layers: Layers) -> Self {
        Self {
            layers,
            effective: Vec::new(),
            problems: Vec::new(),
        }
    }

    /// A setting with a default, which is written as it would be typed.
    pub(super) fn value<T>(
        &mut self,
        name: &'static str,
        default: &str,
        parse: impl Fn(&str) -> Result<T, Rule>,
    ) -> T
    where
        T: Clone,
    {
        let raw = self.find(name, false).unwrap_or_else(|| RawValue {
            text: default.to_owned(),
            origin: Origin::Default,
        });
        self.note(name, &raw, false);
        match parse(&raw.text) {
            Ok(value) => value,
            Err(rule) => {
                self.broken(name, &raw, &rule, false);
                parse(default)
                    .unwrap_or_else(|rule| unreachable!("the default of {name} must be {rule}"))
            }
        }
    }

    /// A setting that may be left out.
    pub(super) fn optional<T>(
        &mut self,
        name: &'static str,
        parse: impl Fn(&str) -> Result<T, Rule>,
    ) -> Option<T> {
        self.optional_of(name, false, parse)
    }

    /// A secret that may be left out; its value is never shown.
    pub(super) fn secret<T>(
        &mut self,
        name: &'static str,
        parse: impl Fn(&str) -> Result<T, Rule>,
    ) -> Option<T> {
        self.optional_of(name, true, parse)
    }

    fn optional_of<T>(
        &mut self,
        name: &'static str,
        secret: bool,
        parse: impl Fn(&str) -> Result<T, Rule>,
    ) -> Option<T> {
        let Some(raw) = self.find(name, secret) else {
            self.effective.push(Effective {
                name: name.to_owned(),
                value: String::new(),
                origin: Origin::Default,
            });
            return None;
        };
        match parse(&raw.text) {
            Ok(value) => Some(value),
            Err(rule) => {
                self.broken(name, &raw, &rule, secret);
                None
            }
        }
    }

    /// Every setting whose name begins with `prefix` and goes on with one that `is_name` knows; by the rest of its name.
    /// Such names are not variables of the environment. The value is a URL, shown without what may be secret in it.
    pub(super) fn entries<T>(
        &mut self,
        prefix: &str,
        is_name: impl Fn(&str) -> bool,
        parse: impl Fn(&str) -> Result<T, Rule>,
    ) -> BTreeMap<String, T> {
        let written_names = self.layers.flags.keys().chain(self.layers.file.keys());
        let names: BTreeSet<String> = written_names
            .filter_map(|name| name.strip_prefix(prefix).filter(|rest| is_name(rest)))
            .map(str::to_owned)
            .collect();
        let mut entries = BTreeMap::new();
        for rest in names {
            let name = format!("{prefix}{rest}");
            let Some(raw) = self.find(&name, false) else {
                continue;
            };
            match parse(&raw.text) {
                Ok(value) => drop(entries.insert(rest, value)),
                Err(rule) => self.broken(&name, &raw, &rule, false),
            }
        }
        entries
    }

    /// Adds a problem that concerns more than one setting.
    pub(super) fn problem(&mut self, problem: String) {
        self.problems.push(Problem(problem));
    }

    /// The setting with its place, for such a problem: `` `server.tls` (loggia.toml line 3) ``.
    pub(super) fn place(&self, name: &str) -> String {
        match self.effective.iter().find(|one| one.name == name) {
            Some(one) if one.origin != Origin::Default => format!("`{name}` ({})", one.origin),
            _ => format!("`{name}`"),
        }
    }

    /// Whether somebody set it.
    pub(super) fn is_set(&self, name: &str) -> bool {
        self.effective
            .iter()
            .any(|one| one.name == name && one.origin != Origin::Default)
    }

    /// Every setting, or every problem; a value under a name that is no setting is a problem as well.
    pub(super) fn finish(mut self) -> Result<Vec<Effective>, Problems> {
        let names: Vec<&str> = self.effective.iter().map(|one| one.name.as_str()).collect();
        let values = self.layers.flags.iter().chain(&self.layers.file);
        for (name, raw) in values.filter(|(name, _)| !names.contains(&name.as_str())) {
            let hint = nearest(name, &names)
                .map(|near| format!(" Did you mean `{near}`?"))
                .unwrap_or_default();
            self.problems.push(Problem(format!(
                "`{name}` ({}) is not a setting.{hint} `loggia config` lists them all.",
                raw.origin
            )));
        }
        for name in self.layers.environment.keys() {
            if names.iter().any(|setting| variable(setting) == *name) {
                continue;
            }
            let as_setting = name
                .trim_start_matches("LOGGIA_")
                .to_ascii_lowercase()
                .replacen('_', ".", 1);
            let hint = nearest(&as_setting, &names)
                .map(|near| format!(" Did you mean {}?", variable(near)));
            self.problems.push(Problem(format!(
                "environment variable {name} is not a setting.{} `loggia config` lists them all.",
                hint.unwrap_or_default()
            )));
        }
        if self.problems.is_empty() {
            Ok(self.effective)
        } else {
            Err(Problems(self.problems))
        }
    }

    fn find(&mut self, name: &str, secret: bool) -> Option<RawValue> {
        let raw = self.layers.find(name)?;
        self.note(name, &raw, secret);
        Some(raw)
    }

    fn note(&mut self, name: &str, raw: &RawValue, secret: bool) {
        if self.effective.iter().all(|one| one.name != name) {
            let value = if secret {
                "***".to_owned()
            } else {
                without_secrets(&raw.text)
            };
            self.effective.push(Effective {
                name: name.to_owned(),
                value,
                origin: raw.origin.clone(),
            });
        }
    }

    fn broken(&mut self, name: &str, raw: &RawValue, rule: &str, secret: bool) {
        let quoted = if secret {
            String::new()
        } else {
            format!(" is `{}`", without_secrets(&raw.text))
        };
        let place = match &raw.origin {
            Origin::Default => String::new(),
            origin => format!(" ({origin})"),
        };
        let colon = if secret { " is wrong:" } else { ":" };
        self.problems.push(Problem(format!(
            "`{name}`{place}{quoted}{colon} it must be {rule}."
        )));
    }
}

/// A URL without the password in it, and of the web without its query, which may hold a token; any other text as it is.
fn without_secrets(text: &str) -> String {
    let Ok(mut url) = url::Url::parse(text) else {
        return text.to_owned();
    };
    let has_password = url.password().is_some();
    let has_query = url.query().is_some() && matches!(url.scheme(), "http" | "https");
    if !has_password && !has_query {
        return text.to_owned();
    }
    if has_query {
        url.set_query(Some("***"));
    }
    if has_password && url.set_password(Some("***")).is_err() {
        return "***".to_owned();
    }
    url.to_string()
}

/// The known name that looks most like `name`, if any does.
fn nearest<'a>(name: &str, names: &[&'a str]) -> Option<&'a str> {
    let bare = |setting: &&&str| setting.split('.').nth(1) == Some(name);
    let begun = |setting: &&&str| setting.starts_with(name);
    if let Some(same) = names.iter().find(bare).or_else(|| names.iter().find(begun)) {
        return Some(same);
    }
    let (distance, near) = names
        .iter()
        .map(|setting| (distance(name, setting), *setting))
        .min()?;
    (distance <= 3).then_some(near)
}

/// The number of letters to add, remove or replace to make one text the other (Levenshtein).
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (i, a) in left.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, b) in right.iter().enumerate() {
            let replaced = diagonal + usize::from(a != *b);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[right.len()]
}

/// A secret of any text.
pub(super) fn secret(text: &str) -> Result<Secret, Rule> {
    if text.is_empty() {
        Err("not empty".to_owned())
    } else {
        Ok(Secret::from(text))
    }
}
