//! Reading a `theme.json` that anybody may have written.
//!
//! `serde_json` checks the whole text once and hands out its parts as slices of it: a part's place is its offset. Only
//! the two levels that a theme has are ever opened, so that what is nested deeper costs nothing.

use serde_json::value::RawValue;

use crate::json::{Object, error_text, number, starts_number};
use crate::oklch::{NotAColor, Oklch};
use crate::problem::{Problem, Problems, quoted};
use crate::role::Role;
use crate::setting::{Choice, Radius};
use crate::settings::SETTINGS;
use crate::side::{Scheme, Side};
use crate::theme::Theme;
use crate::tokens::COLORS;

/// The longest document that is read, in bytes: some twenty times a full one.
pub const LONGEST_DOCUMENT: usize = 65_536;

/// The one version that there is.
const VERSION: f64 = 1.0;

impl Theme {
    /// Reads a `theme.json`. It never fails: what is wrong or unknown falls to its default and is named.
    ///
    /// **Errors**: none; the [`Problem`]s are in the order of the text, at most [`crate::MOST_PROBLEMS`].
    ///
    /// ```
    /// let (theme, problems) = theme::Theme::read(r#"{ "radius": "lg", "light": { "accent": "blurple" } }"#);
    /// assert_eq!(theme.radius, theme::Radius::Lg);
    /// assert_eq!((problems[0].path.as_str(), problems[0].column), ("light.accent", 40));
    /// ```
    #[must_use]
    pub fn read(text: &str) -> (Self, Vec<Problem>) {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut reader = Reader {
            text,
            problems: Problems::of(text),
        };
        let theme = reader.document();
        (theme, reader.problems.into_vec())
    }
}

struct Reader<'a> {
    text: &'a str,
    problems: Problems<'a>,
}

impl<'a> Reader<'a> {
    fn document(&mut self) -> Theme {
        let mut theme = Theme::default();
        if self.text.len() > LONGEST_DOCUMENT {
            let reason = format!(
                "A theme has at most {LONGEST_DOCUMENT} bytes and this has {}. The default theme is used; make it shorter.",
                self.text.len()
            );
            self.problems.error(0, "", reason);
            return theme;
        }
        let entries = match serde_json::from_str::<Object<'_>>(self.text) {
            Ok(object) => self.keys(object, ""),
            Err(error) => {
                self.problems.error(
                    self.offset_of(&error),
                    "",
                    format!(
                        "{} The default theme is used until that is corrected.",
                        error_text(&error)
                    ),
                );
                return theme;
            }
        };
        for (key, key_at, value) in entries {
            match key.as_str() {
                "$schema" => {
                    if self
                        .string(value, "$schema", "the address of the schema")
                        .is_none()
                    {
                        continue;
                    }
                }
                "version" => self.version(value),
                "mode" => self.choice(&mut theme.mode, value, "mode"),
                "layout" => self.choice(&mut theme.layout, value, "layout"),
                "radius" => self.radius(&mut theme.radius, value),
                "density" => self.choice(&mut theme.density, value, "density"),
                "font" => self.choice(&mut theme.font, value, "font"),
                "background" => self.choice(&mut theme.background, value, "background"),
                "light" => theme.light = self.side(value, Scheme::Light),
                "dark" => theme.dark = self.side(value, Scheme::Dark),
                unknown => {
                    let mut names: Vec<_> = SETTINGS.iter().map(|setting| setting.name).collect();
                    names.extend(["version", "light", "dark"]);
                    self.unknown(key_at, unknown, unknown, &names);
                }
            }
        }
        theme
    }

    /// The members of an object with their offsets; of two with one name the last counts, as in JavaScript.
    fn keys(&mut self, object: Object<'a>, parent: &str) -> Vec<(String, usize, &'a RawValue)> {
        let mut members: Vec<(String, usize, &'a RawValue)> = Vec::new();
        for (raw, value) in object.0 {
            let at = self.offset(raw);
            let Ok(key) = serde_json::from_str::<String>(raw.get()) else {
                let reason = "This key is no valid text: it has half of a surrogate pair. Correct the escape.";
                self.problems.error(at, parent, reason);
                continue;
            };
            // A theme has few keys; past that many nothing new can be one of them.
            if let Some(first) = members.iter_mut().find(|(each, ..)| *each == key) {
                let path = join(parent, &key);
                let reason = format!(
                    "{} is set twice, and the last one counts. Remove one.",
                    quoted(&key)
                );
                self.problems.warning(at, &path, reason);
                *first = (key, at, value);
            } else if !self.problems.full() {
                members.push((key, at, value));
            }
            if members.len() > MOST_KEYS {
                let reason = "There are more keys here than a theme has. The rest is not read; remove what is not needed.";
                self.problems.error(at, parent, reason);
                break;
            }
        }
        members
    }

    fn side(&mut self, value: &'a RawValue, scheme: Scheme) -> Side {
        let mut side = Side::default();
        let name = scheme.name();
        let Ok(object) = serde_json::from_str::<Object<'a>>(value.get()) else {
            self.wrong_type(value, name, "an object of colours");
            return side;
        };
        for (key, key_at, value) in self.keys(object, name) {
            let path = join(name, &key);
            let Some(role) = Role::from_name(&key) else {
                let names: Vec<_> = COLORS.iter().map(|color| color.name).collect();
                self.unknown(key_at, &path, &key, &names);
                continue;
            };
            let Some(text) = self.string(value, &path, "a colour") else {
                continue;
            };
            match Oklch::parse(&text) {
                Ok(color) => side.set(role, Some(color)),
                Err(why) => {
                    let what = match why {
                        NotAColor::Unknown => {
                            "is no colour of CSS Color 4. Write it as #1a73e8, rgb(), hsl(), oklch() or a name"
                        }
                        NotAColor::Translucent => {
                            "is translucent, and what is behind it differs. Write an opaque colour"
                        }
                    };
                    let reason = format!("{} {what}; the default is used.", quoted(&text));
                    self.problems.error(self.offset(value), &path, reason);
                }
            }
        }
        side
    }

    fn choice<C: Choice>(&mut self, into: &mut C, value: &'a RawValue, path: &str) {
        let list = listed::<C>();
        let Some(text) = self.string(value, path, &format!("one of {list}")) else {
            return;
        };
        match C::from_name(&text) {
            Some(choice) => *into = choice,
            None => {
                let reason = format!(
                    "{} is not known here; the default is used. Write one of {list}.",
                    quoted(&text)
                );
                self.problems.error(self.offset(value), path, reason);
            }
        }
    }

    fn radius(&mut self, into: &mut Radius, value: &'a RawValue) {
        if !starts_number(value.get()) {
            self.choice(into, value, "radius");
            return;
        }
        let px = number(value.get()).filter(|px| (0.0..=f64::from(Radius::MOST)).contains(px));
        match px.filter(|px| px.fract() == 0.0) {
            Some(px) => *into = Radius::Px(px as u8),
            None => {
                let reason = format!(
                    "{} is no radius; the default is used. Write a whole number of CSS pixels from 0 to {}, or one of {}.",
                    quoted(value.get()),
                    Radius::MOST,
                    listed::<Radius>()
                );
                self.problems.error(self.offset(value), "radius", reason);
            }
        }
    }

    fn version(&mut self, value: &'a RawValue) {
        let at = self.offset(value);
        match number(value.get()).filter(|_| starts_number(value.get())) {
            Some(VERSION) => {}
            Some(_) => {
                let reason = format!(
                    "Version {} is not known here, only 1; what is known of it was read. Write 1 when that is right.",
                    quoted(value.get())
                );
                self.problems.error(at, "version", reason);
            }
            None => self.wrong_type(value, "version", "the number 1"),
        }
    }

    /// The text of a string; anything else is named.
    fn string(&mut self, value: &'a RawValue, path: &str, wanted: &str) -> Option<String> {
        if !value.get().starts_with('"') {
            self.wrong_type(value, path, wanted);
            return None;
        }
        let read = serde_json::from_str(value.get());
        if read.is_err() {
            let reason =
                "This text has half of a surrogate pair; the default is used. Correct the escape.";
            self.problems.error(self.offset(value), path, reason);
        }
        read.ok()
    }

    fn wrong_type(&mut self, value: &'a RawValue, path: &str, wanted: &str) {
        let is = match value.get().as_bytes().first() {
            Some(b'{') => "an object",
            Some(b'[') => "a list",
            Some(b'"') => "a text",
            Some(b't' | b'f') => "true or false",
            Some(b'n') => "null",
            _ => "a number",
        };
        let reason =
            format!("This is {is}; the default is used. Write {wanted}, or remove the key.");
        self.problems.error(self.offset(value), path, reason);
    }

    fn unknown(&mut self, at: usize, path: &str, key: &str, names: &[&str]) {
        let reason = format!(
            "{} is not known and changes nothing. Remove it; known here are {}.",
            quoted(key),
            names.join(", ")
        );
        // The path is for programs: a stranger's key in full length would make every problem as long as it.
        let path: String = path.chars().take(80).collect();
        self.problems.warning(at, &path, reason);
    }

    /// Where a part stands in the text. Every part borrows from it.
    fn offset(&self, part: &RawValue) -> usize {
        (part.get().as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize)
    }

    /// `serde_json` counts lines from 1, and bytes from the start of the line.
    fn offset_of(&self, error: &serde_json::Error) -> usize {
        let before = self
            .text
            .split_inclusive('\n')
            .take(error.line().saturating_sub(1));
        let start: usize = before.map(str::len).sum();
        start + error.column().saturating_sub(1)
    }
}

/// The most keys that are read of one object: more than there are tokens, so that no theme comes near.
const MOST_KEYS: usize = 256;

fn listed<C: Choice>() -> String {
    let names: Vec<_> = C::NAMED.iter().map(|(name, _)| *name).collect();
    names.join(", ")
}

fn join(parent: &str, key: &str) -> String {
    let key: String = key.chars().take(64).collect();
    if parent.is_empty() {
        key
    } else {
        format!("{parent}.{key}")
    }
}

#[cfg(test)]
#[path = "read_tests.rs"]
mod tests;
