//! A theme in memory.

use serde_json::{Map, Value, json};

use crate::derive;
use crate::oklch::Oklch;
use crate::role::Role;
use crate::setting::{Background, Choice, Density, Font, Mode, Radius};
use crate::side::{Scheme, Side};
use crate::tokens::COLORS;
use wire::theme::Layout;

/// The design tokens of a brand: what a `theme.json` says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Theme {
    /// Which sides are shown.
    pub mode: Mode,
    /// Where the form stands.
    pub layout: Layout,
    /// How round corners are.
    pub radius: Radius,
    /// How much room there is.
    pub density: Density,
    /// Which typeface is used.
    pub font: Font,
    /// What is behind the card.
    pub background: Background,
    /// The colours of the light side.
    pub light: Side,
    /// The colours of the dark side.
    pub dark: Side,
}

impl Theme {
    /// What the pages follow where there is a classic sheet and no theme. Such sheets are made for white pages: on the
    /// dark side their colours would meet our light ink.
    #[must_use]
    pub fn of_classic() -> Self {
        Self {
            mode: Mode::Light,
            ..Self::default()
        }
    }

    /// The colours that a side sets itself.
    #[must_use]
    pub fn side(&self, scheme: Scheme) -> &Side {
        match scheme {
            Scheme::Light => &self.light,
            Scheme::Dark => &self.dark,
        }
    }

    /// The same, to change them.
    pub fn side_mut(&mut self, scheme: Scheme) -> &mut Side {
        match scheme {
            Scheme::Light => &mut self.light,
            Scheme::Dark => &mut self.dark,
        }
    }

    /// The colour that the pages show: set, derived or default.
    #[must_use]
    pub fn color(&self, scheme: Scheme, role: Role) -> Oklch {
        derive::color(self.side(scheme), scheme, role)
    }

    /// The sides that the mode lets people see.
    #[must_use]
    pub fn schemes(&self) -> &'static [Scheme] {
        match self.mode {
            Mode::Auto => &Scheme::ALL,
            Mode::Light => &[Scheme::Light],
            Mode::Dark => &[Scheme::Dark],
        }
    }

    /// The theme as its document: one way to write each theme, and [`Theme::read`] gives it back equal.
    #[must_use]
    pub fn write(&self) -> String {
        let radius = match self.radius {
            Radius::Px(px) => json!(px.min(Radius::MOST)),
            size @ (Radius::None | Radius::Sm | Radius::Md | Radius::Lg | Radius::Full) => {
                json!(size.name())
            }
        };
        let side = |side: &Side| -> Value {
            let set = COLORS.iter().filter_map(|color| {
                Some((
                    color.name.to_owned(),
                    json!(side.get(color.role)?.to_string()),
                ))
            });
            set.collect::<Map<_, _>>().into()
        };
        let document = json!({
            "$schema": "./theme.schema.json",
            "version": 1,
            "mode": self.mode.name(),
            "layout": self.layout.name(),
            "radius": radius,
            "density": self.density.name(),
            "font": self.font.name(),
            "background": self.background.name(),
            "light": side(&self.light),
            "dark": side(&self.dark),
        });
        // The alternate form of a value is its indented JSON.
        format!("{document:#}\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_theme_is_written_in_one_way() {
        let mut theme = Theme {
            radius: Radius::Px(4),
            mode: Mode::Dark,
            ..Theme::default()
        };
        theme.light.set(Role::Link, Oklch::parse("#00f").ok());
        theme.light.set(Role::Card, Oklch::parse("white").ok());
        assert_eq!(
            theme.write(),
            r#"{
  "$schema": "./theme.schema.json",
  "version": 1,
  "mode": "dark",
  "layout": "centered",
  "radius": 4,
  "density": "regular",
  "font": "sans",
  "background": "arcade",
  "light": {
    "card": "oklch(1 0 0)",
    "link": "oklch(0.45201 0.31321 264.052)"
  },
  "dark": {}
}
"#
        );
    }
}
