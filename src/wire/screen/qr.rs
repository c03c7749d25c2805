//! A QR code as data: drawn by the page, made by the server.

use serde::{Deserialize, Serialize};
use std::fmt::Write as _;

/// The modules of a QR code, without the quiet zone around them.
///
/// A path would be ten times as long, too long for the cookie in which a step is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Qr {
    /// How many modules a side has: 21 to 177.
    pub modules: u32,
    /// Row after row, four modules a hexadecimal digit, the first in its highest bit; 1 is dark. What is missing is light.
    pub dark: String,
}

impl Qr {
    /// The width of the quiet zone, in modules.
    ///
    /// **Source** ISO/IEC 18004 §5.3.8.
    pub const QUIET: u32 = 4;

    /// A code of which `dark` says whether the module in this row and column is dark.
    pub fn new(modules: u32, dark: impl Fn(u32, u32) -> bool) -> Self {
        let all = modules * modules;
        let digit = |first: u32| {
            (first..first + 4).fold(0, |digit, at| {
                digit << 1 | u32::from(at < all && dark(at / modules, at % modules))
            })
        };
        Self {
            modules,
            dark: (0..all)
                .step_by(4)
                .filter_map(|first| char::from_digit(digit(first), 16))
                .collect(),
        }
    }

    /// The dark modules as the path of an SVG whose unit is a module: a line through the middle of each run of them, to be
    /// stroked as wide as a module.
    pub fn path(&self) -> String {
        let mut path = String::new();
        for row in 0..self.modules {
            let mut run = 0;
            for column in 0..=self.modules {
                if column < self.modules && self.is_dark(row * self.modules + column) {
                    run += 1;
                } else if run > 0 {
                    // Writing to a String does not fail.
                    let _ = write!(path, "M{} {row}.5h{run}", column - run);
                    run = 0;
                }
            }
        }
        path
    }

    fn is_dark(&self, at: u32) -> bool {
        let digit = self.dark.as_bytes().get((at / 4) as usize);
        let digit = digit.and_then(|digit| char::from(*digit).to_digit(16));
        digit.is_some_and(|digit| digit >> (3 - at % 4) & 1 == 1)
    }
}

#[cfg(test)]
mod tests {
    use super::Qr;

    #[test]
    fn a_path_has_a_line_for_each_run_of_dark_modules() {
        let rows = ["##.#.", ".....", "#####", "....#", "#.#.#"];
        let code = Qr::new(5, |row, column| {
            rows[row as usize].as_bytes()[column as usize] == b'#'
        });
        assert_eq!(code.dark, "d03e1a8");
        assert_eq!(
            code.path(),
            "M0 0.5h2M3 0.5h1M0 2.5h5M4 3.5h1M0 4.5h1M2 4.5h1M4 4.5h1"
        );
    }

    #[test]
    fn what_is_no_digit_is_light() {
        let foreign = Qr {
            modules: 2,
            dark: "ü".to_owned(),
        };
        assert_eq!(foreign.path(), "");
    }
}
