//! The names of typefaces.

use super::value::Part;
use crate::problem::quoted;

/// The names of typefaces: quoted, or of several words.
pub(super) fn families(parts: &mut Vec<Part>) -> Result<(), String> {
    const GENERIC: [&str; 8] = [
        "serif",
        "sans-serif",
        "monospace",
        "cursive",
        "fantasy",
        "system-ui",
        "ui-serif",
        "ui-sans-serif",
    ];
    let mut read: Vec<Part> = Vec::new();
    for each in parts.split(|part| *part == Part::Comma) {
        let mut words = Vec::new();
        for part in each {
            match part {
                Part::Word(word) => words.push(word.as_str()),
                Part::Family(name) if each.len() == 1 => words.push(name.as_str()),
                _ => {
                    return Err(
                        "A list of typefaces holds names with commas between them.".to_owned()
                    );
                }
            }
        }
        let name = words.join(" ");
        let plain =
            |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, ' ' | '-' | '_');
        if name.trim().is_empty() || name.len() > 64 || !name.chars().all(plain) {
            return Err(format!(
                "{} is no name of a typeface. Use letters, digits, spaces and hyphens.",
                quoted(&name)
            ));
        }
        if !read.is_empty() {
            read.push(Part::Comma);
        }
        let quoted_name = matches!(each, [Part::Family(_)]);
        let generic = GENERIC
            .iter()
            .find(|word| !quoted_name && word.eq_ignore_ascii_case(&name));
        read.push(generic.map_or_else(|| Part::Family(name.clone()), |word| Part::Known(word)));
    }
    *parts = read;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::css::value::{parts, write};
    use cssparser::Parser;

    #[test]
    fn a_list_of_typefaces_is_written_from_its_names() {
        let read = |text: &str| {
            let mut list = parts(&mut Parser::new(text))
                .map_err(|fault| fault.reason)?
                .0;
            families(&mut list)?;
            Ok::<_, String>(write(&list))
        };
        assert_eq!(
            read("Helvetica  Neue, 'Segoe UI' ,SANS-SERIF"),
            Ok("\"Helvetica Neue\",\"Segoe UI\",sans-serif".to_owned())
        );
        for text in [
            "",
            "a,",
            "a,,b",
            "'</style>'",
            "'a\\\"b'",
            "'a' b",
            "12px",
            "'\u{202e}a'",
        ] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
