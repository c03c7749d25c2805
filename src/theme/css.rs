//! The classic style sheet of `SetUICustomization`.
//!
//! A sheet is taken whole or refused whole. It is read into selectors, properties and values of closed lists; what is
//! served is written from those, so that no byte of the sheet itself reaches a page. Each list says what it leaves out
//! and why: what loads, what moves or covers other parts, what hides a part that people need.

mod family;
mod fault;
mod guard;
mod parse;
mod property;
mod selector;
mod table;
mod value;

use std::fmt::Write as _;

use crate::problem::{Problem, Problems};
use selector::Selector;
use value::Part;

/// The longest sheet, in characters.
///
/// **Source**: `CSSType` of `SetUICustomization`.
pub const LONGEST_SHEET: usize = 131_072;

/// A classic sheet that may be served.
#[derive(Debug, Clone)]
pub struct Sheet {
    rules: Vec<Rule>,
}

#[derive(Debug, Clone)]
struct Rule {
    selectors: Vec<Selector>,
    declarations: Vec<Declaration>,
}

#[derive(Debug, Clone)]
struct Declaration {
    property: &'static str,
    value: Vec<Part>,
    important: bool,
    /// Where it stands, for what is found wrong only when the whole sheet is known.
    at: usize,
}

/// Reads a classic sheet.
///
/// `!important` keeps its effect and loses its mark: what bears it is written after all else.
///
/// **Errors**: every problem that was found, at most [`crate::MOST_PROBLEMS`], in the order of the sheet; one is enough
/// to refuse it.
/// **Source**: Amazon Cognito developer guide, "Customizing hosted UI (classic) branding"; observed in deployed
/// infrastructure code: more properties than the guide names, `display: none` on `.redirect-customizable`.
///
/// ```
/// let sheet = theme::css::check(".label-customizable { color: Red; }").unwrap();
/// assert_eq!(sheet.write(), "@layer classic{.label-customizable{color:#f00}}");
/// let problems = theme::css::check(".label-customizable {\n  position: fixed;\n}").unwrap_err();
/// assert_eq!((problems[0].line, problems[0].column), (2, 3));
/// ```
pub fn check(text: &str) -> Result<Sheet, Vec<Problem>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut problems = Problems::of(text);
    guard::text(text, &mut problems);
    // What the guard refuses would only be named a second time, or be long.
    if !problems.is_empty() {
        return Err(problems.into_vec());
    }
    let rules = parse::sheet(text, &mut problems);
    guard::check_contrast(&rules, &mut problems);
    if problems.is_empty() {
        Ok(Sheet {
            rules: settle(rules),
        })
    } else {
        Err(problems.into_vec())
    }
}

impl Sheet {
    /// The sheet as it is served: minified, in the layer `classic`; empty when nothing is set.
    #[must_use]
    pub fn write(&self) -> String {
        let mut css = String::new();
        for rule in &self.rules {
            let selectors: Vec<_> = rule.selectors.iter().map(|each| each.text()).collect();
            let declarations: Vec<_> = rule.declarations.iter().map(Declaration::write).collect();
            // Writing to a `String` does not fail.
            let _ = write!(css, "{}{{{}}}", selectors.join(","), declarations.join(";"));
        }
        if css.is_empty() {
            css
        } else {
            format!("@layer classic{{{css}}}")
        }
    }
}

impl Declaration {
    fn write(&self) -> String {
        format!("{}:{}", self.property, value::write(&self.value))
    }
}

/// Takes the marks of `!important` away and keeps their effect: what bore one comes last, and holds in the states of
/// its part too, for which a rule of their own would weigh more.
fn settle(rules: Vec<Rule>) -> Vec<Rule> {
    let (mut plain, mut raised, mut raised_states) = (Vec::new(), Vec::new(), Vec::new());
    let push = |into: &mut Vec<Rule>, selectors: Vec<Selector>, declarations: &[Declaration]| {
        if !selectors.is_empty() && !declarations.is_empty() {
            into.push(Rule {
                selectors,
                declarations: declarations.to_vec(),
            });
        }
    };
    for rule in rules {
        let (important, normal): (Vec<_>, Vec<_>) = rule
            .declarations
            .into_iter()
            .partition(|each| each.important);
        let (states, bases): (Vec<_>, Vec<_>) = rule
            .selectors
            .iter()
            .copied()
            .partition(|each| each.is_state());
        push(&mut plain, rule.selectors, &normal);
        let with_states = bases.iter().flat_map(|base| [Some(*base), base.state()]);
        push(&mut raised, with_states.flatten().collect(), &important);
        push(&mut raised_states, states, &important);
    }
    plain.append(&mut raised);
    plain.append(&mut raised_states);
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(css: &str) -> String {
        let sheet = check(css).unwrap_or_else(|problems| panic!("{css}: {problems:?}"));
        let written = sheet.write();
        let inside = written
            .strip_prefix("@layer classic{")
            .and_then(|rest| rest.strip_suffix('}'));
        inside.unwrap_or(&written).to_owned()
    }

    #[test]
    fn a_sheet_is_written_from_what_was_understood() {
        for (sheet, expect) in [
            ("", ""),
            ("/* nothing */\n", ""),
            (".label-customizable {}", ""),
            (
                ".label-customizable{;;color:RED;;}",
                ".label-customizable{color:#f00}",
            ),
            (
                ".logo-customizable, .banner-customizable { max-width: 060.50% ; }",
                ".logo-customizable,.banner-customizable{max-width:60.5%}",
            ),
            (
                ".l\\61 bel-customizable{c\\6flor:\\72 ed}",
                ".label-customizable{color:#f00}",
            ),
            (
                ".submitButton-customizable:HOVER{background-color:#286090}",
                ".submitButton-customizable:hover{background-color:#286090}",
            ),
        ] {
            assert_eq!(written(sheet), expect, "{sheet}");
        }
    }

    #[test]
    fn important_keeps_its_effect_without_its_mark() {
        assert_eq!(
            written(
                ".submitButton-customizable:hover{color:red!important;width:50%}\
                 .submitButton-customizable{color:blue ! IMPORTANT;height:40px}\
                 .submitButton-customizable{color:lime}"
            ),
            ".submitButton-customizable:hover{width:50%}\
             .submitButton-customizable{height:40px}\
             .submitButton-customizable{color:#0f0}\
             .submitButton-customizable,.submitButton-customizable:hover{color:#00f}\
             .submitButton-customizable:hover{color:#f00}"
        );
    }

    #[test]
    fn the_longest_sheet_is_read_and_one_more_character_is_not() {
        let rule = ".label-customizable{color:red}\n";
        let sheet = rule.repeat(LONGEST_SHEET / rule.len());
        let sheet = format!("{sheet}{}", " ".repeat(LONGEST_SHEET - sheet.len()));
        assert!(check(&sheet).is_ok());
        let problems = check(&format!("{sheet} ")).unwrap_err();
        assert_eq!(problems.len(), 1);
        assert!(
            problems[0]
                .reason
                .starts_with("A sheet has at most 131072 characters")
        );
    }

    #[test]
    fn deep_and_wide_junk_is_refused() {
        for junk in [
            "(",
            "[",
            "{",
            "}",
            "a{",
            ".label-customizable{color:rgb(",
            "/*",
            "\\",
            "\"",
            "@",
            ";",
            "!",
        ] {
            let text = junk.repeat(LONGEST_SHEET / junk.len());
            let problems = check(&text).unwrap_err();
            assert!(problems.len() <= crate::MOST_PROBLEMS, "{junk}");
        }
    }
}
