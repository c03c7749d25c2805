//! Codes that prove an address: six digits, one live code per user and purpose, counted tries.

use crate::{
    change::Change,
    context::Context,
    facts::Account,
    message::{Channel, Delivery, Message, Purpose, mask},
    refusal::Refusal,
    secret::Secret,
    time::Timestamp,
    user::User,
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
    /// The key under which the one live code of a user is kept.
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
    /// Whether it was never sent to anybody: [`crate::decoy::send_code`].
    pub(crate) fn is_decoy(&self) -> bool {
        self.address.is_empty()
    }
}

/// Six digits from random bytes, without bias that matters (2^64 mod 10^6 is under 10^-13 of the range).
pub fn six_digits(random: [u8; 8]) -> Secret {
    format!("{:06}", u64::from_be_bytes(random) % 1_000_000).into()
}

/// A fresh code on its way: what must be written, and where it goes.
pub(crate) fn send(
    user: &User,
    (channel, address): (Channel, &str),
    proof: Proof,
    purpose: Purpose,
    cx: &Context<'_>,
) -> (Vec<Change>, Delivery) {
    // Two codes of one step must differ: the one sent to an e-mail address proves nothing about a phone number.
    let digits = six_digits(match channel {
        Channel::Email => cx.random.code,
        Channel::Sms => *cx.random.exponent.first_chunk().unwrap_or(&cx.random.code),
    });
    let code = Code {
        expires_at: cx.now + proof.lifetime(),
        proof,
        digits: digits.clone(),
        attribute: channel.attribute().to_owned(),
        address: address.to_owned(),
    };
    let message = Message {
        pool: cx.pool.id.clone(),
        client: cx.client.map(|client| client.id.clone()),
        sub: user.sub.clone(),
        username: user.shown_name(cx.pool).to_owned(),
        channel,
        to: address.to_owned(),
        purpose,
        code: digits,
    };
    let delivery = Delivery {
        channel,
        destination: mask(channel, address),
    };
    (
        vec![
            Change::PutCode(user.sub.clone(), code),
            Change::Send(message),
        ],
        delivery,
    )
}

/// The live code, if it is the one that was typed.
///
/// **Errors** [`Refusal::CodeExpired`] where none is alive, [`Refusal::CodeWrong`].
pub(crate) fn check(stored: Option<Code>, typed: &Secret, now: Timestamp) -> Result<Code, Refusal> {
    let code = stored
        .filter(|code| now < code.expires_at)
        .ok_or(Refusal::CodeExpired)?;
    if code.digits.matches(typed.expose()) {
        Ok(code)
    } else {
        Err(Refusal::CodeWrong)
    }
}

/// The user whose live code was typed by somebody who is not signed in, and that code.
///
/// Where users are hidden, only the digits that were sent open anything, be it the words *too old*: every other guess is
/// a wrong code, whether one is alive, has expired, was never asked for, or the account is a decoy. Otherwise a guess
/// would tell who waits for a code.
///
/// **Errors** [`Refusal::CodeWrong`]; [`Refusal::CodeExpired`] where no code is alive, or it went to an address that the
/// user no longer has.
pub(crate) fn prove(
    account: Account,
    stored: Option<Code>,
    typed: &Secret,
    cx: &Context<'_>,
) -> Result<(Box<User>, Code), Refusal> {
    let sent = |code: &Code| !code.is_decoy() && code.digits.matches(typed.expose());
    if cx.hides_users() && !stored.as_ref().is_some_and(sent) {
        return Err(Refusal::CodeWrong);
    }
    let code = check(stored, typed, cx.now)?;
    match account {
        Account::User(user) if user.attributes.get(&code.attribute) == Some(&code.address) => {
            Ok((user, code))
        }
        // An administrator changed the address since.
        Account::User(_) => Err(Refusal::CodeExpired),
        Account::Decoy(_) => Err(Refusal::CodeWrong),
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
        check("012345", 60, Err(Refusal::CodeExpired));
        check("12345", 0, Err(Refusal::CodeWrong));
        check("", 0, Err(Refusal::CodeWrong));
        assert_eq!(
            super::check(None, &"012345".into(), now).map(drop),
            Err(Refusal::CodeExpired)
        );
    }

    #[test]
    fn codes_have_six_digits() {
        assert_eq!(six_digits([0; 8]).expose(), "000000");
        assert_eq!(six_digits(1_000_042_u64.to_be_bytes()).expose(), "000042");
    }
}
