//! From text to rules. Every fault is noted and reading goes on behind it, so that one answer names them all.

use cssparser::{Delimiter, ParseError, ParseErrorKind, Parser, Token};

use super::fault::Fault;
use super::selector::{self, Selector};
use super::table::Property;
use super::{Declaration, Rule, value};
use crate::problem::{Problems, quoted};

/// Runs a reader of ours within the bounds that the parser was given.
fn within<T>(read: Result<T, Fault>) -> Result<T, ParseError<Fault>> {
    read.map_err(ParseError::custom)
}

/// Our own fault, or the parser's: something stands where nothing was expected.
fn fault(error: ParseError<Fault>, at: usize) -> Fault {
    match error.kind {
        ParseErrorKind::Custom(fault) => fault,
        ParseErrorKind::Basic(_) => {
            Fault::new(at, "This cannot be read as CSS. Remove or correct it.")
        }
    }
}

pub(super) fn sheet(text: &str, problems: &mut Problems<'_>) -> Vec<Rule> {
    let mut input = Parser::new(text);
    let mut rules = Vec::new();
    while !input.is_exhausted() && !problems.full() {
        input.skip_whitespace();
        let at = input.position().byte_index();
        let start = input.state();
        if let Ok(Token::AtKeyword(name)) = input.next() {
            let path = format!("@{}", name.chars().take(40).collect::<String>());
            let reason = format!(
                "{} is not allowed: a sheet holds only rules for the classes of the classic pages. Remove it.",
                quoted(&path)
            );
            problems.error(at, &path, reason);
            let ends = Delimiter::Semicolon | Delimiter::CurlyBracketBlock;
            let skipped: Result<(), ParseError<Fault>> = input.parse_until_after(ends, drain);
            debug_assert!(skipped.is_ok(), "draining takes everything");
            continue;
        }
        input.reset(&start);
        let read = input.parse_until_before(Delimiter::CurlyBracketBlock, |prelude| {
            within(selector::list(prelude))
        });
        let selectors = read.unwrap_or_else(|error| {
            let fault = fault(error, at);
            problems.error(fault.at, "", fault.reason);
            Vec::new()
        });
        if input.expect_curly_bracket_block().is_err() {
            problems.error(
                at,
                "",
                "A block with { and } must follow here. Complete the rule.",
            );
            break;
        }
        let opened = input.position().byte_index();
        let mut declarations = Vec::new();
        let block = input.parse_nested_block(|block| {
            declarations = body(block, &selectors, problems);
            Ok::<_, ParseError<Fault>>(())
        });
        let closed = text
            .as_bytes()
            .get(input.position().byte_index().wrapping_sub(1))
            == Some(&b'}');
        if block.is_err() || !closed {
            problems.error(
                opened.saturating_sub(1),
                "",
                "This block is not closed. Add the missing }.",
            );
        }
        if !selectors.is_empty() && !declarations.is_empty() {
            rules.push(Rule {
                selectors,
                declarations,
            });
        }
    }
    rules
}

/// The declarations of a block.
fn body(
    input: &mut Parser<'_>,
    selectors: &[Selector],
    problems: &mut Problems<'_>,
) -> Vec<Declaration> {
    let mut declarations = Vec::new();
    while !input.is_exhausted() && !problems.full() {
        input.skip_whitespace();
        let at = input.position().byte_index();
        let name = match input.next() {
            Ok(Token::Semicolon) => continue,
            Ok(Token::Ident(name)) => Some(name.to_ascii_lowercase()),
            Ok(_) | Err(_) => None,
        };
        let path = [selectors.first().map(|each| each.text()), name.as_deref()];
        let path: Vec<_> = path.into_iter().flatten().collect();
        let path: String = path.join(" ").chars().take(80).collect();
        let read = input.parse_until_after(Delimiter::Semicolon, |rest| {
            within(declaration(rest, name.as_deref(), at, selectors))
        });
        match read {
            Ok(declaration) => declarations.push(declaration),
            Err(error) => {
                let fault = fault(error, at);
                problems.error(fault.at, &path, fault.reason);
            }
        }
    }
    // What is left after too many problems is not read; the parser wants it gone all the same.
    while input.next().is_ok() {}
    declarations
}

fn declaration(
    input: &mut Parser<'_>,
    name: Option<&str>,
    at: usize,
    selectors: &[Selector],
) -> Result<Declaration, Fault> {
    let Some(name) = name else {
        return Err(Fault::new(
            at,
            "A property was expected here. Write `property: value;`, and no rule within a rule.",
        ));
    };
    let property = Property::from_name(name).map_err(|reason| Fault::new(at, reason))?;
    if input.expect_colon().is_err() {
        let reason = format!("A colon is missing after {}.", quoted(name));
        return Err(Fault::new(at, reason));
    }
    input.skip_whitespace();
    let value_at = input.position().byte_index();
    let (mut parts, important) = value::parts(input)?;
    property
        .check(&mut parts, selectors)
        .map_err(|reason| Fault::new(value_at, reason))?;
    Ok(Declaration {
        property: property.name,
        value: parts,
        important,
        at,
    })
}

fn drain(input: &mut Parser<'_>) -> Result<(), ParseError<Fault>> {
    while input.next().is_ok() {}
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::{css::check, problem};

    /// What is wrong with a sheet: line, column, path, a part of the reason.
    fn refuses(css: &str, expect: &[(u32, u32, &str, &str)]) {
        problem::compare(&check(css).expect_err(css), expect);
    }

    #[test]
    fn every_fault_is_named_at_its_place() {
        refuses(
            "@import 'x';\n.label-customizable {\n  colour: red;\n  color: rad;\n  color red;\n  color: red blue\n}\n.x { color: red }\n@media print { .label-customizable { color: red } }\n.label-customizable",
            &[
                (1, 1, "@import", "“@import” is not allowed"),
                (3, 3, ".label-customizable colour", "“colour” is not"),
                (4, 10, ".label-customizable color", "“rad”"),
                (5, 3, ".label-customizable color", "A colon is missing"),
                (6, 10, ".label-customizable color", "one colour"),
                (8, 1, "", "“.x” is not allowed"),
                (9, 1, "@media", "“@media” is not allowed"),
                (10, 1, "", "A block with { and } must follow"),
            ],
        );
    }

    #[test]
    fn what_is_left_open_is_refused() {
        refuses(
            ".label-customizable{color:red",
            &[(1, 20, "", "not closed")],
        );
        refuses(".label-customizable{", &[(1, 20, "", "not closed")]);
        refuses(
            ".label-customizable{color:red;.logo-customizable{color:red}}",
            &[(1, 31, ".label-customizable", "A property was expected")],
        );
        refuses("}", &[(1, 1, "", "selector"), (1, 1, "", "A block")]);
    }
}
