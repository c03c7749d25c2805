//! Which colours meet on the pages, and whether people can tell them apart.

use crate::role::Role;
use crate::setting::Background;
use crate::side::Scheme;
use crate::theme::Theme;

/// WCAG 2.2, 1.4.3: text.
const TEXT: f64 = 4.5;
/// WCAG 2.2, 1.4.11: what shows that there is a control, its state, or the focus.
const PART: f64 = 3.0;

/// Two colours that meet on a page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pair {
    /// The text or the line.
    pub fore: Role,
    /// The role of its background.
    pub back: Role,
    /// The side where they meet.
    pub scheme: Scheme,
    /// Their contrast ratio, from 1 to 21.
    pub ratio: f64,
    /// The least that people need.
    pub needed: f64,
}

impl Pair {
    /// Whether the ratio is enough.
    #[must_use]
    pub fn passes(&self) -> bool {
        self.ratio >= self.needed
    }
}

/// What the style sheets draw on what. A phone shows no card: its texts and fields are on the page's own background.
const MEETINGS: &[(Role, &[Role], f64)] = &[
    (
        Role::Text,
        &[Role::Card, Role::Page, Role::Sunken, Role::AccentSoft],
        TEXT,
    ),
    (Role::Text2, &[Role::Card, Role::Page, Role::Sunken], TEXT),
    (Role::Text3, &[Role::Card, Role::Page], TEXT),
    (
        Role::Link,
        &[Role::Card, Role::Page, Role::AccentSoft],
        TEXT,
    ),
    (
        Role::OnAccent,
        &[Role::Accent, Role::AccentHover, Role::AccentPress],
        TEXT,
    ),
    (
        Role::Danger,
        &[Role::Card, Role::Page, Role::DangerSoft],
        TEXT,
    ),
    (Role::Good, &[Role::AccentSoft], TEXT),
    (Role::Good, &[Role::Card, Role::Page], PART),
    (Role::Edge, &[Role::Card, Role::Page], PART),
    (Role::Focus, &[Role::Card, Role::Page], PART),
];

/// What may lie over the arcade: the footer, and on a low window of a phone the whole form.
const OVER_THE_ARCADE: [Role; 5] = [
    Role::Text,
    Role::Text2,
    Role::Text3,
    Role::Link,
    Role::Danger,
];

/// Measures every pair of colours that meets on a page, on each side that the theme shows.
///
/// **Shape**: side by side in the order of [`Theme::schemes`]; the arcade's pairs only while it is drawn.
/// **Source**: WCAG 2.2, 1.4.3 and 1.4.11.
#[must_use]
pub fn contrast(theme: &Theme) -> Vec<Pair> {
    let meetings = MEETINGS
        .iter()
        .flat_map(|(fore, backs, needed)| backs.iter().map(|back| (*fore, *back, *needed)));
    let arcade = OVER_THE_ARCADE.map(|fore| (fore, Role::Arch, TEXT));
    let over_the_arcade = match theme.background {
        Background::Arcade => &arcade[..],
        Background::Plain => &[],
    };
    let meetings: Vec<_> = meetings.chain(over_the_arcade.iter().copied()).collect();
    let each = |scheme: Scheme| {
        let measured = meetings.iter().map(move |&(fore, back, needed)| Pair {
            fore,
            back,
            scheme,
            ratio: theme
                .color(scheme, fore)
                .contrast(theme.color(scheme, back)),
            needed,
        });
        measured.collect::<Vec<_>>()
    };
    theme.schemes().iter().copied().flat_map(each).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oklch::Oklch;
    use crate::setting::Mode;

    fn failing(theme: &Theme) -> Vec<Pair> {
        let pairs = contrast(theme).into_iter();
        pairs.filter(|pair| !pair.passes()).collect()
    }

    #[test]
    fn the_default_theme_passes() {
        assert_eq!(failing(&Theme::default()), []);
        assert_eq!(contrast(&Theme::default()).len(), 2 * 30);
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        let mut theme = Theme::default();
        theme.light.set(Role::Link, Oklch::parse("#eee").ok());
        let pairs: Vec<_> = failing(&theme)
            .into_iter()
            .map(|pair| (pair.scheme, pair.fore, pair.back, pair.needed))
            .collect();
        let backgrounds = [Role::Card, Role::Page, Role::AccentSoft, Role::Arch];
        assert_eq!(
            pairs,
            backgrounds.map(|back| (Scheme::Light, Role::Link, back, TEXT))
        );
        assert!(failing(&theme).iter().all(|pair| pair.ratio < 1.3));
    }

    #[test]
    fn only_what_is_shown_is_measured() {
        let mut theme = Theme {
            mode: Mode::Dark,
            background: Background::Plain,
            ..Theme::default()
        };
        theme.light.set(Role::Text, Oklch::parse("white").ok());
        let pairs = contrast(&theme);
        assert!(pairs.iter().all(|pair| pair.scheme == Scheme::Dark));
        assert!(pairs.iter().all(|pair| pair.back != Role::Arch));
        assert_eq!(failing(&theme), []);
    }
}
