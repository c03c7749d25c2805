//! The settings that are no colours, as the studio shows them.

use crate::setting::{Background, Choice, Density, Font, Mode, Radius};
use wire::theme::Layout;

/// One of the document's settings that is no colour, as the studio shows it.
#[derive(Debug, Clone, Copy)]
pub struct Setting {
    /// Its key in the document.
    pub name: &'static str,
    /// What it changes.
    pub about: &'static str,
    /// The names it may have.
    pub choices: fn() -> Vec<&'static str>,
    /// The whole numbers of CSS pixels that it may be instead, from and to.
    pub range: Option<(u8, u8)>,
    /// The name it has while it is not set.
    pub default: &'static str,
    /// The custom properties that it sets; none when the page's markup follows it.
    pub properties: &'static [&'static str],
}

fn names<C: Choice>() -> Vec<&'static str> {
    C::NAMED.iter().map(|(name, _)| *name).collect()
}

/// Every setting, in the order of the document.
pub const SETTINGS: [Setting; 6] = [
    Setting {
        name: "mode",
        about: "Which side is shown: the one that the device asks for, or always the same.",
        choices: names::<Mode>,
        range: None,
        default: "auto",
        properties: &[],
    },
    Setting {
        name: "layout",
        about: "Where the form stands: on a card in the middle, or beside a panel in the accent.",
        choices: names::<Layout>,
        range: None,
        default: "centered",
        properties: &[],
    },
    Setting {
        name: "radius",
        about: "How round corners are: a name, or the radius of controls in CSS pixels.",
        choices: names::<Radius>,
        range: Some((0, Radius::MOST)),
        default: "md",
        properties: &["--lg-radius-control", "--lg-radius-card"],
    },
    Setting {
        name: "density",
        about: "How much room there is between things.",
        choices: names::<Density>,
        range: None,
        default: "regular",
        properties: &[
            "--lg-control",
            "--lg-gap-label",
            "--lg-gap-field",
            "--lg-gap-block",
            "--lg-gap-brand",
            "--lg-pad-card",
        ],
    },
    Setting {
        name: "font",
        about: "Which of the device's own typefaces is used.",
        choices: names::<Font>,
        range: None,
        default: "sans",
        properties: &["--lg-font"],
    },
    Setting {
        name: "background",
        about: "What is drawn behind the card.",
        choices: names::<Background>,
        range: None,
        default: "arcade",
        properties: &["--lg-arch"],
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    fn check<C: Choice + Default>(name: &str) {
        let setting = SETTINGS
            .iter()
            .find(|setting| setting.name == name)
            .unwrap();
        assert_eq!(C::default().name(), Some(setting.default), "{name}");
        for (each, value) in C::NAMED {
            assert!(
                C::from_name(each) == Some(*value) && value.name() == Some(*each),
                "{name}: {each}"
            );
        }
    }

    #[test]
    fn the_table_knows_every_default() {
        check::<Mode>("mode");
        check::<Layout>("layout");
        check::<Radius>("radius");
        check::<Density>("density");
        check::<Font>("font");
        check::<Background>("background");
    }
}
