//! Values judged by what their property takes, and put into our spelling.

use super::family::families;
use super::selector::Selector;
use super::table::{Kind, LINE_STYLES, LINE_WIDTHS, NOTHING, PROPERTIES, Property, Range};
use super::value::{Part, Unit};
use crate::paint::Paint;
use crate::problem::quoted;

/// The least of a text's colour that must be there for it to be seen.
const LEAST_ALPHA: f32 = 0.6;
/// What every property takes.
const WIDE: &[&str] = &["inherit", "initial", "unset", "revert-layer"];
const MOST_SHADOWS: usize = 4;
const FONT_PX: Range = [9.0, 64.0];
const FONT_PERCENT: Range = [75.0, 400.0];
const FONT_SIZES: &[&str] = &[
    "x-small", "small", "medium", "large", "x-large", "xx-large", "smaller", "larger",
];

impl Property {
    /// The property of this name in lower case.
    pub(super) fn from_name(name: &str) -> Result<&'static Self, String> {
        let property = PROPERTIES.iter().find(|property| property.name == name);
        property.ok_or_else(|| {
            let why = match name {
                "content" | "quotes" => "it puts words on the page. Remove it",
                "position" | "top" | "right" | "bottom" | "left" | "inset" | "z-index"
                | "float" | "transform" | "translate" | "rotate" | "scale" | "order" => {
                    "it moves or covers other parts. Use margin and padding"
                }
                "visibility" | "overflow" | "clip" | "clip-path" | "filter" | "mask" => {
                    "it hides parts that people need. Remove it"
                }
                "background-image" | "list-style" | "border-image" | "behavior"
                | "-moz-binding" => {
                    "it loads a file from elsewhere. Upload a logo, and use background-color"
                }
                "font" => "it says too much at once. Write font-size, font-weight and font-family",
                _ if name.starts_with("--") => "a classic sheet sets no variables. Remove it",
                _ => "it is not among the properties of the classic pages. Remove it",
            };
            format!("The property {} is not allowed: {why}.", quoted(name))
        })
    }

    /// Checks a value, and replaces its words by ours.
    pub(super) fn check(&self, parts: &mut Vec<Part>, on: &[Selector]) -> Result<(), String> {
        if let [Part::Word(word)] = parts.as_slice()
            && let Some(wide) = known_word(word, WIDE)
        {
            *parts = vec![wide];
            self.keep_the_focus(parts, on);
            return Ok(());
        }
        let is_allowed = match &self.kind {
            Kind::Text => text_color(parts)?,
            Kind::Background => one_of(parts, &["none"]) || paints(parts, 1),
            Kind::Border => border(parts),
            Kind::LineColors(most) => paints(parts, *most),
            Kind::LineWidths(most) => sizes(parts, *most, [0.0, 16.0], NOTHING, LINE_WIDTHS),
            Kind::LineStyles(most) => sizes(parts, *most, NOTHING, NOTHING, LINE_STYLES),
            Kind::Sizes(most, px, percent, words) => sizes(parts, *most, *px, *percent, words),
            Kind::Across(words) => {
                let whole = on.iter().any(|each| each.holds_the_form());
                let (px, percent) = if whole { (240.0, 50.0) } else { (40.0, 10.0) };
                sizes(parts, 1, [px, 480.0], [percent, 100.0], words)
            }
            Kind::Words(words) => one_of(parts, words),
            Kind::Number(range, words) => one_of(parts, words) || numbers(parts, *range),
            Kind::FontSize => one_of(parts, FONT_SIZES) || font_size(parts),
            Kind::LineHeight => {
                numbers(parts, [0.8, 4.0])
                    || sizes(parts, 1, [8.0, 96.0], [80.0, 400.0], &["normal"])
            }
            Kind::Display => {
                let hides = on.iter().all(|each| each.may_be_hidden());
                if !hides && one_of(parts, &["none"]) {
                    return Err(
                        "`none` hides a part that people need; only .redirect-customizable may be hidden, alone. Remove it."
                            .to_owned(),
                    );
                }
                one_of(parts, &["block", "inline", "inline-block", "none"])
            }
            Kind::Families => families(parts).map(|()| true)?,
            Kind::Shadows(offset, blur, spread) => {
                one_of(parts, &["none"]) || shadows(parts, *offset, *blur, *spread)
            }
        };
        if !is_allowed {
            return Err(self.refusal(parts, on));
        }
        self.keep_the_focus(parts, on);
        Ok(())
    }

    /// Keeps the ring that shows where the keyboard is.
    ///
    /// `outline: 0` is the documented default of a focused field, whose edge shows the focus too; where the system's own
    /// colours are forced only an outline does. A clear one looks the same elsewhere, and is drawn there. On a part at
    /// rest there is nothing to take away but our own ring, of which the rule is then left.
    fn keep_the_focus(&self, parts: &mut Vec<Part>, on: &[Selector]) {
        const NO_LINE: [&str; 5] = ["none", "hidden", "inherit", "initial", "unset"];
        let word =
            |part: &Part, words: &[&str]| matches!(part, Part::Known(word) if words.contains(word));
        let clear = |part: &Part| {
            part.paint()
                .is_some_and(|paint| paint.alpha() < LEAST_ALPHA)
        };
        let styled = parts.iter().any(|part| word(part, LINE_STYLES));
        let left = parts.iter().any(|part| word(part, &["revert-layer"]));
        let gone = parts
            .iter()
            .any(|part| word(part, &NO_LINE) || part.px() == Some(0.0))
            || self.name == "outline" && !styled && !left;
        let line = [
            Part::Length(2.0, Unit::Px),
            Part::Known("solid"),
            Part::Paint(Paint::Srgb([0; 4])),
        ];
        match (self.name, on.iter().all(|each| each.is_focus())) {
            ("outline", true) if gone => *parts = line.to_vec(),
            ("outline-width", true) if gone => *parts = line[..1].to_vec(),
            ("outline-style", true) if gone => *parts = line[1..2].to_vec(),
            ("outline" | "outline-width" | "outline-style" | "outline-color", false)
                if gone || parts.iter().any(clear) =>
            {
                *parts = vec![Part::Known("revert-layer")];
            }
            _ => {}
        }
    }

    fn refusal(&self, parts: &[Part], on: &[Selector]) -> String {
        let wanted = match &self.kind {
            Kind::Text => "one colour".to_owned(),
            Kind::Background => "one colour, no picture and no gradient".to_owned(),
            Kind::Border => "a width up to 16px, a style and a colour".to_owned(),
            Kind::LineColors(most) => format!("up to {most} colours"),
            Kind::LineWidths(_) => format!("widths from 0 to 16px, or {}", LINE_WIDTHS.join(", ")),
            Kind::LineStyles(_) => format!("one of {}", LINE_STYLES.join(", ")),
            Kind::Sizes(most, px, percent, words) => {
                format!("up to {most} of: {}", ranges(*px, *percent, words))
            }
            Kind::Across(words) => {
                let whole = on.iter().any(|each| each.holds_the_form());
                let (px, percent) = if whole { (240.0, 50.0) } else { (40.0, 10.0) };
                ranges([px, 480.0], [percent, 100.0], words)
            }
            Kind::Words(words) => format!("one of {}", words.join(", ")),
            Kind::Number([from, to], []) => {
                format!("a number from {from} to {to}")
            }
            Kind::Number([from, to], words) => {
                format!("a number from {from} to {to}, or {}", words.join(", "))
            }
            Kind::FontSize => ranges(FONT_PX, FONT_PERCENT, FONT_SIZES),
            Kind::LineHeight => "a number from 0.8 to 4, 8px to 96px, or normal".to_owned(),
            Kind::Display => "block, inline or inline-block".to_owned(),
            Kind::Families => "names of typefaces".to_owned(),
            Kind::Shadows(..) => format!("none, or up to {MOST_SHADOWS} small shadows"),
        };
        let word = parts.iter().find_map(|part| match part {
            Part::Word(word) | Part::Family(word) => Some(quoted(word)),
            _ => None,
        });
        let written = word.map_or_else(
            || "This value".to_owned(),
            |word| format!("The value {word}"),
        );
        format!("{written} is not allowed. Write {wanted}.")
    }
}

fn ranges([least, most]: Range, [from, to]: Range, words: &[&str]) -> String {
    let mut all = vec![format!("{least}px to {most}px")];
    if from < to {
        all.push(format!("{from}% to {to}%"));
    }
    all.extend(words.iter().map(|word| (*word).to_owned()));
    all.join(", ")
}

fn known_word(word: &str, words: &[&'static str]) -> Option<Part> {
    let word = words.iter().find(|each| word.eq_ignore_ascii_case(each));
    word.map(|word| Part::Known(word))
}

fn inside(value: f32, [from, to]: Range) -> bool {
    // Not for infinities, nor for what is no number.
    (from..=to).contains(&value)
}

/// Whether the value is one of these words, which it then is in our spelling.
fn one_of(parts: &mut Vec<Part>, words: &[&'static str]) -> bool {
    let word = match parts.as_slice() {
        [Part::Word(word)] => known_word(word, words),
        _ => None,
    };
    word.is_some_and(|word| {
        *parts = vec![word];
        true
    })
}

fn text_color(parts: &mut [Part]) -> Result<bool, String> {
    let [part] = parts else { return Ok(false) };
    let Some(paint) = part.paint() else {
        return Ok(false);
    };
    if paint.alpha() < LEAST_ALPHA {
        return Err("Text in this colour cannot be seen. Write an opaque one.".to_owned());
    }
    *part = Part::Paint(paint);
    Ok(true)
}

fn paints(parts: &mut [Part], most: usize) -> bool {
    (1..=most).contains(&parts.len()) && parts.iter_mut().all(paint)
}

/// Replaces the name of a colour by the colour.
fn paint(part: &mut Part) -> bool {
    if let Part::Word(word) = part
        && let Some(current) = known_word(word, &["currentcolor"])
    {
        *part = current;
        return true;
    }
    part.paint().is_some_and(|paint| {
        *part = Part::Paint(paint);
        true
    })
}

fn sizes(
    parts: &mut [Part],
    most: usize,
    px: Range,
    percent: Range,
    words: &[&'static str],
) -> bool {
    (1..=most).contains(&parts.len()) && parts.iter_mut().all(|part| size(part, px, percent, words))
}

fn size(part: &mut Part, px: Range, percent: Range, words: &[&'static str]) -> bool {
    if let Part::Word(word) = part {
        let Some(word) = known_word(word, words) else {
            return false;
        };
        *part = word;
        return true;
    }
    match part {
        Part::Percent(value) => inside(*value, percent),
        _ => part.px().is_some_and(|value| inside(value, px)),
    }
}

fn numbers(parts: &[Part], range: Range) -> bool {
    matches!(parts, [Part::Number(value)] if inside(*value, range))
        || matches!(parts, [Part::Percent(value)] if range[1] <= 1.0 && inside(*value / 100.0, range))
}

fn font_size(parts: &mut [Part]) -> bool {
    match parts {
        // Of the text around, as a percentage is.
        [Part::Length(value, Unit::Em)] => inside(*value * 100.0, FONT_PERCENT),
        _ => sizes(parts, 1, FONT_PX, FONT_PERCENT, &[]),
    }
}

fn border(parts: &mut [Part]) -> bool {
    let mut seen = [0; 3];
    let all = parts.iter_mut().all(|part| {
        let kind = if size(part, [0.0, 16.0], NOTHING, LINE_WIDTHS) {
            0
        } else if size(part, NOTHING, NOTHING, LINE_STYLES) {
            1
        } else if paint(part) {
            2
        } else {
            return false;
        };
        seen[kind] += 1;
        true
    });
    all && !parts.is_empty() && seen.iter().all(|count| *count <= 1)
}

fn shadows(parts: &mut [Part], offset: Range, blur: Range, spread: Option<Range>) -> bool {
    let mut each: Vec<_> = parts.split_mut(|part| *part == Part::Comma).collect();
    each.len() <= MOST_SHADOWS
        && each
            .iter_mut()
            .all(|parts| shadow(parts, offset, blur, spread))
}

/// `inset` and a colour at either end, two to four lengths in a row.
fn shadow(parts: &mut [Part], offset: Range, blur: Range, spread: Option<Range>) -> bool {
    let mut lengths = Vec::new();
    let (mut insets, mut colors) = (0, 0);
    let mut broken = false;
    for (place, part) in parts.iter_mut().enumerate() {
        if let Some(px) = part.px() {
            broken |= lengths.last().is_some_and(|(last, _)| last + 1 != place);
            lengths.push((place, px));
        } else if spread.is_some() && size(part, NOTHING, NOTHING, &["inset"]) {
            insets += 1;
        } else if paint(part) {
            colors += 1;
        } else {
            return false;
        }
    }
    let ranges = [Some(offset), Some(offset), Some(blur), spread];
    let measured = lengths
        .iter()
        .zip(ranges)
        .all(|((_, px), range)| range.is_some_and(|range| inside(*px, range)));
    !broken && insets <= 1 && colors <= 1 && (2..=4).contains(&lengths.len()) && measured
}

#[cfg(test)]
#[path = "property_tests.rs"]
mod tests;
