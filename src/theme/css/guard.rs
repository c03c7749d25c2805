//! What is looked at beside the grammar: the raw text before it is read, and the whole sheet after.

use super::selector::{Background, Selector};
use super::value::Part;
use super::{Declaration, LONGEST_SHEET, Rule};
use crate::oklch::contrast;
use crate::paint::Paint;
use crate::problem::Problems;

/// Below this contrast a text is as good as hidden; that of WCAG is advice to a brand, this is a wall.
const LEAST_CONTRAST: f64 = 1.5;

/// Refuses what has no place anywhere in a sheet, not even in its comments, and what is too long to be looked at.
pub(super) fn text(text: &str, problems: &mut Problems<'_>) {
    let characters = text.chars().count();
    if characters > LONGEST_SHEET {
        let reason = format!(
            "A sheet has at most {LONGEST_SHEET} characters and this has {characters}. Make it shorter."
        );
        problems.error(0, "", reason);
        return;
    }
    for (at, letter) in text.char_indices() {
        if let Some(reason) = forbidden(letter) {
            problems.error(at, "", reason);
        }
    }
    for mark in ["</", "<!--", "-->"] {
        for (at, _) in text.match_indices(mark) {
            let reason = "Markup has no place in a sheet. Remove it.";
            problems.error(at, "", reason);
        }
        if problems.full() {
            return;
        }
    }
    open_comment(text, problems);
}

fn forbidden(letter: char) -> Option<&'static str> {
    match letter {
        '\t' | '\n' | '\r' | '\u{c}' => None,
        '\0' => Some("A NUL character has no place in a sheet. Remove it."),
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{61c}' => {
            Some(
                "A character that turns the direction of writing makes a sheet look other than it is. Remove it.",
            )
        }
        letter if letter.is_control() => {
            Some("A control character has no place in a sheet. Remove it.")
        }
        _ => None,
    }
}

/// Finds a comment without an end, which CSS would silently end with the sheet. The parser does not tell those apart,
/// so this follows what alone may hide the start of a comment: strings, which end with their line, and escapes.
fn open_comment(text: &str, problems: &mut Problems<'_>) {
    let mut letters = text.char_indices().peekable();
    let mut quote = None;
    while let Some((at, letter)) = letters.next() {
        match (quote, letter) {
            (_, '\\') => {
                letters.next();
            }
            (None, '/') if letters.next_if(|(_, next)| *next == '*').is_some() => {
                let Some(length) = text[at + 2..].find("*/") else {
                    problems.error(at, "", "This comment has no end. Add the missing */.");
                    return;
                };
                while letters
                    .next_if(|(next, _)| *next < at + length + 4)
                    .is_some()
                {}
            }
            (None, '"' | '\'') => quote = Some(letter),
            (Some(open), _) if letter == open || matches!(letter, '\n' | '\r' | '\u{c}') => {
                quote = None;
            }
            (None | Some(_), _) => {}
        }
    }
}

/// Refuses text that the sheet itself makes as good as invisible: in nearly the colour of what it stands on. What the
/// sheet does not colour is taken as the classic pages have it, for which sheets are made: white.
pub(super) fn check_contrast(rules: &[Rule], problems: &mut Problems<'_>) {
    const BACKGROUNDS: [&str; 2] = ["background", "background-color"];
    const WHITE: [u8; 3] = [255; 3];
    let card = Selector::all().find(|each| each.holds_the_form());
    let of_card = |properties| card.and_then(|card| last(rules, card, properties));
    let card_background = of_card(&BACKGROUNDS)
        .and_then(paint)
        .map_or(WHITE, |paint| over(paint, WHITE));
    for part in Selector::all() {
        let Some(said) = last(rules, part, &["color"]) else {
            continue;
        };
        // A colour that is no colour of its own is that of what is around.
        let Some(text) = paint(said).or_else(|| of_card(&["color"]).and_then(paint)) else {
            continue;
        };
        let own = last(rules, part, &BACKGROUNDS);
        let background = match (own, part.background()) {
            (Some(own), _) => {
                paint(own).map_or(card_background, |paint| over(paint, card_background))
            }
            (None, Background::Card) => card_background,
            (None, Background::White) => WHITE,
            (None, Background::Button) => continue,
        };
        if contrast(over(text, background), background) < LEAST_CONTRAST {
            let at = own.map_or(said.at, |own| own.at.max(said.at));
            let reason = "This text has nearly the colour of its ground and cannot be seen. Change one of them.";
            problems.error(at, part.text(), reason);
        }
    }
}

/// What is seen of a paint on an opaque background.
fn over(paint: Paint, background: [u8; 3]) -> [u8; 3] {
    let (rgb, alpha) = (paint.rgb(), paint.alpha());
    let mix = |above: u8, below: u8| f32::from(above) * alpha + f32::from(below) * (1.0 - alpha);
    std::array::from_fn(|channel| mix(rgb[channel], background[channel]).round() as u8)
}

fn paint(declaration: &Declaration) -> Option<Paint> {
    match declaration.value.as_slice() {
        [Part::Paint(paint)] => Some(*paint),
        _ => None,
    }
}

/// The declaration that holds for a part in the end; the state of a part starts from the part itself.
fn last<'a>(rules: &'a [Rule], part: Selector, properties: &[&str]) -> Option<&'a Declaration> {
    let of = |selector: Selector| {
        let matching = rules
            .iter()
            .filter(move |rule| rule.selectors.contains(&selector));
        let mut set: Vec<_> = matching
            .flat_map(|rule| &rule.declarations)
            .filter(|each| properties.contains(&each.property))
            .collect();
        // A stable order: of two that weigh the same the later one holds.
        set.sort_by_key(|each| each.important);
        set.pop()
    };
    let (base, own) = (of(part.base()), of(part).filter(|_| part.is_state()));
    match (base, own) {
        // What is important for the part holds in its state too, unless the state's own is important.
        (Some(base), Some(own)) if base.important && !own.important => Some(base),
        (base, own) => own.or(base),
    }
}

#[cfg(test)]
mod tests {
    use crate::css::check;

    fn refuses(css: &str, column: u32, reason: &str) {
        let problems = check(css).expect_err(css);
        assert_eq!(problems[0].column, column, "{css}: {problems:?}");
        assert!(problems[0].reason.contains(reason), "{problems:?}");
    }

    #[test]
    fn some_characters_have_no_place_even_in_comments() {
        refuses("/*\0*/", 3, "NUL");
        refuses("/*\u{202e}*/", 3, "direction");
        refuses("/*\u{2066}*/", 3, "direction");
        refuses("/* \u{1b}[2J */", 4, "control");
        refuses("/* </style> */", 4, "Markup");
        refuses("<!-- -->", 1, "Markup");
        assert!(check("/* Größe: 𝄞 */\r\n\t").is_ok());
    }

    #[test]
    fn a_comment_must_end() {
        refuses("/* a", 1, "no end");
        refuses("/* a */ /*/", 9, "no end");
        refuses(".label-customizable{color:red}/*", 31, "no end");
        refuses(".label-customizable{color:red/*}", 30, "no end");
        refuses(".label-customizable{color:rgb(/*}", 31, "no end");
        assert!(check("/**/.label-customizable{color:red/* } */}/***/").is_ok());
        assert!(check("/* /* */").is_ok());
        assert!(
            check(".label-customizable{font-family:'a/*b'}").unwrap_err()[0]
                .reason
                .contains("typeface")
        );
    }

    #[test]
    fn a_text_in_the_colour_of_its_ground_is_refused() {
        let unseen = "cannot be seen";
        refuses(
            ".errorMessage-customizable{color:#fff;background:#fefefe}",
            39,
            unseen,
        );
        refuses(
            ".background-customizable{background-color:#fff}.label-customizable{color:white}",
            68,
            unseen,
        );
        refuses(
            ".submitButton-customizable{color:red}.submitButton-customizable:hover{background:red}",
            71,
            unseen,
        );
        refuses(
            ".errorMessage-customizable{color:#fff!important;background:#fff;color:red}",
            49,
            unseen,
        );
        refuses(".errorMessage-customizable{color:#fff}", 28, unseen);
        refuses(".label-customizable{color:#fafafa}", 21, unseen);
        refuses(".background-customizable{color:white}", 26, unseen);
        refuses(
            ".errorMessage-customizable{color:white;background:transparent}",
            40,
            unseen,
        );
        refuses(
            ".submitButton-customizable{color:white;background:none}",
            40,
            unseen,
        );
        refuses(
            ".background-customizable{background:#000;color:#fff}.errorMessage-customizable{color:inherit}",
            80,
            unseen,
        );
        for fine in [
            ".errorMessage-customizable{color:#fff;background:#fefefe}.errorMessage-customizable{color:red}",
            ".submitButton-customizable{color:red;background:red}.submitButton-customizable{background:blue!important}",
            ".submitButton-customizable{color:#fff}",
            ".background-customizable{background:#000}.label-customizable{color:#fff}",
            ".background-customizable{background:#000}.inputField-customizable{color:#000}",
            ".logo-customizable{background:red}",
            ".errorMessage-customizable{color:inherit;background:none}",
        ] {
            assert!(check(fine).is_ok(), "{fine}");
        }
    }
}
