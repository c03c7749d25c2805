//! The one place that draws randomness.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::context;

/// Draws random bytes from the operating system.
#[derive(Debug, Clone, Copy, Default)]
pub struct Random;

impl Random {
    /// `N` random bytes.
    ///
    /// A system without randomness cannot keep any promise of this program, so that it stops there.
    #[expect(clippy::disallowed_methods, reason = "the one source of randomness")]
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        getrandom::fill(&mut bytes).expect("the operating system gives randomness");
        bytes
    }

    /// The randomness of one decision.
    pub fn fresh(&self) -> context::Random {
        context::Random {
            exponent: self.bytes(),
            salt: self.bytes(),
            code: self.bytes(),
            uuid: self.bytes(),
            password: self.bytes(),
            software_token: self.bytes(),
            flow_token: self.bytes(),
        }
    }

    /// A token nobody can guess: refresh tokens, authorization codes, cookies.
    ///
    /// **Shape** base64url of 32 bytes: 43 characters.
    pub fn opaque_token(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.bytes::<32>())
    }

    /// A random UUID in lower case.
    pub fn uuid(&self) -> String {
        uuid::Builder::from_random_bytes(self.bytes())
            .into_uuid()
            .to_string()
    }

    /// Letters and digits of an alphabet, each equally likely.
    pub fn letters(&self, count: usize, alphabet: &[u8]) -> String {
        let fair = 256 - 256 % alphabet.len().clamp(1, 256);
        let mut text = String::with_capacity(count);
        while text.len() < count {
            let fair_bytes = self
                .bytes::<64>()
                .into_iter()
                .map(usize::from)
                .filter(|byte| *byte < fair);
            text.extend(
                fair_bytes
                    .take(count - text.len())
                    .map(|byte| char::from(alphabet[byte % alphabet.len()])),
            );
        }
        text
    }

    /// A number from 0 up to 1, for jitter.
    pub fn fraction(&self) -> f64 {
        f64::from(u32::from_be_bytes(self.bytes())) / (f64::from(u32::MAX) + 1.0)
    }
}

/// Lower-case letters and digits: app client ids and secrets.
pub const LOWER: &[u8] = b"0123456789abcdefghijklmnopqrstuvwxyz";
/// Letters and digits: pool ids.
pub const MIXED: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// Upper-case letters and digits: access key ids.
pub const UPPER: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_hold_and_no_draw_repeats() {
        let random = Random;
        assert_eq!(random.opaque_token().len(), 43);
        assert_eq!(random.uuid().len(), 36);
        let id = random.letters(26, LOWER);
        assert!(
            id.len() == 26 && id.bytes().all(|byte| LOWER.contains(&byte)),
            "{id}"
        );
        assert_ne!(random.opaque_token(), random.opaque_token());
        assert!((0.0..1.0).contains(&random.fraction()));
    }
}
