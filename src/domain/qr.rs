//! QR codes.

use fast_qr::{ECL, QRBuilder};
use wire::screen::Qr;

/// The QR code of `text`; `None` where no QR code is large enough.
///
/// **Shape** error correction M, of which 15 % may be unreadable; bytes mode holds up to 2331 bytes.
/// **Source** ISO/IEC 18004.
pub fn draw(text: &str) -> Option<Qr> {
    let code = QRBuilder::new(text).ecl(ECL::M).build().ok()?;
    let modules = u32::try_from(code.size).ok()?;
    Some(Qr::new(modules, |row, column| {
        code[row as usize][column as usize].value()
    }))
}

#[cfg(test)]
mod tests {
    use super::draw;
    use wire::screen::Screen;

    #[test]
    fn the_samples_of_the_pages_show_what_would_be_drawn() {
        let mut seen = 0;
        for sample in Screen::samples() {
            if let Screen::MfaSetup(screen) = sample.page.screen
                && let Some(code) = screen.qr
            {
                assert_eq!(draw(&screen.uri), Some(code), "{}", sample.name);
                seen += 1;
            }
        }
        assert!(seen > 1, "{seen}");
    }

    #[test]
    fn a_code_grows_with_its_text_until_none_holds_it() {
        let modules = |length| draw(&"a".repeat(length)).map(|code| code.modules);
        assert_eq!(modules(1), Some(21));
        assert_eq!(modules(100), Some(41));
        assert_eq!(modules(2331), Some(177));
        assert_eq!(modules(2332), None);
    }
}
