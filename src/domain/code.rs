//! Codes that prove an address: six digits, one live code per user and purpose, counted tries.

use crate::{
    refusal::{self, Refusal},
    secret::Secret,
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// What a code proves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Proof {
    /// A sign-up.
    SignUp,
    /// The right to set a new password.
    ForgotPassword,
    /// An attribute of a signed-in user, by name.
    Attribute(String),
}

impl Proof {
    /// The key under which the one live code of a user is stored.
    pub fn key(&self) -> String {
        match self {
            Self::SignUp => "sign_up".to_owned(),
            Self::ForgotPassword => "forgot_password".to_owned(),
            Self::Attribute(name) => format!("attribute:{name}"),
        }
    }

    /// How long a code lives.
    ///
    /// **Source** developer guide, "Code expiry": sign-up and attribute 24 h, forgotten password 1 h.
    pub const fn lifetime(&self) -> Duration {
        match self {
            Self::SignUp | Self::Attribute(_) => Duration::from_hours(24),
            Self::ForgotPassword => Duration::from_hours(1),
        }
    }
}

/// A live code. Kept sealed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Code {
    /// What it proves.
    pub proof: Proof,
    /// The six digits.
    pub digits: Secret,
    /// The attribute whose address it was sent to: `email` or `phone_number`.
    pub attribute: String,
    /// That address, so that a code never verifies an address it was not sent to.
    pub address: String,
    /// Until when it counts.
    pub expires_at: Timestamp,
}

impl Code {
    /// Whether it was never sent to anybody: [`crate::send_code::send_decoy`].
    pub(crate) fn is_decoy(&self) -> bool {
        self.address.is_empty()
    }
}

/// Six digits from random bytes, without bias that matters (2^64 mod 10^6 is under 10^-13 of the range).
pub fn six_digits(random: [u8; 8]) -> Secret {
    format!("{:06}", u64::from_be_bytes(random) % 1_000_000).into()
}

/// The live code, if it is the one that was typed.
///
/// **Errors** [`refusal::Code::Expired`] where none is alive, [`refusal::Code::Wrong`].
pub(crate) fn check(stored: Option<Code>, typed: &Secret, now: Timestamp) -> Result<Code, Refusal> {
    let code = stored
        .filter(|code| now < code.expires_at)
        .ok_or(refusal::Code::Expired)?;
    if code.digits.matches(typed.expose()) {
        Ok(code)
    } else {
        Err(refusal::Code::Wrong.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_counts_until_it_expires() {
        let now = Timestamp::from_seconds(1_700_000_000);
        let stored = || {
            Some(Code {
                proof: Proof::SignUp,
                digits: "012345".into(),
                attribute: "email".to_owned(),
                address: "a@b.c".to_owned(),
                expires_at: now + Duration::from_mins(1),
            })
        };
        let check = |typed: &str, after: u64, expect: Result<(), Refusal>| {
            let outcome = super::check(stored(), &typed.into(), now + Duration::from_secs(after));
            assert_eq!(outcome.map(drop), expect, "{typed}");
        };
        check("012345", 59, Ok(()));
        check("012345", 60, Err(refusal::Code::Expired.into()));
        check("12345", 0, Err(refusal::Code::Wrong.into()));
        check("", 0, Err(refusal::Code::Wrong.into()));
        assert_eq!(
            super::check(None, &"012345".into(), now).map(drop),
            Err(refusal::Code::Expired.into())
        );
    }

    #[test]
    fn codes_have_six_digits() {
        assert_eq!(six_digits([0; 8]).expose(), "000000");
        assert_eq!(six_digits(1_000_042_u64.to_be_bytes()).expose(), "000042");
    }
}
