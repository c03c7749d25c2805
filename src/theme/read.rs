//! Reading a `theme.json` that anybody may have written.
//!
//! `serde_json` checks the whole text once and hands out its parts as slices of it: a part's place is its offset. Only
//! the two levels that a theme has are ever opened, so that what is nested deeper costs nothing.

use serde_json::value::RawValue;

use crate::json::{Object, number, starts_number, told};
use crate::oklch::{NotAColor, Oklch};
use crate::problem::{Problem, Problems, quoted};
use crate::setting::{Choice, Radius, SETTINGS};
use crate::theme::{Scheme, Side, Theme};
use crate::tokens::{COLORS, Role};

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
                        told(&error)
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
                    let mut known: Vec<_> = SETTINGS.iter().map(|setting| setting.name).collect();
                    known.extend(["version", "light", "dark"]);
                    self.unknown(key_at, unknown, unknown, &known);
                }
            }
        }
        theme
    }

    /// The members of an object with their offsets; of two with one name the last counts, as in JavaScript.
    fn keys(&mut self, object: Object<'a>, parent: &str) -> Vec<(String, usize, &'a RawValue)> {
        let mut kept: Vec<(String, usize, &'a RawValue)> = Vec::new();
        for (raw, value) in object.0 {
            let at = self.offset(raw);
            let Ok(key) = serde_json::from_str::<String>(raw.get()) else {
                let reason = "This key is no valid text: it has half of a surrogate pair. Correct the escape.";
                self.problems.error(at, parent, reason);
                continue;
            };
            // A theme has few keys; past that many nothing new can be one of them.
            if let Some(first) = kept.iter_mut().find(|(each, ..)| *each == key) {
                let path = join(parent, &key);
                let reason = format!(
                    "{} is set twice, and the last one counts. Remove one.",
                    quoted(&key)
                );
                self.problems.warning(at, &path, reason);
                *first = (key, at, value);
            } else if !self.problems.full() {
                kept.push((key, at, value));
            }
            if kept.len() > MOST_KEYS {
                let reason = "There are more keys here than a theme has. The rest is not read; remove what is not needed.";
                self.problems.error(at, parent, reason);
                break;
            }
        }
        kept
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
            let Some(role) = Role::named(&key) else {
                let known: Vec<_> = COLORS.iter().map(|color| color.name).collect();
                self.unknown(key_at, &path, &key, &known);
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
        match C::named(&text) {
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

    fn unknown(&mut self, at: usize, path: &str, key: &str, known: &[&str]) {
        let reason = format!(
            "{} is not known and changes nothing. Remove it; known here are {}.",
            quoted(key),
            known.join(", ")
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

/// How many keys of one object are kept while it is read: more than there are tokens, so that no theme comes near.
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
mod tests {
    use super::*;
    use crate::problem::MOST_PROBLEMS;
    use crate::setting::{Density, Mode};

    /// Reads a document, and compares what is wrong: line, column, path, the start of the reason.
    fn check(text: &str, expect: &[(u32, u32, &str, &str)]) -> Theme {
        let (theme, problems) = Theme::read(text);
        let found: Vec<_> = problems
            .iter()
            .map(|each| {
                (
                    each.line,
                    each.column,
                    each.path.as_str(),
                    each.reason.as_str(),
                )
            })
            .collect();
        assert_eq!(found.len(), expect.len(), "{found:#?}");
        for (found, expect) in found.iter().zip(expect) {
            assert_eq!((found.0, found.1, found.2), (expect.0, expect.1, expect.2));
            assert!(found.3.starts_with(expect.3), "{found:?}");
        }
        theme
    }

    #[test]
    fn each_wrong_part_falls_to_its_default_alone() {
        let theme = check(
            "{\n  \"mode\": \"dim\",\n  \"density\": \"roomy\",\n  \"radius\": 33,\n  \"light\": {\n    \"card\": 7,\n    \"page\": \"#fff8\", \"ink\": \"#222\"\n  },\n  \"dark\": [],\n  \"css\": \"x\"\n}",
            &[
                (2, 11, "mode", "“dim” is not known here"),
                (4, 13, "radius", "“33” is no radius"),
                (6, 13, "light.card", "This is a number"),
                (7, 13, "light.page", "“#fff8” is translucent"),
                (9, 11, "dark", "This is a list"),
                (10, 3, "css", "“css” is not known"),
            ],
        );
        assert_eq!((theme.mode, theme.density), (Mode::Auto, Density::Roomy));
        assert_eq!(theme.light.get(Role::Ink).unwrap().hex(), "#222222");
        assert_eq!(theme.light.get(Role::Card), None);
    }

    #[test]
    fn what_is_no_json_is_the_default_theme() {
        for (text, line, column, reason) in [
            ("", 1, 1, "The JSON ends too early."),
            (
                "{\"mode\": \"dark\",\n}",
                2,
                1,
                "This is not JSON: trailing comma",
            ),
            ("[1]", 1, 1, "A theme is a JSON object"),
            ("{\"radius\": NaN}", 1, 12, "This is not JSON"),
            ("{} {}", 1, 4, "This is not JSON: trailing characters"),
            ("{\"mode\": \"dark\"", 1, 15, "The JSON ends too early."),
        ] {
            let theme = check(text, &[(line, column, "", reason)]);
            assert_eq!(theme, Theme::default(), "{text}");
        }
    }

    #[test]
    fn doubled_keys_and_broken_texts_are_named() {
        let theme = check(
            r#"{"mode":"dark","mode":"light","font":"\ud800","\udfff":1,"$schema":2,"version":2,"radius":1e999}"#,
            &[
                (1, 16, "mode", "“mode” is set twice"),
                (1, 38, "font", "This text has half"),
                (1, 47, "", "This key is no valid text"),
                (1, 68, "$schema", "This is a number"),
                (1, 80, "version", "Version “2” is not known"),
                (1, 91, "radius", "“1e999” is no radius"),
            ],
        );
        assert_eq!(theme.mode, Mode::Light);
    }

    #[test]
    fn junk_costs_little_and_tells_little() {
        check(&"[".repeat(1_000_000), &[(1, 1, "", "A theme has at most")]);
        let deep = format!("{{\"light\":{}{}}}", "[".repeat(30_000), "]".repeat(30_000));
        check(&deep, &[(1, 10, "light", "This is a list")]);
        let keys: Vec<_> = (0..5000).map(|number| format!("\"{number}\":0")).collect();
        let (_, problems) = Theme::read(&format!("{{{}}}", keys.join(",")));
        assert_eq!(problems.len(), MOST_PROBLEMS);
        let (_, problems) = Theme::read(&format!("{{\"{}\":0}}", "k".repeat(60_000)));
        assert!(problems[0].to_string().len() < 600);
    }

    #[test]
    fn a_mark_at_the_start_of_the_file_is_no_error() {
        check("\u{feff}{\"mode\":\"dark\"}", &[]);
    }
}
