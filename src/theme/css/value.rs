//! Values: a short list of typed parts, from which each value is written again.

use cssparser::{Parser, Token};

use super::fault::Fault;
use crate::paint::Paint;
use crate::problem::quoted;

/// How many parts a value has at most: enough for four shadows.
const MOST_PARTS: usize = 32;

/// The units of lengths that a sheet may use: those that do not depend on the size of the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Px,
    Pt,
    Em,
    Rem,
}

impl Unit {
    const NAMED: [(&'static str, Self, f32); 4] = [
        ("px", Self::Px, 1.0),
        ("pt", Self::Pt, 4.0 / 3.0),
        // Relative to the text around; the pages' own text is near 16.
        ("em", Self::Em, 16.0),
        ("rem", Self::Rem, 16.0),
    ];

    fn row(self) -> (&'static str, f32) {
        let unit = Self::NAMED.iter().find(|(_, unit, _)| *unit == self);
        unit.map_or(("px", 1.0), |(name, _, px)| (*name, *px))
    }
}

/// One part of a value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Part {
    /// A word: as the sheet writes it until a property knows it, and one of ours from then on.
    Word(String),
    /// A word that a property knows.
    Known(&'static str),
    /// A number without a unit.
    Number(f32),
    /// A percentage.
    Percent(f32),
    /// A length.
    Length(f32, Unit),
    /// A colour that is no single word.
    Paint(Paint),
    /// The name of a typeface.
    Family(String),
    /// What parts lists.
    Comma,
}

impl Part {
    /// A length in CSS pixels, nearly; a bare 0 is one too.
    pub(super) fn px(&self) -> Option<f32> {
        match self {
            Self::Length(number, unit) => Some(number * unit.row().1),
            Self::Number(0.0) => Some(0.0),
            Self::Number(_)
            | Self::Word(_)
            | Self::Known(_)
            | Self::Percent(_)
            | Self::Paint(_)
            | Self::Family(_)
            | Self::Comma => None,
        }
    }

    /// The colour that a part is; a name is one too.
    pub(super) fn paint(&self) -> Option<Paint> {
        match self {
            Self::Paint(paint) => Some(*paint),
            Self::Word(word) => Paint::parse(word),
            Self::Known(_)
            | Self::Number(_)
            | Self::Percent(_)
            | Self::Length(..)
            | Self::Family(_)
            | Self::Comma => None,
        }
    }

    fn write(&self) -> String {
        match self {
            Self::Known(word) => (*word).to_owned(),
            Self::Number(value) => number(*value),
            Self::Percent(value) => format!("{}%", number(*value)),
            Self::Length(value, unit) => match number(*value).as_str() {
                "0" => "0".to_owned(),
                value => format!("{value}{}", unit.row().0),
            },
            Self::Paint(paint) => paint.to_string(),
            // Only letters, digits, spaces and hyphens are taken as a name; see `families`.
            Self::Family(name) => format!("\"{name}\""),
            Self::Comma => ",".to_owned(),
            // No property leaves a word that it does not know; if one did, the declaration would be void.
            Self::Word(_) => String::new(),
        }
    }
}

/// The parts with one space between them, and none around a comma.
pub(super) fn write(parts: &[Part]) -> String {
    let mut out = String::new();
    for part in parts {
        if !out.is_empty() && !out.ends_with(',') && *part != Part::Comma {
            out.push(' ');
        }
        out.push_str(&part.write());
    }
    out
}

/// At most three decimals, and no zero that says nothing.
fn number(value: f32) -> String {
    let text = format!("{value:.3}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    let (sign, digits) = text
        .strip_prefix('-')
        .map_or(("", text), |rest| ("-", rest));
    match digits.strip_prefix("0.") {
        Some(rest) => format!("{sign}.{rest}"),
        None if digits == "0" => "0".to_owned(),
        None => format!("{sign}{digits}"),
    }
}

/// Reads a value up to its end, and whether it is marked important.
pub(super) fn parts(input: &mut Parser<'_>) -> Result<(Vec<Part>, bool), Fault> {
    let mut parts = Vec::new();
    loop {
        input.skip_whitespace();
        let start = input.position();
        let at = start.byte_index();
        let token = match input.next() {
            Ok(token) => token.clone(),
            Err(_) => return Ok((parts, false)),
        };
        if parts.len() >= MOST_PARTS {
            return Err(Fault::new(at, "This value has too many parts. Shorten it."));
        }
        let part = match token {
            Token::Ident(word) => Part::Word(word.as_ref().to_owned()),
            Token::Hash(_) | Token::IDHash(_) => paint(input.slice_from(start), at)?,
            Token::Number { value, .. } => Part::Number(value),
            Token::Percentage { unit_value, .. } => Part::Percent(unit_value * 100.0),
            Token::Dimension { value, unit, .. } => length(value, &unit, at)?,
            Token::QuotedString(text) => Part::Family(text.as_ref().to_owned()),
            Token::Comma => Part::Comma,
            Token::Function(name) => {
                if !COLOR_FUNCTIONS
                    .iter()
                    .any(|each| name.eq_ignore_ascii_case(each))
                {
                    return Err(Fault::new(at, function_refusal(&name)));
                }
                let inside = input.parse_nested_block(|block| {
                    while block.next().is_ok() {}
                    Ok::<_, cssparser::ParseError<Fault>>(())
                });
                debug_assert!(inside.is_ok(), "draining takes everything");
                paint(input.slice_from(start), at)?
            }
            Token::UnquotedUrl(_) | Token::BadUrl(_) => {
                return Err(Fault::new(at, function_refusal("url")));
            }
            Token::Delim('!') => {
                let important = input.expect_ident_matching("important").is_ok();
                if important && input.is_exhausted() {
                    return Ok((parts, true));
                }
                return Err(Fault::new(
                    at,
                    "After ! only `important` may stand, at the end. Remove it.",
                ));
            }
            _ => {
                let reason = "This part of the value cannot be read. Write plain colours, lengths and words.";
                return Err(Fault::new(at, reason));
            }
        };
        parts.push(part);
    }
}

const COLOR_FUNCTIONS: [&str; 10] = [
    "rgb", "rgba", "hsl", "hsla", "hwb", "lab", "lch", "oklab", "oklch", "color",
];

fn function_refusal(name: &str) -> String {
    let why = match name.to_ascii_lowercase().as_str() {
        "url" | "src" | "image" | "image-set" | "-webkit-image-set" => {
            "it loads a file from elsewhere. Upload a logo instead"
        }
        "var" | "env" | "attr" => {
            "it reads a value that this sheet does not hold. Write the value itself"
        }
        "expression" => "it is a program. Remove it",
        _ => "only colour functions are. Write the value itself",
    };
    format!("{} is not allowed: {why}.", quoted(&format!("{name}()")))
}

fn paint(text: &str, at: usize) -> Result<Part, Fault> {
    Paint::parse(text).map(Part::Paint).ok_or_else(|| {
        let reason = format!(
            "{} is no colour of CSS Color 4. Write it as #1a73e8, rgb(), hsl() or a name.",
            quoted(text)
        );
        Fault::new(at, reason)
    })
}

fn length(value: f32, unit: &str, at: usize) -> Result<Part, Fault> {
    let row = Unit::NAMED
        .iter()
        .find(|(name, ..)| unit.eq_ignore_ascii_case(name));
    match row {
        Some((_, unit, _)) => Ok(Part::Length(value, *unit)),
        None => {
            let reason = format!(
                "The unit {} is not allowed. Use px, pt, em, rem or %.",
                quoted(unit)
            );
            Err(Fault::new(at, reason))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_short_and_never_in_scientific_form() {
        for (value, text) in [
            (0.0, "0"),
            (-0.0, "0"),
            (-0.0001, "0"),
            (0.5, ".5"),
            (-0.25, "-.25"),
            (100.0, "100"),
            (1.23456, "1.235"),
            (1e-9, "0"),
        ] {
            assert_eq!(number(value), text);
        }
    }
}
