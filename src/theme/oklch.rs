//! Colours, held in OKLCH as the style sheets write them.

use std::fmt;

use color::{AlphaColor, DynamicColor, Srgb};

use crate::hex;

/// The longest text that is tried as a colour; the longest sensible one has half of it.
const LONGEST: usize = 96;
/// Steps of lightness and chroma in 1.
const STEPS: f32 = 100_000.0;
/// The lightness of white.
const WHITE: u32 = 100_000;

/// An opaque colour in OKLCH.
///
/// **Shape**: held in whole steps, fine enough that 8 bits a channel come back whole and that what is written reads back equal.
/// **Units**: lightness and chroma in hundred-thousandths (chroma up to 50,000), hue in thousandths of a degree below 360,000.
/// **Source**: CSS Color 4 §9.4.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Oklch {
    lightness: u32,
    chroma: u32,
    hue: u32,
}

/// Why a text is no opaque colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotAColor {
    /// It is not CSS Color 4 syntax.
    Unknown,
    /// It is a colour through which others are seen; a token needs one of its own.
    Translucent,
}

impl Oklch {
    /// A colour of the tables, in the steps of [`Oklch`].
    pub(crate) const fn steps(lightness: u32, chroma: u32, hue: u32) -> Self {
        Self {
            lightness,
            chroma,
            hue,
        }
    }

    /// The nearest colour of these coordinates; those that are out of range are brought to it.
    ///
    /// **Units**: lightness 0–1, chroma 0–0.5, hue in degrees.
    #[must_use]
    pub fn new(lightness: f32, chroma: f32, hue: f32) -> Self {
        // `as` saturates and takes NaN for 0: every input gives a colour.
        let step = |part: f32, most: f32| (part.clamp(0.0, most) * STEPS).round() as u32;
        let (lightness, chroma) = (step(lightness, 1.0), step(chroma, 0.5));
        // Grey, black and white have no hue: one way to write each.
        let hue = if chroma == 0 || lightness == 0 || lightness == WHITE {
            0
        } else {
            (hue.rem_euclid(360.0) * 1000.0).round() as u32 % 360_000
        };
        let chroma = if lightness == 0 || lightness == WHITE {
            0
        } else {
            chroma
        };
        Self {
            lightness,
            chroma,
            hue,
        }
    }

    /// Reads any CSS Color 4 syntax: hexadecimal, names, `rgb()`, `hsl()`, `hwb()`, `lab()`, `lch()`, `oklab()`,
    /// `oklch()`, `color()`.
    ///
    /// **Errors**: [`NotAColor`].
    pub fn parse(text: &str) -> Result<Self, NotAColor> {
        let color = parse(text).ok_or(NotAColor::Unknown)?;
        if color.components[3] < 1.0 {
            return Err(NotAColor::Translucent);
        }
        Ok(Self::nearest(color))
    }

    pub(crate) fn nearest(color: DynamicColor) -> Self {
        let [lightness, chroma, hue, _] = color.to_alpha_color::<color::Oklch>().components;
        Self::new(lightness, chroma, hue)
    }

    /// Lightness from 0 (black) to 1 (white).
    #[must_use]
    pub fn lightness(self) -> f32 {
        self.lightness as f32 / STEPS
    }

    /// Chroma from 0 (grey); sRGB ends below 0.33.
    #[must_use]
    pub fn chroma(self) -> f32 {
        self.chroma as f32 / STEPS
    }

    /// Hue in degrees; 0 for a grey.
    #[must_use]
    pub fn hue(self) -> f32 {
        self.hue as f32 / 1000.0
    }

    /// Red, green and blue as an sRGB screen shows it: what lies outside is clipped, as browsers do.
    #[must_use]
    pub fn rgb(self) -> [u8; 3] {
        let color =
            AlphaColor::<color::Oklch>::new([self.lightness(), self.chroma(), self.hue(), 1.0]);
        let srgb = color.convert::<Srgb>().to_rgba8();
        [srgb.r, srgb.g, srgb.b]
    }

    /// The hexadecimal form that a colour input of a browser takes.
    #[must_use]
    pub fn hex(self) -> String {
        let [red, green, blue] = self.rgb();
        format!("#{red:02x}{green:02x}{blue:02x}")
    }

    /// The contrast ratio with another colour, from 1 to 21.
    ///
    /// **Source**: WCAG 2.2, definition of contrast ratio.
    #[must_use]
    pub fn contrast(self, other: Self) -> f64 {
        contrast(self.rgb(), other.rgb())
    }

    /// The form with the fewest bytes: hexadecimal where it says exactly the same.
    pub(crate) fn short(self) -> String {
        let [red, green, blue] = self.rgb();
        let hex = hex::shortest([red, green, blue, 255]);
        if Self::parse(&hex) == Ok(self) {
            return hex;
        }
        self.function()
    }

    /// Writes it as `oklch()`, without what may be left out.
    pub(crate) fn function(self) -> String {
        let shorten = |steps: u32, places: usize| short(&decimal(steps, places));
        format!(
            "oklch({} {} {})",
            shorten(self.lightness, 5),
            shorten(self.chroma, 5),
            shorten(self.hue, 3)
        )
    }
}

/// Writes it as `tokens.css` does: `oklch(0.43 0.077 165)`.
impl fmt::Display for Oklch {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (lightness, chroma) = (decimal(self.lightness, 5), decimal(self.chroma, 5));
        write!(out, "oklch({lightness} {chroma} {})", decimal(self.hue, 3))
    }
}

/// Reads a colour whose coordinates are all numbers; the limits keep a hostile text from being looked at for long.
pub(crate) fn parse(text: &str) -> Option<DynamicColor> {
    if text.len() > LONGEST || !text.is_ascii() {
        return None;
    }
    let color = color::parse_color(text).ok()?;
    let finite = color.components.iter().all(|part| part.is_finite());
    let oklch = color.to_alpha_color::<color::Oklch>();
    (finite && oklch.components.iter().all(|part| part.is_finite())).then_some(color)
}

/// The WCAG contrast ratio of two colours in 8 bits a channel.
pub(crate) fn contrast(one: [u8; 3], other: [u8; 3]) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// WCAG 2.2, definition of relative luminance, with the threshold of IEC 61966-2-1.
fn luminance(rgb: [u8; 3]) -> f64 {
    let linear = rgb.map(|channel| {
        let value = f64::from(channel) / 255.0;
        if value <= 0.040_45 {
            value / 12.92
        } else {
            ((value + 0.055) / 1.055).powf(2.4)
        }
    });
    0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
}

/// A count of steps, `places` of which digits stand behind the point, without zeros at its end.
pub(crate) fn decimal(steps: u32, places: usize) -> String {
    let digits = format!("{steps:0width$}", width = places + 1);
    let (whole, rest) = digits.split_at(digits.len() - places);
    let rest = rest.trim_end_matches('0');
    if rest.is_empty() {
        whole.to_owned()
    } else {
        format!("{whole}.{rest}")
    }
}

/// A decimal without the zero before its point.
pub(crate) fn short(decimal: &str) -> String {
    decimal
        .strip_prefix("0.")
        .map_or_else(|| decimal.to_owned(), |rest| format!(".{rest}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_syntax_of_css_color_4_is_read() {
        for text in [
            "#1a73e8",
            "#1A73E8FF",
            "rgb(26 115 232)",
            "rgba(26,115,232,1)",
            "hsl(214.08 81.75% 50.59%)",
            "color(srgb 0.10196 0.45098 0.9098)",
        ] {
            let read = Oklch::parse(text).map(Oklch::hex);
            assert_eq!(read.as_deref(), Ok("#1a73e8"), "{text}");
        }
        let read = |text: &str| Oklch::parse(text).unwrap().to_string();
        assert_eq!(read("REBECCAPURPLE"), "oklch(0.44027 0.1603 303.373)");
        assert_eq!(read("oklch(43% 0.077 165deg)"), "oklch(0.43 0.077 165)");
        assert_eq!(read("oklch(0.43 0.077 -195)"), "oklch(0.43 0.077 165)");
        assert_eq!(read("white"), "oklch(1 0 0)");
        assert_eq!(read("black"), "oklch(0 0 0)");
        assert_eq!(Oklch::parse("#778").unwrap().short(), "#778");
        assert_eq!(Oklch::steps(50_000, 0, 0).short(), "oklch(.5 0 0)");
    }

    #[test]
    fn what_is_no_opaque_colour_is_refused() {
        for text in [
            "",
            "#12345",
            "blurple",
            "rgb(1,2)",
            "var(--x)",
            "red;",
            "currentcolor",
            "url(x)",
            "é",
            "oklch(1e39 0 0) x",
            "color(srgb 1e39 0 0)",
            "inherit",
            "none",
        ] {
            assert_eq!(Oklch::parse(text), Err(NotAColor::Unknown), "{text}");
        }
        let long = format!("rgb(0 0 0{})", " ".repeat(100));
        assert_eq!(Oklch::parse(&long), Err(NotAColor::Unknown));
        for text in ["transparent", "#fff8", "rgb(0 0 0 / 0.99)"] {
            assert_eq!(Oklch::parse(text), Err(NotAColor::Translucent), "{text}");
        }
    }

    #[test]
    fn eight_bits_a_channel_come_back_whole() {
        for step in 0..=4095_u32 {
            let hex = format!("#{:06x}", step * 4097);
            assert_eq!(Oklch::parse(&hex).unwrap().hex(), hex);
        }
    }

    #[test]
    fn any_coordinates_give_a_colour() {
        assert_eq!(
            Oklch::new(f32::NAN, f32::INFINITY, f32::NEG_INFINITY),
            Oklch::steps(0, 0, 0)
        );
        assert_eq!(
            Oklch::new(0.5, 0.1, 359.9999),
            Oklch::steps(50_000, 10_000, 0)
        );
    }

    #[test]
    fn contrast_is_that_of_wcag() {
        let ratio = |one, other| {
            let read = |text| Oklch::parse(text).unwrap();
            (read(one).contrast(read(other)) * 100.0).round() / 100.0
        };
        assert_eq!(ratio("black", "white"), 21.0);
        assert_eq!(ratio("#777", "#fff"), 4.48);
        assert_eq!(ratio("#767676", "white"), 4.54);
        assert_eq!(ratio("red", "red"), 1.0);
    }
}
