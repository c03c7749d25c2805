//! The light and the dark side of a theme.

use crate::oklch::Oklch;
use crate::role::Role;
use crate::tokens::COLORS;

/// A side of a theme.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    /// Dark text on light ground.
    Light,
    /// Light text on dark ground.
    Dark,
}

impl Scheme {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Light, Self::Dark];

    /// Its key in the document.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The colour of a side that sets nothing.
    #[must_use]
    pub fn default_of(self, role: Role) -> Oklch {
        match self {
            Self::Light => role.color().light,
            Self::Dark => role.color().dark,
        }
    }
}

/// The colours that one side sets itself; what it leaves out is its default or derived, never the other side's.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Side([Option<Oklch>; COLORS.len()]);

impl Side {
    /// The colour that is set for a role, if one is.
    #[must_use]
    pub fn get(&self, role: Role) -> Option<Oklch> {
        self.0[role as usize]
    }

    /// Sets or leaves out the colour of a role.
    pub fn set(&mut self, role: Role, color: Option<Oklch>) {
        self.0[role as usize] = color;
    }
}
