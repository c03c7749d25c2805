//! Colours that follow others while they are not set: enough to make a whole side of one brand colour.

use crate::oklch::Oklch;
use crate::role::Role;
use crate::side::{Scheme, Side};

/// What WCAG 2.2 (1.4.3) asks of text.
const TEXT: f64 = 4.5;
/// The contrast of text for people who need more (1.4.6).
const MORE: f64 = 7.0;

/// The colour that a side shows for a role.
pub(crate) fn color(side: &Side, scheme: Scheme, role: Role) -> Oklch {
    if let Some(set) = side.get(role) {
        return set;
    }
    // Saying the default changes nothing: only what differs is followed.
    let follows = |from: &Role| {
        let set = side.get(*from);
        set.is_some_and(|color| color != scheme.default_of(*from))
    };
    if !role.color().from.iter().any(follows) {
        return scheme.default_of(role);
    }
    let at = |role| color(side, scheme, role);
    match role {
        Role::OnAccent => on_accent(side, scheme),
        Role::AccentHover => away(at(Role::Accent), at(Role::OnAccent), 0.045),
        Role::AccentPress => pressed(at(Role::Accent), at(Role::OnAccent)),
        Role::AccentSoft => {
            let tints = [[-0.045, 0.286, 0.022], [0.062, 0.316, 0.03]];
            soft(at(Role::Accent), at(Role::Card), tints)
        }
        Role::DangerSoft => {
            let tints = [[-0.033, 0.103, 0.018], [0.052, 0.36, 0.045]];
            soft(at(Role::Danger), at(Role::Card), tints)
        }
        Role::Link => {
            let backgrounds = [
                Role::Card,
                Role::Page,
                Role::AccentSoft,
                Role::Sunken,
                Role::Arch,
            ];
            readable(at(Role::Accent), &backgrounds.map(at))
        }
        Role::Page
        | Role::Card
        | Role::Sunken
        | Role::Text
        | Role::Text2
        | Role::Text3
        | Role::Border
        | Role::Edge
        | Role::Accent
        | Role::Danger
        | Role::Good
        | Role::Focus
        | Role::Arch => scheme.default_of(role),
    }
}

/// The same colour at another lightness; chroma follows lightness, or dark shades would look like a text of another hue.
fn at_lightness(color: Oklch, lightness: f32) -> Oklch {
    let scale = if lightness < color.lightness() {
        lightness / color.lightness()
    } else {
        1.0
    };
    Oklch::new(lightness, color.chroma() * scale, color.hue())
}

/// Near-white or near-black in the accent's hue, whichever reads better on all grounds that are set; pure where a tint
/// would fall short. One of black and white reads on any single background: their ratios with it multiply to 21.
fn on_accent(side: &Side, scheme: Scheme) -> Oklch {
    let accent = color(side, scheme, Role::Accent);
    let set = [Role::AccentHover, Role::AccentPress].map(|role| side.get(role).unwrap_or(accent));
    let backgrounds = [accent, set[0], set[1]];
    let tint =
        |lightness, chroma: f32| Oklch::new(lightness, chroma.min(accent.chroma()), accent.hue());
    let (white, black) = (Oklch::new(1.0, 0.0, 0.0), Oklch::new(0.0, 0.0, 0.0));
    let light = [tint(0.99, 0.006), white];
    let dark = [tint(0.2, 0.035), black];
    // The side's own habit first: a mid-tone takes white in light and black in dark.
    let order = match scheme {
        Scheme::Light => [light[0], light[1], dark[0], dark[1]],
        Scheme::Dark => [dark[0], dark[1], light[0], light[1]],
    };
    let passing = order
        .into_iter()
        .find(|text| worst(*text, &backgrounds) >= TEXT);
    passing.unwrap_or_else(|| best([white, black], &backgrounds))
}

/// The accent a step away from its text; the other way where there is no room, as for black.
fn away(accent: Oklch, text: Oklch, step: f32) -> Oklch {
    let darker = text.lightness() > accent.lightness();
    let sign = if darker { -1.0 } else { 1.0 };
    let lightness = accent.lightness() + sign * step;
    if (0.08..=0.97).contains(&lightness) {
        return at_lightness(accent, lightness);
    }
    let returned = at_lightness(accent, accent.lightness() - sign * (step + 0.1));
    if returned.contrast(text) >= TEXT {
        returned
    } else {
        accent
    }
}

/// The accent while it is pressed: always down, as a key goes, unless its text would suffer.
fn pressed(accent: Oklch, text: Oklch) -> Oklch {
    let down = at_lightness(accent, accent.lightness() - 0.05);
    let bright = text.lightness() < accent.lightness();
    if bright && down.contrast(text) >= TEXT {
        down
    } else {
        away(accent, text, 0.085)
    }
}

/// A tint of a light or dark card: its lightness a step towards the middle, a share of the colour's chroma up to a most.
fn soft(color: Oklch, card: Oklch, [on_light, on_dark]: [[f32; 3]; 2]) -> Oklch {
    let light = card.lightness() > 0.5;
    let [step, share, most] = if light { on_light } else { on_dark };
    let chroma = (color.chroma() * share).min(most);
    Oklch::new(card.lightness() + step, chroma, color.hue())
}

/// The colour of links: a little quieter than the button, and readable.
fn readable(accent: Oklch, backgrounds: &[Oklch]) -> Oklch {
    let step = away_from(backgrounds);
    moved(accent, accent.lightness() + 2.0 * step, backgrounds, TEXT)
}

/// The colour where the device asks for more contrast.
pub(crate) fn strengthened(color: Oklch, backgrounds: &[Oklch]) -> Oklch {
    moved(color, color.lightness(), backgrounds, MORE)
}

/// The colour from this lightness on, moved away from the grounds until it reads on all of them.
fn moved(color: Oklch, from: f32, backgrounds: &[Oklch], needed: f64) -> Oklch {
    let step = away_from(backgrounds);
    let mut lightness = from;
    while (0.0..=1.0).contains(&lightness) {
        let tried = at_lightness(color, lightness);
        if worst(tried, backgrounds) >= needed {
            return tried;
        }
        lightness += step;
    }
    best(
        [Oklch::new(0.0, 0.0, 0.0), Oklch::new(1.0, 0.0, 0.0)],
        backgrounds,
    )
}

/// A step of lightness: down on light grounds, up on dark ones.
fn away_from(backgrounds: &[Oklch]) -> f32 {
    let light = backgrounds
        .first()
        .is_none_or(|background| background.lightness() > 0.5);
    if light { -0.01 } else { 0.01 }
}

fn worst(text: Oklch, backgrounds: &[Oklch]) -> f64 {
    let ratios = backgrounds
        .iter()
        .map(|background| text.contrast(*background));
    ratios.fold(f64::INFINITY, f64::min)
}

fn best([one, other]: [Oklch; 2], backgrounds: &[Oklch]) -> Oklch {
    if worst(one, backgrounds) >= worst(other, backgrounds) {
        one
    } else {
        other
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tokens::COLORS;

    fn with(colors: &[(Role, &str)]) -> Side {
        let mut side = Side::default();
        for (role, text) in colors {
            side.set(*role, Some(Oklch::parse(text).unwrap()));
        }
        side
    }

    #[test]
    fn a_side_that_sets_nothing_is_the_default() {
        for scheme in Scheme::ALL {
            for row in &COLORS {
                let actual = color(&Side::default(), scheme, row.role);
                assert_eq!(actual, scheme.default_of(row.role));
            }
        }
    }

    #[test]
    fn what_is_set_is_never_derived() {
        let side = with(&[
            (Role::Accent, "#c00"),
            (Role::AccentHover, "#0c0"),
            (Role::OnAccent, "#00c"),
        ]);
        assert_eq!(
            color(&side, Scheme::Light, Role::AccentHover).hex(),
            "#00cc00"
        );
        assert_eq!(color(&side, Scheme::Light, Role::OnAccent).hex(), "#0000cc");
    }

    /// One accent of every lightness and hue, on both sides: the button reads in every state, and links on all grounds.
    #[test]
    fn any_accent_gives_texts_that_can_be_read() {
        for scheme in Scheme::ALL {
            for red in (0..=255_u32).step_by(15) {
                for green in (0..=255_u32).step_by(15) {
                    for blue in (0..=255_u32).step_by(51) {
                        let hex = format!("#{red:02x}{green:02x}{blue:02x}");
                        let side = with(&[(Role::Accent, &hex)]);
                        let at = |role| color(&side, scheme, role);
                        for background in [Role::Accent, Role::AccentHover, Role::AccentPress] {
                            let ratio = at(Role::OnAccent).contrast(at(background));
                            assert!(ratio >= TEXT, "{scheme:?} {hex} on {background:?}: {ratio}");
                        }
                        for background in [Role::Card, Role::Page, Role::AccentSoft, Role::Sunken] {
                            let ratio = at(Role::Link).contrast(at(background));
                            assert!(
                                ratio >= TEXT,
                                "{scheme:?} link of {hex} on {background:?}: {ratio}"
                            );
                        }
                        assert_ne!(at(Role::AccentHover), at(Role::Accent), "{scheme:?} {hex}");
                    }
                }
            }
        }
    }

    /// The default theme was drawn by hand; deriving from colours next to its own must come near it.
    #[test]
    fn deriving_from_nearly_the_default_gives_nearly_the_default() {
        for scheme in Scheme::ALL {
            let (mut side, mut count) = (Side::default(), 0);
            for role in [Role::Accent, Role::Danger] {
                let default = scheme.default_of(role);
                let next = Oklch::new(
                    default.lightness() + 0.0001,
                    default.chroma(),
                    default.hue(),
                );
                side.set(role, Some(next));
            }
            for row in COLORS.iter().filter(|row| !row.from.is_empty()) {
                let (actual, default) =
                    (color(&side, scheme, row.role), scheme.default_of(row.role));
                count += usize::from(actual != default);
                let apart = (actual.lightness() - default.lightness()).abs();
                assert!(
                    apart <= 0.006,
                    "{scheme:?} {}: {actual}, not {default}",
                    row.name
                );
            }
            // Text on the button comes out the same; the rest shows that it was derived.
            assert!(count >= 3, "{scheme:?}: {count}");
        }
    }
}
