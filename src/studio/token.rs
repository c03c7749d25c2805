//! What can be set in a theme, one control each.

use serde_json::Value;
use theme::{COLORS, Oklch, Role, SETTINGS, Scheme, Setting, Theme};

/// One control of the inspector.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Token {
    /// A colour of both sides.
    Color(Role),
    /// The setting of this name.
    Setting(&'static str),
}

impl Token {
    /// The token that sets a custom property, if a theme can.
    pub fn of_property(property: &str) -> Option<Self> {
        let color = COLORS.iter().find(|color| color.property == property);
        let setting = || {
            SETTINGS
                .iter()
                .find(|setting| setting.properties.contains(&property))
        };
        color
            .map(|color| Self::Color(color.role))
            .or_else(|| setting().map(|setting| Self::Setting(setting.name)))
    }

    /// Its key in the document.
    pub fn name(self) -> &'static str {
        match self {
            Self::Color(role) => role.color().name,
            Self::Setting(name) => name,
        }
    }
}

/// What the document says of a setting: a name, or a number of pixels.
pub fn setting(theme: &Theme, setting: &Setting) -> Value {
    let document: Value = serde_json::from_str(&theme.write()).unwrap_or_default();
    document[setting.name].clone()
}

/// The theme with another value of a setting; with its default where the value is none that it may have.
pub fn with_setting(theme: &Theme, setting: &Setting, value: Value) -> Theme {
    let mut document: Value = serde_json::from_str(&theme.write()).unwrap_or_default();
    document[setting.name] = value;
    Theme::read(&document.to_string()).0
}

/// Where the colour of a role comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// The theme sets it.
    Set,
    /// It follows a colour that the theme sets.
    Derived,
    /// It is that of the default theme.
    Default,
}

impl Origin {
    /// Of the colour that a side shows for a role.
    pub fn of(theme: &Theme, scheme: Scheme, role: Role) -> Self {
        if theme.side(scheme).get(role).is_some() {
            Self::Set
        } else if theme.color(scheme, role) == scheme.default_of(role) {
            Self::Default
        } else {
            Self::Derived
        }
    }

    /// In a word.
    pub fn name(self) -> &'static str {
        match self {
            Self::Set => "set",
            Self::Derived => "derived",
            Self::Default => "default",
        }
    }
}

/// A colour as designers write it: hexadecimal, unless it lies outside of what that can say.
pub fn color_text(color: Oklch) -> String {
    let hex = color.hex();
    let parts = |color: Oklch| [color.lightness(), color.chroma()];
    let near = |candidate: Oklch| {
        let both = parts(candidate).into_iter().zip(parts(color));
        both.into_iter()
            .all(|(one, other)| (one - other).abs() < 0.004)
    };
    if Oklch::parse(&hex).is_ok_and(near) {
        hex
    } else {
        color.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use theme::{Density, Radius};

    #[test]
    fn every_property_leads_to_its_control() {
        assert_eq!(
            Token::of_property("--lg-accent"),
            Some(Token::Color(Role::Accent))
        );
        assert_eq!(
            Token::of_property("--lg-gap-field"),
            Some(Token::Setting("density"))
        );
        assert_eq!(Token::of_property("--lg-motion"), None);
    }

    #[test]
    fn a_setting_is_read_and_written_by_its_name() {
        let of = |name| {
            SETTINGS
                .iter()
                .find(|setting| setting.name == name)
                .unwrap()
        };
        let theme = with_setting(&Theme::default(), of("density"), "roomy".into());
        let theme = with_setting(&theme, of("radius"), 7.into());
        assert_eq!(
            (theme.density, theme.radius),
            (Density::Roomy, Radius::Px(7))
        );
        assert_eq!(setting(&theme, of("density")), "roomy");
        assert_eq!(setting(&theme, of("radius")), 7);
    }

    #[test]
    fn a_colour_says_where_it_comes_from() {
        let mut theme = Theme::default();
        let origin = |theme: &Theme, role| Origin::of(theme, Scheme::Light, role);
        assert_eq!(origin(&theme, Role::Link), Origin::Default);
        theme.light.set(Role::Accent, Oklch::parse("#00f").ok());
        assert_eq!(origin(&theme, Role::Accent), Origin::Set);
        assert_eq!(origin(&theme, Role::Link), Origin::Derived);
        assert_eq!(color_text(Oklch::parse("blue").unwrap()), "#0000ff");
        assert_eq!(
            color_text(theme.color(Scheme::Light, Role::Page)),
            "#f8f5f1"
        );
        let wide = Oklch::new(0.7, 0.35, 150.0);
        assert_eq!(color_text(wide), "oklch(0.7 0.35 150)");
    }
}
