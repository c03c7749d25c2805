//! The selectors that a classic sheet may use.

use cssparser::{Parser, Token};

use super::fault::Fault;
use crate::problem::quoted;

/// Every selector.
///
/// **Source**: Amazon Cognito developer guide, "Customizing hosted UI (classic) branding".
const SELECTORS: [&str; 18] = [
    ".logo-customizable",
    ".banner-customizable",
    ".label-customizable",
    ".textDescription-customizable",
    ".idpDescription-customizable",
    ".legalText-customizable",
    ".submitButton-customizable",
    ".submitButton-customizable:hover",
    ".errorMessage-customizable",
    ".inputField-customizable",
    ".inputField-customizable:focus",
    ".idpButton-customizable",
    ".idpButton-customizable:hover",
    ".socialButton-customizable",
    ".redirect-customizable",
    ".passwordCheck-notValid-customizable",
    ".passwordCheck-valid-customizable",
    ".background-customizable",
];

/// One of [`SELECTORS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Selector(usize);

/// What a text stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Background {
    /// The card, which is white while the sheet does not colour it.
    Card,
    /// White of its own, or nearly.
    White,
    /// The button's own colour, which is the brand's.
    Button,
}

impl Selector {
    pub(super) fn all() -> impl Iterator<Item = Self> {
        (0..SELECTORS.len()).map(Self)
    }

    pub(super) fn text(self) -> &'static str {
        SELECTORS[self.0]
    }

    pub(super) fn from_name(text: &str) -> Option<Self> {
        SELECTORS.iter().position(|each| *each == text).map(Self)
    }

    pub(super) fn is_state(self) -> bool {
        self.text().contains(':')
    }

    /// The selector of the part without its state.
    pub(super) fn base(self) -> Self {
        let class = self.text().split(':').next().unwrap_or_default();
        Self::from_name(class).unwrap_or(self)
    }

    /// The selector of the part's state, if it has one.
    pub(super) fn state(self) -> Option<Self> {
        Self::all().find(|each| *each != self && each.base() == self)
    }

    /// The one state in which an input shows that it has the focus.
    pub(super) fn is_focus(self) -> bool {
        self.text().ends_with(":focus")
    }

    /// The part in which all others stand.
    pub(super) fn holds_the_form(self) -> bool {
        self.text() == ".background-customizable"
    }

    /// What the text of the part stands on while the sheet does not say.
    pub(super) fn background(self) -> Background {
        let class = self.text().split(['.', '-']).nth(1).unwrap_or_default();
        match class {
            "submitButton" | "idpButton" | "socialButton" => Background::Button,
            "errorMessage" | "inputField" => Background::White,
            _ => Background::Card,
        }
    }

    /// Without the way to another page people still get on; the other parts they need.
    pub(super) fn may_be_hidden(self) -> bool {
        self.text() == ".redirect-customizable"
    }
}

/// Reads what stands before a block: selectors with commas between them.
pub(super) fn list(input: &mut Parser<'_>) -> Result<Vec<Selector>, Fault> {
    let mut selectors = Vec::new();
    loop {
        input.skip_whitespace();
        let at = input.position().byte_index();
        let text = one(input);
        match Selector::from_name(&text) {
            Some(selector) if !selectors.contains(&selector) => selectors.push(selector),
            Some(_) => {}
            None => return Err(Fault::new(at, refusal(&text))),
        }
        match input.next() {
            Err(_) => return Ok(selectors),
            Ok(Token::Comma) => {}
            Ok(_) => return Err(Fault::new(at, refusal(&text))),
        }
    }
}

/// The next selector as one text, up to a comma. White space matters here: with it two selectors are combined.
fn one(input: &mut Parser<'_>) -> String {
    let mut text = String::new();
    loop {
        let before = input.state();
        match input.next_including_whitespace() {
            Ok(Token::Comma) | Err(_) => {
                input.reset(&before);
                return text.trim_end().to_owned();
            }
            Ok(Token::Delim(letter)) => text.push(*letter),
            Ok(Token::Colon) => text.push(':'),
            Ok(Token::WhiteSpace(_)) => text.push(' '),
            // The name of a state has no case; that of a class has.
            Ok(Token::Ident(name)) if text.ends_with(':') => {
                text.push_str(&name.to_ascii_lowercase())
            }
            Ok(Token::Ident(name)) => text.push_str(name),
            // It is none of ours any more; which one it might have been no longer matters.
            Ok(_) => text.push('\u{fffd}'),
        }
    }
}

fn refusal(text: &str) -> String {
    if text.is_empty() {
        return "A selector is missing here. Write one of the classes of the classic pages."
            .to_owned();
    }
    let class = text.split([' ', ':', '>', '+', '~']);
    let ours = class
        .map(str::trim)
        .any(|part| Selector::from_name(part).is_some());
    let advice = if ours {
        "Use each class on its own, with no other state than :hover and :focus where they are documented."
    } else {
        "Only the classes of the classic pages can be styled, such as .submitButton-customizable."
    };
    format!("The selector {} is not allowed. {advice}", quoted(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) -> Option<Vec<&'static str>> {
        let selectors = list(&mut Parser::new(text)).ok()?;
        Some(selectors.into_iter().map(Selector::text).collect())
    }

    #[test]
    fn every_selector_is_read_alone_and_in_groups() {
        for selector in Selector::all() {
            assert_eq!(check(selector.text()), Some(vec![selector.text()]));
        }
        assert_eq!(check(&SELECTORS.join(" ,\n")), Some(SELECTORS.to_vec()));
        assert_eq!(
            check(".redirect-customizable/**/, .redirect-customizable"),
            Some(vec![".redirect-customizable"])
        );
    }

    #[test]
    fn nothing_else_is() {
        for text in [
            "",
            "*",
            "body",
            "label",
            "#app",
            ".lg-card",
            ".label-customizable,",
            ",.label-customizable",
            ". label-customizable",
            "p.label-customizable",
            ".label-customizable p",
            ".label-customizable .logo-customizable",
            ".label-customizable.logo-customizable",
            ".label-customizable > *",
            ".label-customizable:hover",
            ".label-customizable::before",
            ".inputField-customizable:hover",
            ".inputField-customizable:focus:hover",
            ".inputField-customizable :focus",
            ".LABEL-customizable",
            ".label-customizable[a]",
            ".label-customizable:not(.x)",
            "&",
        ] {
            assert_eq!(check(text), None, "{text}");
        }
    }

    #[test]
    fn states_know_their_parts() {
        let states: Vec<_> = Selector::all().filter(|each| each.is_state()).collect();
        assert_eq!(states.len(), 3);
        for state in states {
            assert_eq!(state.base().state(), Some(state));
        }
    }
}
