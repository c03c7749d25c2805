//! Small questions about style sheets.

use crate::token::Token;
use theme::{Mode, Scheme, Theme};

/// The theme as people see it who ask for `scheme`, whatever this device asks for.
pub fn forced(theme: &Theme, scheme: Scheme) -> Theme {
    let scheme_mode = match scheme {
        Scheme::Light => Mode::Light,
        Scheme::Dark => Mode::Dark,
    };
    let mode = match theme.mode {
        Mode::Auto => scheme_mode,
        fixed @ (Mode::Light | Mode::Dark) => fixed,
    };
    Theme {
        mode,
        ..theme.clone()
    }
}

/// The rules of a layer that hold on every device, without the layer.
pub fn unlayered(css: &str, layer: &str) -> String {
    let inside = css
        .strip_prefix("@layer ")
        .and_then(|css| {
            css.strip_prefix(layer)?
                .strip_prefix('{')?
                .strip_suffix('}')
        })
        .unwrap_or_default();
    inside.split("@media").next().unwrap_or_default().to_owned()
}

/// Adds the tokens that declarations read.
pub fn read(declarations: &str, tokens: &mut Vec<Token>) {
    for part in declarations.split("var(").skip(1) {
        let property = part.split([',', ')']).next().unwrap_or_default().trim();
        if let Some(token) = Token::of_property(property)
            && !tokens.contains(&token)
        {
            tokens.push(token);
        }
    }
}

/// Where a line begins and ends, in UTF-16 code units.
pub fn span(text: &str, line: u32) -> (u32, u32) {
    let units = |text: &str| u32::try_from(text.encode_utf16().count()).unwrap_or(u32::MAX);
    let mut from = 0;
    for (number, words) in text.split('\n').enumerate() {
        let to = from + units(words);
        if number + 1 >= line as usize {
            return (from, to);
        }
        from = to + 1;
    }
    (from, from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use theme::Role;

    #[test]
    fn a_side_is_shown_whatever_the_device_asks_for() {
        let theme = Theme::default();
        let dark = forced(&theme, Scheme::Dark).css();
        assert!(dark.contains("color-scheme:dark"));
        let fixed = Theme {
            mode: Mode::Light,
            ..theme
        };
        assert_eq!(forced(&fixed, Scheme::Dark).mode, Mode::Light);
    }

    #[test]
    fn a_layer_is_taken_off_with_what_only_some_devices_see() {
        assert_eq!(
            unlayered("@layer theme{:root{--a:b}@media(x){:root{--a:c}}}", "theme"),
            ":root{--a:b}"
        );
        assert_eq!(unlayered("", "theme"), "");
    }

    #[test]
    fn each_token_is_named_once() {
        let mut tokens = Vec::new();
        read(
            "color: var(--lg-ink); border: 1px solid var( --lg-edge, red); padding: var(--lg-pad-card) var(--lg-pad-card); --x: var(--lg-motion)",
            &mut tokens,
        );
        assert_eq!(
            tokens,
            [
                Token::Color(Role::Text),
                Token::Color(Role::Edge),
                Token::Setting("density")
            ]
        );
    }

    #[test]
    fn a_line_is_found_as_browsers_count() {
        let text = "a\n𝄞b\n\nlast";
        assert_eq!(span(text, 1), (0, 1));
        assert_eq!(span(text, 2), (2, 5));
        assert_eq!(span(text, 3), (6, 6));
        assert_eq!(span(text, 4), (7, 11));
    }
}
