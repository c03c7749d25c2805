//! The colours that a theme sets: what each is called, what it colours, and where it starts.

use crate::oklch::Oklch;
use crate::role::Role;

/// One colour of a theme's side, as the studio shows it and the document names it.
///
/// **Shape**: an opaque colour in any CSS Color 4 syntax. A side that does not set it takes that side's default, unless
/// the side sets one of `from`: then it is derived from those in OKLCH.
#[derive(Debug, Clone, Copy)]
pub struct Color {
    /// What it is for.
    pub role: Role,
    /// Its key in `light` and `dark`.
    pub name: &'static str,
    /// Its custom property in `style/tokens.css`.
    pub property: &'static str,
    /// What it colours.
    pub about: &'static str,
    /// The default of the light side.
    pub light: Oklch,
    /// The default of the dark side.
    pub dark: Oklch,
    /// The colours that it follows while it is not set itself.
    pub from: &'static [Role],
}

const fn row(
    role: Role,
    names: [&'static str; 3],
    light: Oklch,
    dark: Oklch,
    from: &'static [Role],
) -> Color {
    let [name, property, about] = names;
    Color {
        role,
        name,
        property,
        about,
        light,
        dark,
        from,
    }
}

/// Lightness and chroma in ten-thousandths, hue in degrees.
const fn lch(lightness: u32, chroma: u32, hue: u32) -> Oklch {
    Oklch::steps(lightness * 10, chroma * 10, hue * 1000)
}

/// Every colour, in the order of [`Role`].
pub const COLORS: [Color; 19] = [
    row(
        Role::Page,
        [
            "page",
            "--lg-page",
            "The ground of the page, behind the card; on a phone the whole page.",
        ],
        lch(9720, 60, 85),
        lch(1720, 60, 75),
        &[],
    ),
    row(
        Role::Card,
        [
            "card",
            "--lg-card",
            "The card, the fields and the secondary buttons on it.",
        ],
        lch(10_000, 0, 0),
        lch(2130, 70, 75),
        &[],
    ),
    row(
        Role::Sunken,
        [
            "sunken",
            "--lg-sunken",
            "The account's pill, and a secondary button under the pointer.",
        ],
        lch(9620, 60, 85),
        lch(1850, 60, 75),
        &[],
    ),
    row(
        Role::Text,
        ["ink", "--lg-ink", "Headings, labels, and what people type."],
        lch(2350, 120, 70),
        lch(9450, 60, 85),
        &[],
    ),
    row(
        Role::Text2,
        [
            "ink-2",
            "--lg-ink-2",
            "The line below a heading, hints, password rules.",
        ],
        lch(4600, 140, 70),
        lch(7450, 100, 80),
        &[],
    ),
    row(
        Role::Text3,
        [
            "ink-3",
            "--lg-ink-3",
            "Small print: the footer, and the number to tell support.",
        ],
        lch(5100, 140, 70),
        lch(6800, 100, 80),
        &[],
    ),
    row(
        Role::Border,
        [
            "line",
            "--lg-line",
            "The hairline around the card and the secondary buttons.",
        ],
        lch(9050, 80, 85),
        lch(3100, 80, 75),
        &[],
    ),
    row(
        Role::Edge,
        ["edge", "--lg-edge", "The edge of a field."],
        lch(6250, 120, 80),
        lch(5600, 100, 75),
        &[],
    ),
    row(
        Role::Accent,
        [
            "accent",
            "--lg-accent",
            "The primary button: the brand's colour.",
        ],
        lch(4300, 770, 165),
        lch(8100, 950, 165),
        &[],
    ),
    row(
        Role::AccentHover,
        [
            "accent-hover",
            "--lg-accent-hover",
            "The primary button under the pointer.",
        ],
        lch(3850, 720, 165),
        lch(8500, 950, 165),
        &[Role::Accent, Role::OnAccent],
    ),
    row(
        Role::AccentPress,
        [
            "accent-press",
            "--lg-accent-press",
            "The primary button while it is pressed.",
        ],
        lch(3450, 660, 165),
        lch(7600, 950, 165),
        &[Role::Accent, Role::OnAccent],
    ),
    row(
        Role::OnAccent,
        ["on-accent", "--lg-on-accent", "Text on the primary button."],
        lch(9900, 60, 165),
        lch(2000, 350, 165),
        &[Role::Accent, Role::AccentHover, Role::AccentPress],
    ),
    row(
        Role::AccentSoft,
        [
            "accent-soft",
            "--lg-accent-soft",
            "The ground of good news, of an account's initial and of a filled-in field.",
        ],
        lch(9550, 220, 165),
        lch(2750, 300, 165),
        &[Role::Accent, Role::Card],
    ),
    row(
        Role::Link,
        ["link", "--lg-link", "Links, and an account's initial."],
        lch(4100, 770, 165),
        lch(8300, 900, 165),
        &[Role::Accent],
    ),
    row(
        Role::Danger,
        [
            "danger",
            "--lg-danger",
            "Error texts, and the edge of a field that is wrong.",
        ],
        lch(5050, 1750, 27),
        lch(7750, 1250, 25),
        &[],
    ),
    row(
        Role::DangerSoft,
        [
            "danger-soft",
            "--lg-danger-soft",
            "The ground of the alert above a form.",
        ],
        lch(9670, 180, 27),
        lch(2650, 450, 25),
        &[Role::Danger, Role::Card],
    ),
    row(
        Role::Good,
        [
            "good",
            "--lg-good",
            "Good news, and the tick of a password rule that is met.",
        ],
        lch(4500, 1000, 155),
        lch(8000, 1200, 155),
        &[],
    ),
    row(
        Role::Focus,
        [
            "focus",
            "--lg-focus",
            "The ring around what the keyboard is on.",
        ],
        lch(5400, 1200, 210),
        lch(8000, 1100, 210),
        &[],
    ),
    row(
        Role::Arch,
        [
            "arch",
            "--lg-arch",
            "The arcade behind the page; unseen while the background is plain.",
        ],
        lch(9450, 120, 82),
        lch(1950, 70, 75),
        &[],
    ),
];

impl Role {
    /// Its row of [`COLORS`].
    #[must_use]
    pub fn color(self) -> &'static Color {
        &COLORS[self as usize]
    }

    /// The role of this name, if there is one.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        COLORS
            .iter()
            .find(|color| color.name == name)
            .map(|color| color.role)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::side::Scheme;

    #[test]
    fn each_row_stands_at_the_place_of_its_role() {
        for (place, color) in COLORS.iter().enumerate() {
            assert_eq!(color.role as usize, place, "{}", color.name);
            assert_eq!(color.property, format!("--lg-{}", color.name));
            assert_eq!(Role::from_name(color.name), Some(color.role));
            assert!(color.about.ends_with('.'), "{}", color.name);
        }
        assert_eq!(Role::from_name("--lg-page"), None);
    }

    /// `tokens.css` is what pages without a theme show: the table must say the same.
    #[test]
    fn the_defaults_are_those_of_the_style_sheet() {
        let sheet = include_str!("../../style/tokens.css");
        let (light, rest) = sheet
            .split_once("@media (prefers-color-scheme: dark)")
            .unwrap();
        let dark = rest.split_once("@media").unwrap().0;
        for color in &COLORS {
            for (scheme, part) in [(Scheme::Light, light), (Scheme::Dark, dark)] {
                let line = format!("{}: {};", color.property, scheme.default_of(color.role));
                assert!(part.contains(&line), "{scheme:?}: no {line}");
            }
        }
        let colors = light.matches(": oklch(").count();
        assert_eq!(
            colors,
            COLORS.len(),
            "a colour of tokens.css is not in the table"
        );
    }
}
