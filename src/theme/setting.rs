//! What a theme sets besides colours: each a short list of names, expanded to measures only when a page is drawn.

use wire::theme::Layout;

/// One value of a list of named ones.
pub trait Choice: Copy + PartialEq + 'static {
    /// Every value with the name that documents use; the first is not always the default.
    const NAMED: &'static [(&'static str, Self)];

    /// The value of a name.
    fn from_name(name: &str) -> Option<Self> {
        let setting = Self::NAMED.iter().find(|(each, _)| *each == name);
        setting.map(|(_, value)| *value)
    }

    /// The name that a document writes; none for a value that is not named.
    fn name(self) -> Option<&'static str> {
        let setting = Self::NAMED.iter().find(|(_, each)| *each == self);
        setting.map(|(name, _)| *name)
    }
}

/// Which sides are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mode {
    /// The one that the device asks for.
    #[default]
    Auto,
    /// The light side everywhere.
    Light,
    /// The dark side everywhere.
    Dark,
}

impl Choice for Mode {
    const NAMED: &'static [(&'static str, Self)] = &[
        ("auto", Self::Auto),
        ("light", Self::Light),
        ("dark", Self::Dark),
    ];
}

impl Choice for Layout {
    const NAMED: &'static [(&'static str, Self)] =
        &[("centered", Self::Centered), ("split", Self::Split)];
}

/// How round corners are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Radius {
    /// Square.
    None,
    /// A little.
    Sm,
    /// As designed.
    #[default]
    Md,
    /// Much.
    Lg,
    /// Controls end in half circles.
    Full,
    /// The radius of controls in CSS pixels, up to [`Radius::MOST`]; the card's follows.
    Px(u8),
}

impl Choice for Radius {
    const NAMED: &'static [(&'static str, Self)] = &[
        ("none", Self::None),
        ("sm", Self::Sm),
        ("md", Self::Md),
        ("lg", Self::Lg),
        ("full", Self::Full),
    ];
}

impl Radius {
    /// The largest radius in CSS pixels.
    pub const MOST: u8 = 32;

    /// The radius of controls and of the card in CSS pixels: nested corners look even when the outer is wider.
    pub(crate) fn measures(self) -> [u8; 2] {
        let control = match self {
            Self::None => 0,
            Self::Sm => 6,
            Self::Md => 11,
            Self::Lg => 16,
            // Half of the highest control, the code field; an alert of several lines still looks like a box.
            Self::Full => 29,
            Self::Px(px) => px.min(Self::MOST),
        };
        // As 20 to 11, the proportion of the default theme; past this a card looks like a pill.
        let card = (u16::from(control) * 20 + 5) / 11;
        [
            control,
            u8::try_from(card).unwrap_or(u8::MAX).min(Self::MOST),
        ]
    }
}

/// How much room there is between things.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Density {
    /// Less.
    Compact,
    /// As designed.
    #[default]
    Regular,
    /// More.
    Roomy,
}

impl Choice for Density {
    const NAMED: &'static [(&'static str, Self)] = &[
        ("compact", Self::Compact),
        ("regular", Self::Regular),
        ("roomy", Self::Roomy),
    ];
}

impl Density {
    /// Custom properties with their measures; what grows with the text of the page is in its unit. Every control stays
    /// above 24 px (WCAG 2.2, 2.5.8).
    pub(crate) fn measures(self) -> [(&'static str, &'static str); 6] {
        let [control, label, field, block, brand, card] = match self {
            Self::Compact => ["2.5rem", "4px", "14px", "18px", "20px", "28px"],
            Self::Regular => ["2.875rem", "6px", "18px", "24px", "28px", "36px"],
            Self::Roomy => ["3.25rem", "8px", "24px", "32px", "36px", "44px"],
        };
        [
            ("--lg-control", control),
            ("--lg-gap-label", label),
            ("--lg-gap-field", field),
            ("--lg-gap-block", block),
            ("--lg-gap-brand", brand),
            ("--lg-pad-card", card),
        ]
    }
}

/// Which of the system's typefaces is used. A theme names no file and no family, so nothing is loaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Font {
    /// The system's own.
    #[default]
    Sans,
    /// With serifs.
    Serif,
    /// Of one width.
    Mono,
    /// With round ends.
    Rounded,
}

impl Choice for Font {
    const NAMED: &'static [(&'static str, Self)] = &[
        ("sans", Self::Sans),
        ("serif", Self::Serif),
        ("mono", Self::Mono),
        ("rounded", Self::Rounded),
    ];
}

impl Font {
    /// The value of `--lg-font`; none for the default.
    pub(crate) fn stack(self) -> Option<&'static str> {
        match self {
            Self::Sans => None,
            Self::Serif => {
                Some("ui-serif,Charter,\"Bitstream Charter\",\"Sitka Text\",Cambria,Georgia,serif")
            }
            Self::Mono => Some("var(--lg-font-mono)"),
            Self::Rounded => Some(
                "ui-rounded,\"Hiragino Maru Gothic ProN\",Quicksand,Comfortaa,Manjari,\"Arial Rounded MT Bold\",sans-serif",
            ),
        }
    }
}

/// What is drawn behind the card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Background {
    /// The arcade, in the colour of `arch`.
    #[default]
    Arcade,
    /// Nothing.
    Plain,
}

impl Choice for Background {
    const NAMED: &'static [(&'static str, Self)] =
        &[("arcade", Self::Arcade), ("plain", Self::Plain)];
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_measures_are_those_of_the_style_sheet() {
        let sheet = include_str!("../../style/tokens.css");
        let [control, card] = Radius::Md.measures();
        let radius = format!("--lg-radius-card: {card}px;\n    --lg-radius-control: {control}px;");
        assert!(sheet.contains(&radius), "{radius}");
        for (property, measure) in Density::Regular.measures() {
            let line = format!("{property}: {measure};");
            assert!(sheet.contains(&line), "{line}");
        }
    }

    #[test]
    fn the_card_is_rounder_than_what_is_in_it() {
        for px in 0..=u8::MAX {
            let [control, card] = Radius::Px(px).measures();
            assert!(control <= card && card <= Radius::MOST, "{px}");
        }
    }
}
