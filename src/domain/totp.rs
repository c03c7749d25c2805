//! Codes of authenticator apps: SHA-1, six digits, thirty seconds, one step of tolerance to either side.
//!
//! **Source** RFC 6238; RFC 4226 §5.3; the `otpauth:` addresses that apps read.

use crate::{
    refusal::{self, Refusal},
    secret::Secret,
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use subtle::{Choice, ConstantTimeEq};
use totp_rs::{Builder, Totp};

/// The length of a time step, in seconds.
const STEP_SECONDS: u64 = 30;
/// How many steps an app's clock may be off, to either side.
const SKEW: u64 = 1;
/// The longest name of an app.
///
/// **Units** UTF-16 code units, as the service model counts.
const NAME_LENGTH: usize = 128;

/// An authenticator app that a user proved to have.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SoftwareToken {
    /// The secret that the app and this server share.
    ///
    /// **Shape** base32 of 20 bytes, 32 characters.
    pub secret: Secret,
    /// What its owner calls it.
    pub name: Option<String>,
    /// The time step of the last code that was accepted; no code of that step or an earlier one is accepted again.
    ///
    /// **Units** thirty seconds since the Unix epoch.
    pub last_step: u64,
}

impl SoftwareToken {
    /// Checks what the owner wants to call an app.
    ///
    /// **Errors** [`refusal::Parameter::Invalid`].
    pub(crate) fn check_name(name: Option<&str>) -> Result<(), Refusal> {
        let Some(name) = name else {
            return Ok(());
        };
        let rule = if name.encode_utf16().count() > NAME_LENGTH {
            format!("must have length less than or equal to {NAME_LENGTH}.")
        } else if name.contains(changes_text_around) {
            "must not have control characters or characters that turn the direction of text."
                .to_owned()
        } else {
            return Ok(());
        };
        Err(refusal::Parameter::Invalid("FriendlyDeviceName".to_owned(), rule).into())
    }
}

/// Whether a character breaks the line or turns the direction of the text that it is shown in.
///
/// **Source** Unicode Standard Annex #9, "Explicit Directional Embedding, Override and Isolate".
fn changes_text_around(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// What a check of a code found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeCheck {
    /// It is the code of this step, which is later than the last accepted one.
    Right(u64),
    /// It is a code of the window, but of the last accepted step or an earlier one.
    Used,
    /// It is no code of the window.
    Wrong,
}

/// The secret of a new app.
///
/// **Shape** base32 without padding, 32 characters.
pub fn secret(random: [u8; 20]) -> Secret {
    totp_rs::Secret::from(random).to_base32().into()
}

/// Checks a code at this time; `last` is the last accepted step.
///
/// Every code of the window is computed and compared, so that the time taken tells nothing.
///
/// **Source** RFC 6238 §5.2: a code must not be accepted twice.
pub fn check(secret: &Secret, code: &str, now: Timestamp, last_step: Option<u64>) -> CodeCheck {
    let Some(app) = app(secret, None) else {
        return CodeCheck::Wrong;
    };
    let step = u64::try_from(now.seconds()).unwrap_or(0) / STEP_SECONDS;
    let matches = |step: u64| -> Choice {
        let expected = app.generate(step.saturating_mul(STEP_SECONDS)).to_string();
        expected.as_bytes().ct_eq(code.as_bytes())
    };
    let window = step.saturating_sub(SKEW)..=step.saturating_add(SKEW);
    let latest = window.fold(None, |latest, step| {
        bool::from(matches(step)).then_some(step).or(latest)
    });
    match latest {
        Some(step) if last_step.is_none_or(|last| step > last) => CodeCheck::Right(step),
        Some(_) => CodeCheck::Used,
        None => CodeCheck::Wrong,
    }
}

/// The address that an app reads, from a QR code or by a link: who issued the secret, and to whom.
///
/// A colon separates the two, so colons within them are removed.
///
/// **Shape** `otpauth://totp/<issuer>:<account>?secret=<base32>&issuer=<issuer>`.
pub fn address(secret: &Secret, issuer: &str, account: &str) -> String {
    let app = app(secret, Some((issuer, account)));
    app.and_then(|app| app.to_url().ok()).unwrap_or_default()
}

/// The app of a secret; `None` if that is not a secret that [`secret`] makes.
fn app(secret: &Secret, label: Option<(&str, &str)>) -> Option<Totp> {
    let plain = |text: &str| text.replace(':', " ");
    let (issuer, account) = label.unwrap_or_default();
    Builder::new()
        .with_secret(totp_rs::Secret::try_from_base32(secret.expose()).ok()?)
        .with_issuer(Some(plain(issuer)).filter(|issuer| !issuer.is_empty()))
        .with_account_name(plain(account))
        .build()
        .ok()
}

/// The code that the app of this secret shows at this time.
#[cfg(test)]
pub(crate) fn code(secret: &Secret, now: Timestamp) -> String {
    let app = app(secret, None).expect("a secret of ours");
    app.generate(now.seconds().unsigned_abs()).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The secret of RFC 6238, appendix B.
    fn rfc() -> Secret {
        secret(*b"12345678901234567890")
    }

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_seconds(seconds)
    }

    #[test]
    fn the_vectors_of_rfc_6238_hold() {
        assert_eq!(rfc().expose(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        // Appendix B gives eight digits; six are the last of them.
        let check = |seconds: i64, code: &str| {
            let step = seconds.unsigned_abs() / 30;
            let outcome = super::check(&rfc(), code, at(seconds), None);
            assert_eq!(outcome, CodeCheck::Right(step), "{seconds}");
        };
        check(59, "287082");
        check(1_111_111_109, "081804");
        check(1_111_111_111, "050471");
        check(1_234_567_890, "005924");
        check(2_000_000_000, "279037");
        check(20_000_000_000, "353130");
    }

    #[test]
    fn a_code_counts_one_step_early_and_one_step_late() {
        // 287082 is the code of step 1, the seconds 30 to 59.
        let check = |seconds: i64, expect: CodeCheck| {
            let outcome = super::check(&rfc(), "287082", at(seconds), None);
            assert_eq!(outcome, expect, "{seconds}");
        };
        check(-1, CodeCheck::Right(1));
        check(0, CodeCheck::Right(1));
        check(30, CodeCheck::Right(1));
        check(89, CodeCheck::Right(1));
        check(90, CodeCheck::Wrong);
        check(i64::MAX / 1000, CodeCheck::Wrong);
    }

    #[test]
    fn a_step_counts_once_and_no_earlier_one_after_it() {
        let code = |step: i64| code(&rfc(), at(step * 30));
        let check = |step: i64, last: u64, expect: CodeCheck| {
            let outcome = super::check(&rfc(), &code(step), at(3000), Some(last));
            assert_eq!(outcome, expect, "step {step} after {last}");
        };
        check(100, 99, CodeCheck::Right(100));
        check(100, 100, CodeCheck::Used);
        check(99, 100, CodeCheck::Used);
        check(101, 100, CodeCheck::Right(101));
        check(100, 101, CodeCheck::Used);
        check(98, 0, CodeCheck::Wrong);
        check(102, 0, CodeCheck::Wrong);
    }

    #[test]
    fn what_is_not_six_digits_is_wrong() {
        for code in [
            "",
            "28708",
            "2870820",
            " 287082",
            "+87082",
            "２８７０８２",
            "abcdef",
        ] {
            assert_eq!(
                super::check(&rfc(), code, at(59), None),
                CodeCheck::Wrong,
                "{code}"
            );
        }
        for secret in ["", "short", "1", "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJ!"] {
            let outcome = super::check(&secret.into(), "287082", at(59), None);
            assert_eq!(outcome, CodeCheck::Wrong, "{secret}");
        }
    }

    #[test]
    fn a_name_of_an_app_stays_in_its_line() {
        let check = |name: &str, may_be: bool| {
            let checked = SoftwareToken::check_name(Some(name));
            assert_eq!(checked.is_ok(), may_be, "{name:?}");
        };
        check(
            "Ada's phone \u{2764}\u{fe0f} \u{1f469}\u{200d}\u{1f4bb}",
            true,
        );
        check("الهاتف", true);
        check(&"x".repeat(128), true);
        check(&"x".repeat(129), false);
        check("phone\u{202e}enohp", false);
        check("phone\u{2067}", false);
        check("two\nlines", false);
        check("two\u{2028}lines", false);
    }

    #[test]
    fn apps_read_who_issued_it_and_to_whom() {
        let check = |issuer: &str, account: &str, expect: &str| {
            assert_eq!(address(&rfc(), issuer, account), expect);
        };
        check(
            "Acme",
            "ada@example.com",
            "otpauth://totp/Acme:ada%40example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Acme",
        );
        check(
            "Käse & Co: shop",
            "a:b?c#d",
            "otpauth://totp/K%C3%A4se%20%26%20Co%20%20shop:a%20b%3Fc%23d?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\
             &issuer=K%C3%A4se%20%26%20Co%20%20shop",
        );
    }
}
