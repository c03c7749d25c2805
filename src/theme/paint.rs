//! Colours of a classic sheet.

use std::fmt;

use color::{ColorSpaceTag, Srgb};

use crate::hex;
use crate::oklch::{Oklch, decimal, parse, short};

/// A colour of a classic sheet, which may be translucent.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Paint {
    /// A colour in sRGB syntax: red, green, blue, alpha.
    Srgb([u8; 4]),
    /// A colour in a wider space; the alpha in thousandths.
    Wide(Oklch, u16),
}

impl Paint {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let color = parse(text)?;
        Some(match color.cs {
            ColorSpaceTag::Srgb | ColorSpaceTag::Hsl | ColorSpaceTag::Hwb => {
                Self::Srgb(color.to_alpha_color::<Srgb>().to_rgba8().to_u8_array())
            }
            _ => {
                let alpha = (color.components[3].clamp(0.0, 1.0) * 1000.0).round() as u16;
                Self::Wide(Oklch::nearest(color), alpha)
            }
        })
    }

    /// How much of it covers what is behind, from 0 to 1.
    pub(crate) fn alpha(self) -> f32 {
        match self {
            Self::Srgb([_, _, _, alpha]) => f32::from(alpha) / 255.0,
            Self::Wide(_, alpha) => f32::from(alpha) / 1000.0,
        }
    }

    pub(crate) fn rgb(self) -> [u8; 3] {
        match self {
            Self::Srgb([red, green, blue, _]) => [red, green, blue],
            Self::Wide(color, _) => color.rgb(),
        }
    }
}

impl fmt::Display for Paint {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Srgb(channels) => out.write_str(&hex::shortest(channels)),
            // Not the short form: read again as sRGB it would be another paint.
            Self::Wide(color, 1000) => out.write_str(&color.function()),
            Self::Wide(color, alpha) => {
                let opaque = color.function();
                let open = opaque.trim_end_matches(')');
                write!(out, "{open}/{})", short(&decimal(u32::from(alpha), 3)))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paint_is_written_short() {
        for (text, written) in [
            ("red", "#f00"),
            ("rgba(0,0,0,.5)", "#00000080"),
            ("transparent", "#0000"),
            ("#D64958", "#d64958"),
            ("lab(100 0 0)", "oklch(1 0 0)"),
            ("oklch(0.5 0.1 200 / 50%)", "oklch(.5 .1 200/.5)"),
        ] {
            let paint = Paint::parse(text).unwrap();
            assert_eq!(paint.to_string(), written);
            assert_eq!(Paint::parse(written), Some(paint), "{text}");
        }
    }
}
