//! What a file is that somebody opens or drops: known by what is in it, whatever it is called.

use crate::draft::Logo;
use serde_json::Value;
use theme::{COLORS, Problem, SETTINGS, Theme};

/// A file that belongs to a brand.
#[derive(Debug, PartialEq)]
pub enum Upload {
    /// A design document, with what is wrong in it.
    Theme(Box<Theme>, Vec<Problem>),
    /// A classic style sheet, right or wrong.
    Sheet(String),
    /// The bytes of an image that a logo can be.
    Logo,
}

impl Upload {
    /// Tells what the bytes are.
    ///
    /// **Errors** why they are no part of a brand.
    pub fn of(name: &str, bytes: &[u8]) -> Result<Self, String> {
        if Logo::kind_of(bytes).is_some() {
            return Ok(Self::Logo);
        }
        let none = || {
            format!("{name} is no theme, no style sheet and no PNG or JPEG. Nothing was changed.")
        };
        let text = std::str::from_utf8(bytes).map_err(|_| none())?;
        let text = text.trim_start_matches('\u{feff}');
        match text.trim_start().chars().next() {
            Some('{' | '[') => match serde_json::from_str::<Value>(text) {
                Ok(Value::Object(object))
                    if object.keys().any(|key| is_of_theme(key)) || object.is_empty() =>
                {
                    let (theme, problems) = Theme::read(text);
                    Ok(Self::Theme(Box::new(theme), problems))
                }
                Ok(_) => Err(format!(
                    "{name} is JSON, but no theme. Nothing was changed."
                )),
                Err(error) => Err(format!(
                    "{name} is no whole JSON document: {error}. Nothing was changed."
                )),
            },
            Some('<') | None => Err(none()),
            Some(_)
                if name.to_lowercase().ends_with(".css")
                    || text.contains('{') && text.contains('}') =>
            {
                Ok(Self::Sheet(text.to_owned()))
            }
            Some(_) => Err(none()),
        }
    }
}

/// Whether a theme may have this key.
fn is_of_theme(key: &str) -> bool {
    ["$schema", "version", "light", "dark"].contains(&key)
        || SETTINGS.iter().any(|setting| setting.name == key)
        || COLORS.iter().any(|color| color.name == key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_taken_for_what_it_is() {
        let kind = |name: &str, bytes: &[u8]| match Upload::of(name, bytes) {
            Ok(Upload::Theme(_, problems)) => format!("theme, {}", problems.len()),
            Ok(Upload::Sheet(_)) => "sheet".to_owned(),
            Ok(Upload::Logo) => "logo".to_owned(),
            Err(reason) => reason,
        };
        assert_eq!(kind("theme.txt", br#"{"radius": 4}"#), "theme, 0");
        assert_eq!(kind("theme.css", b"\x89PNG\r\n\x1a\n..."), "logo");
        assert_eq!(
            kind("brand", b".label-customizable { color: red }"),
            "sheet"
        );
        for (name, bytes) in [
            ("package.json", &br#"{"name": "x"}"#[..]),
            ("cut.json", br#"{"radius": "#),
            ("logo.svg", b"<svg/>"),
            ("notes.txt", b"Dear all"),
            ("film.mp4", b"\0\xff\xfe"),
            ("empty", b""),
        ] {
            let said = kind(name, bytes);
            assert!(
                said.starts_with(name) && said.ends_with("Nothing was changed."),
                "{said}"
            );
        }
    }
}
