//! A theme as the custom properties that the style sheets read.

use std::fmt::Write as _;

use crate::derive;
use crate::role::Role;
use crate::setting::{Background, Density, Mode, Radius};
use crate::side::Scheme;
use crate::theme::Theme;
use crate::tokens::COLORS;

/// What `tokens.css` exchanges where people ask for more contrast. Its rules stand in an earlier layer, so a theme that
/// sets one of these has to exchange it again.
const MORE_CONTRAST: [(Role, Role); 6] = [
    (Role::Text2, Role::Text),
    (Role::Text3, Role::Text),
    (Role::Border, Role::Edge),
    (Role::Edge, Role::Text),
    (Role::Link, Role::Text),
    (Role::Arch, Role::Page),
];

/// What it makes stronger there, on the grounds where each is read.
const STRONGER: [(Role, [Role; 3]); 3] = [
    (Role::Danger, [Role::Card, Role::Page, Role::DangerSoft]),
    (Role::Good, [Role::Card, Role::Page, Role::AccentSoft]),
    (Role::Focus, [Role::Card, Role::Page, Role::Sunken]),
];

/// The shadows of a side: of the card, the primary and the secondary button.
const fn shadows(scheme: Scheme) -> [(&'static str, &'static str); 3] {
    match scheme {
        Scheme::Light => [
            (
                "--lg-shadow-card",
                "0 1px 1px oklch(.3 .02 70/.05),0 4px 8px -2px oklch(.3 .02 70/.05),0 18px 40px -16px oklch(.3 .02 70/.16)",
            ),
            (
                "--lg-shadow-primary",
                "0 1px 2px oklch(.3 .05 165/.25),inset 0 1px 0 oklch(1 0 0/.12)",
            ),
            ("--lg-shadow-secondary", "0 1px 1px oklch(.3 .02 70/.04)"),
        ],
        Scheme::Dark => [
            (
                "--lg-shadow-card",
                "0 1px 0 oklch(1 0 0/.04) inset,0 18px 44px -14px oklch(0 0 0/.6)",
            ),
            (
                "--lg-shadow-primary",
                "0 1px 2px oklch(0 0 0/.3),inset 0 1px 0 oklch(1 0 0/.16)",
            ),
            ("--lg-shadow-secondary", "none"),
        ],
    }
}

impl Theme {
    /// The style sheet of the theme: only what differs from the default, empty for the default theme.
    ///
    /// **Shape**: one `@layer theme` that sets the custom properties of `tokens.css`, no other rule; ASCII, no `<`.
    #[must_use]
    pub fn css(&self) -> String {
        let mut root = self.measures();
        let mut dark = String::new();
        match self.mode {
            Mode::Auto => {
                for color in &COLORS {
                    let [light_same, dark_same] =
                        Scheme::ALL.map(|scheme| self.is_default(scheme, color.role));
                    if !light_same {
                        put(
                            &mut root,
                            color.property,
                            &self.value(Scheme::Light, color.role),
                        );
                    }
                    // What the root sets hides the default of the dark side too.
                    if !light_same || !dark_same {
                        put(
                            &mut dark,
                            color.property,
                            &self.value(Scheme::Dark, color.role),
                        );
                    }
                }
            }
            Mode::Light => self.fixed(&mut root, Scheme::Light),
            Mode::Dark => self.fixed(&mut root, Scheme::Dark),
        }
        let mut more = String::new();
        for (role, instead) in MORE_CONTRAST {
            let property = role.color().property;
            let set = format!("{property}:");
            if root.contains(&set) || dark.contains(&set) {
                put(&mut more, property, &variable(instead));
            }
        }
        let mut more_dark = String::new();
        let rooted = self.schemes()[0];
        for (role, backgrounds) in STRONGER {
            let property = role.color().property;
            let set = format!("{property}:");
            for (block, scheme, into) in [
                (&root, rooted, &mut more),
                (&dark, Scheme::Dark, &mut more_dark),
            ] {
                if block.contains(&set) {
                    let backgrounds = backgrounds.map(|role| self.color(scheme, role));
                    let color = derive::strengthened(self.color(scheme, role), &backgrounds);
                    put(into, property, &color.short());
                }
            }
        }
        let mut css = rule("", &root);
        css += &rule("(prefers-color-scheme:dark)", &dark);
        css += &rule("(prefers-contrast:more)", &more);
        css += &rule(
            "(prefers-contrast:more) and (prefers-color-scheme:dark)",
            &more_dark,
        );
        if css.is_empty() {
            css
        } else {
            format!("@layer theme{{{css}}}")
        }
    }

    /// Everything of one side, because the device may ask for the other.
    fn fixed(&self, root: &mut String, scheme: Scheme) {
        put(root, "color-scheme", scheme.name());
        for color in &COLORS {
            put(root, color.property, &self.value(scheme, color.role));
        }
        for (property, value) in shadows(scheme) {
            put(root, property, value);
        }
    }

    fn is_default(&self, scheme: Scheme, role: Role) -> bool {
        let plain = role == Role::Arch && self.background == Background::Plain;
        !plain && self.color(scheme, role) == scheme.default_of(role)
    }

    fn value(&self, scheme: Scheme, role: Role) -> String {
        if role == Role::Arch && self.background == Background::Plain {
            variable(Role::Page)
        } else {
            self.color(scheme, role).short()
        }
    }

    /// The measures that differ from the default.
    fn measures(&self) -> String {
        let mut out = String::new();
        if let Some(stack) = self.font.stack() {
            put(&mut out, "--lg-font", stack);
        }
        let properties = ["--lg-radius-control", "--lg-radius-card"];
        let radius = self.radius.measures();
        let normal = Radius::default().measures();
        for ((property, px), normal) in properties.into_iter().zip(radius).zip(normal) {
            if px != normal {
                put(&mut out, property, &format!("{px}px"));
            }
        }
        let normal = Density::default().measures();
        for ((property, measure), (_, normal)) in self.density.measures().into_iter().zip(normal) {
            if measure != normal {
                put(&mut out, property, measure);
            }
        }
        out
    }
}

fn variable(role: Role) -> String {
    format!("var({})", role.color().property)
}

/// Adds a declaration, parted from the one before it.
fn put(block: &mut String, property: &str, value: &str) {
    if !block.is_empty() {
        block.push(';');
    }
    // Writing to a `String` does not fail.
    let _ = write!(block, "{property}:{value}");
}

fn rule(media: &str, block: &str) -> String {
    match (media, block) {
        (_, "") => String::new(),
        ("", _) => format!(":root{{{block}}}"),
        (_, _) => format!("@media{media}{{:root{{{block}}}}}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(document: &str, css: &str) {
        let (theme, problems) = Theme::read(document);
        assert_eq!(problems, [], "{document}");
        assert_eq!(theme.css(), css, "{document}");
    }

    #[test]
    fn the_default_theme_needs_nothing() {
        check("{}", "");
        check(
            r#"{"radius": 11, "density": "regular", "layout": "split"}"#,
            "",
        );
        check(r#"{"light": {"page": "oklch(0.972 0.006 85)"}}"#, "");
    }

    #[test]
    fn a_side_that_is_missing_takes_its_default_and_not_the_other_side() {
        check(
            r##"{"light": {"sunken": "#f0f0ff", "card": "white"}}"##,
            "@layer theme{:root{--lg-sunken:#f0f0ff}\
             @media(prefers-color-scheme:dark){:root{--lg-sunken:oklch(.185 .006 75)}}}",
        );
        check(
            r#"{"dark": {"page": "black"}}"#,
            "@layer theme{@media(prefers-color-scheme:dark){:root{--lg-page:#000}}}",
        );
        check(
            r#"{"light": {"page": "black"}, "dark": {"page": "black"}}"#,
            "@layer theme{:root{--lg-page:#000}@media(prefers-color-scheme:dark){:root{--lg-page:#000}}}",
        );
    }

    #[test]
    fn measures_expand_to_properties() {
        check(
            r#"{"radius": "full", "density": "compact", "font": "mono"}"#,
            "@layer theme{:root{--lg-font:var(--lg-font-mono);--lg-radius-control:29px;--lg-radius-card:32px;\
             --lg-control:2.5rem;--lg-gap-label:4px;--lg-gap-field:14px;--lg-gap-block:18px;--lg-gap-brand:20px;--lg-pad-card:28px}}",
        );
    }

    /// The theme's layer comes after that of the rules for more contrast: it would take them back.
    #[test]
    fn who_asks_for_more_contrast_still_gets_it() {
        let (theme, _) = Theme::read(r#"{"light": {"link": "blue"}}"#);
        let css = theme.css();
        let more = "@media(prefers-contrast:more){:root{--lg-link:var(--lg-ink)}}}";
        assert!(css.ends_with(more), "{css}");
        let sheet = include_str!("../../style/tokens.css");
        let mut blocks = sheet.split("@media (prefers-contrast: more)").skip(1);
        let block = blocks.next().unwrap();
        assert_eq!(block.matches("--lg-").count(), 2 * MORE_CONTRAST.len());
        for (role, instead) in MORE_CONTRAST {
            let line = format!("{}: {};", role.color().property, variable(instead));
            assert!(block.contains(&line), "{line}");
        }
        let rest: String = blocks.collect();
        let rest = rest.split_once("@media").unwrap().0;
        for line in rest.lines().filter(|line| line.contains("--lg-")) {
            let is_stronger = STRONGER
                .iter()
                .any(|(role, _)| line.contains(&format!("{}:", role.color().property)));
            assert!(is_stronger, "{line}");
        }
    }

    #[test]
    fn a_colour_that_the_theme_sets_is_made_stronger() {
        let (theme, _) =
            Theme::read(r##"{"light": {"danger": "#c4392b"}, "dark": {"focus": "#777"}}"##);
        let css = theme.css();
        let (before, more) = css
            .split_once("@media(prefers-contrast:more){:root{")
            .unwrap();
        assert!(before.contains("--lg-danger:#c4392b"), "{css}");
        let (light, dark) = more
            .split_once("@media(prefers-contrast:more) and (prefers-color-scheme:dark)")
            .unwrap();
        let danger = light
            .split_once("--lg-danger:")
            .unwrap()
            .1
            .split_once([';', '}'])
            .unwrap()
            .0;
        let danger = crate::Oklch::parse(danger).unwrap();
        assert!(
            danger.contrast(theme.color(Scheme::Light, Role::DangerSoft)) >= 7.0,
            "{css}"
        );
        assert!(
            dark.contains("--lg-focus:oklch(") && !light.contains("focus"),
            "{css}"
        );
    }

    #[test]
    fn a_plain_background_takes_the_arcade_away_on_both_sides() {
        check(
            r#"{"background": "plain", "light": {"arch": "red"}}"#,
            "@layer theme{:root{--lg-arch:var(--lg-page)}@media(prefers-color-scheme:dark){:root{--lg-arch:var(--lg-page)}}\
             @media(prefers-contrast:more){:root{--lg-arch:var(--lg-page)}}}",
        );
    }

    #[test]
    fn a_fixed_mode_sets_everything_that_the_device_might_change() {
        let sheet = include_str!("../../style/tokens.css");
        let dark = sheet.split_once("prefers-color-scheme: dark").unwrap().1;
        let dark = dark.split_once("@media").unwrap().0;
        let count = dark.matches("--lg-").count();
        for (document, start) in [
            (
                r#"{"mode": "light"}"#,
                "@layer theme{:root{color-scheme:light;--lg-page:oklch(.972 .006 85);",
            ),
            (
                r#"{"mode": "dark"}"#,
                "@layer theme{:root{color-scheme:dark;--lg-page:oklch(.172 .006 75);",
            ),
        ] {
            let css = Theme::read(document).0.css();
            assert!(css.starts_with(start), "{css}");
            assert!(!css.contains("prefers-color-scheme"), "{css}");
            let root = css.split_once("@media").unwrap().0;
            assert_eq!(root.matches("--lg-").count(), count);
        }
    }

    #[test]
    fn the_shadows_are_those_of_the_style_sheet() {
        let squeeze = |text: &str| -> String {
            let text = text
                .replace("0.", ".")
                .replace(" / ", "/")
                .replace(", ", ",");
            text.replace(": ", ":")
        };
        let sheet = squeeze(include_str!("../../style/tokens.css"));
        let (light, dark) = sheet.split_once("@media").unwrap();
        for (scheme, part) in [(Scheme::Light, light), (Scheme::Dark, dark)] {
            for (property, value) in shadows(scheme) {
                let line = format!("{property}:{value};");
                assert!(part.contains(&line), "{line}");
            }
        }
    }
}
