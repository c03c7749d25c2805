//! How large pages are drawn, and how many fit beside each other.

/// How a tile is drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fit {
    /// The width of the page's window in CSS pixels.
    pub width: u32,
    /// How large a pixel of the page is drawn.
    pub scale: f64,
    /// The height of the window in which the page is laid out, at least.
    pub least: u32,
}

impl Fit {
    /// Pages of this width in `room` pixels, never magnified.
    pub fn into(room: f64, width: u32) -> Self {
        Self {
            width,
            scale: (room / f64::from(width)).clamp(0.05, 1.0),
            least: match width {
                0..=480 => 560,
                481..=1000 => 660,
                _ => 720,
            },
        }
    }
}

/// Between the cards, within one, and between the sides of one, in CSS pixels.
const GAPS: [f64; 3] = [20.0, 14.0, 10.0];

/// How many cards stand in a row of `room` pixels, and how much room a page has on a card with so many `sides`.
pub fn arrange(room: f64, width: u32, sides: usize) -> (usize, f64) {
    let [between, within, beside] = GAPS;
    let least = match width {
        0..=480 => 144.0,
        481..=1000 => 250.0,
        _ => 300.0,
    };
    let sides = sides.max(1) as f64;
    let around = within * 2.0 + beside * (sides - 1.0) + 2.0;
    let columns = ((room + between) / (least * sides + around + between))
        .floor()
        .max(1.0);
    let card = (room - between * (columns - 1.0)) / columns;
    let page = ((card - around) / sides).min(f64::from(width));
    (columns as usize, page.floor())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_made_smaller_and_never_larger() {
        let check = |room, width, scale: f64| {
            let fit = Fit::into(room, width);
            assert!((fit.scale - scale).abs() < 1e-9, "{fit:?}");
        };
        check(320.0, 1280, 0.25);
        check(900.0, 320, 1.0);
        check(0.0, 320, 0.05);
    }

    #[test]
    fn cards_fill_their_row() {
        for (room, width, sides, columns) in [
            (680.0, 320, 2, 2),
            (500.0, 320, 2, 1),
            (1000.0, 320, 2, 2),
            (1248.0, 320, 2, 3),
            (1340.0, 1280, 2, 2),
            (100.0, 1280, 2, 1),
        ] {
            let (actual, page) = arrange(room, width, sides);
            assert_eq!(actual, columns, "{room} {width}");
            assert!(page <= f64::from(width));
        }
    }
}
